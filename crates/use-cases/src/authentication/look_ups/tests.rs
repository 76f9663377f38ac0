use std::{
    net::Ipv4Addr,
    pin::Pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Wake, Waker},
};

use fastrand::Rng;
use pullkey_domain::api_key::ApiKeyToken;

use super::{
    super::token_mark::Marker,
    line::{RUNNING, WAITING},
    *,
};

type Answer<'a> = Result<Turn<'a>, TurnedAway>;

/// Somebody who waits, and is looked after once he is woken.
struct Visitor<'a> {
    waiting: Pin<Box<dyn Future<Output = Answer<'a>> + 'a>>,
    bell: Arc<Bell>,
}

struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<'a> Visitor<'a> {
    fn of(look_ups: &'a LookUps, party: Party) -> Self {
        Self {
            waiting: Box::pin(look_ups.turn(party)),
            bell: Arc::new(Bell(AtomicBool::new(true))),
        }
    }

    /// What he was told, if he was woken.
    fn answer(&mut self) -> Option<Answer<'a>> {
        if !self.bell.0.swap(false, Ordering::SeqCst) {
            return None;
        }
        let waker = Waker::from(self.bell.clone());
        match self.waiting.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        }
    }
}

fn party(number: u32) -> Party {
    Party::Network(ClientNetwork::of(Ipv4Addr::from_bits(number).into()))
}

/// Whoever has a token that was valid.
fn holder(number: u32) -> Party {
    let byte = u8::try_from(number % 62).unwrap();
    let token = ApiKeyToken::generate(|bytes| bytes.fill(byte));
    Party::Token(MARKER.mark(&token))
}

static MARKER: LazyLock<Marker> = LazyLock::new(Marker::default);

/// Takes all turns, so that whoever comes next waits.
fn all_turns(look_ups: &LookUps) -> Vec<Turn<'_>> {
    (0..RUNNING)
        .map(|_| match Visitor::of(look_ups, party(0)).answer() {
            Some(Ok(turn)) => turn,
            _ => panic!("a turn is free"),
        })
        .collect()
}

/// Has so many of them wait.
fn waiting(look_ups: &LookUps, party: Party, count: usize) -> Vec<Visitor<'_>> {
    let mut visitors: Vec<_> = (0..count).map(|_| Visitor::of(look_ups, party)).collect();
    for visitor in &mut visitors {
        assert!(visitor.answer().is_none());
    }
    visitors
}

/// How many of them hear now that they are served.
fn served<'a>(visitors: &mut [Visitor<'a>]) -> Vec<Turn<'a>> {
    let answers = visitors.iter_mut().filter_map(Visitor::answer);
    answers.filter_map(Result::ok).collect()
}

#[test]
fn the_seventeenth_waits_until_a_turn_ends() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let mut next = waiting(&look_ups, party(1), 2);
    turns.pop();
    let first = served(&mut next[..1]);
    assert_eq!(first.len(), 1, "who came first");
    assert!(next[1].answer().is_none());
}

#[test]
fn one_network_that_sends_much_waits_for_its_own() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let mut many = waiting(&look_ups, party(1), 50);
    let mut few = waiting(&look_ups, party(2), 2);
    let mut order = Vec::new();
    while order.len() < 5 {
        turns.pop();
        let (of_many, of_few) = (served(&mut many), served(&mut few));
        order.push((of_many.len(), of_few.len()));
        turns.extend(of_many.into_iter().chain(of_few));
    }
    assert_eq!(order, [(1, 0), (0, 1), (1, 0), (0, 1), (1, 0)]);
}

#[test]
fn keys_that_were_valid_do_not_stand_behind_others_of_their_network() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let _many = waiting(&look_ups, party(1), WAITING);
    let mut working = waiting(&look_ups, holder(1), 1);
    turns.pop();
    turns.pop();
    assert_eq!(served(&mut working).len(), 1);
}

#[test]
fn keys_that_were_valid_do_not_stand_behind_others_that_were() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let _revoked = waiting(&look_ups, holder(2), WAITING);
    let mut working = waiting(&look_ups, holder(1), 1);
    turns.pop();
    turns.pop();
    assert_eq!(served(&mut working).len(), 1);
}

#[test]
fn a_full_line_turns_away_the_newest_of_whoever_sends_most() {
    let look_ups = LookUps::default();
    let _turns = all_turns(&look_ups);
    let mut many = waiting(&look_ups, party(1), WAITING - 1);
    let mut other = waiting(&look_ups, party(2), 1);
    let refused = Visitor::of(&look_ups, party(1)).answer();
    assert!(matches!(refused, Some(Err(TurnedAway))));

    let mut newcomer = waiting(&look_ups, party(3), 1);
    let newest = many.pop().unwrap().answer();
    assert!(matches!(newest, Some(Err(TurnedAway))));
    let mut rest = many.iter_mut().chain(&mut other).chain(&mut newcomer);
    assert!(rest.all(|it| it.answer().is_none()));
    drop(rest);
    assert_eq!(look_ups.line().running_and_waiting(), (RUNNING, WAITING));
}

#[test]
fn a_line_full_of_equals_turns_the_newcomer_away() {
    let look_ups = LookUps::default();
    let _turns = all_turns(&look_ups);
    let line: Vec<_> = (1..=100)
        .map(|number| waiting(&look_ups, party(number), 1))
        .collect();
    assert_eq!(line.len(), WAITING);
    let newcomer = Visitor::of(&look_ups, party(101)).answer();
    assert!(matches!(newcomer, Some(Err(TurnedAway))));
}

#[test]
fn whoever_gives_up_leaves_the_line() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let gone = waiting(&look_ups, party(1), WAITING);
    drop(gone);
    let mut next = waiting(&look_ups, party(1), 1);
    turns.pop();
    assert_eq!(served(&mut next).len(), 1);
}

#[test]
fn whoever_gives_up_once_it_is_his_turn_leaves_it_to_the_next() {
    let look_ups = LookUps::default();
    let mut turns = all_turns(&look_ups);
    let mut next = waiting(&look_ups, party(1), 2);
    turns.pop();
    drop(next.remove(0));
    assert_eq!(served(&mut next).len(), 1);
}

/// Whatever comes and goes in whatever order.
#[test]
fn no_turn_is_lost_and_nobody_is_forgotten() {
    let mut rng = Rng::with_seed(7);
    for _ in 0..20 {
        let look_ups = LookUps::default();
        let (mut visitors, mut turns): (Vec<Visitor<'_>>, Vec<Turn<'_>>) = (Vec::new(), Vec::new());
        let (networks, leavers) = (rng.u32(1..150), rng.u8(1..100));
        for _ in 0..2_000 {
            match rng.u8(..100) {
                dice if dice < leavers / 2 && !visitors.is_empty() => {
                    visitors.swap_remove(rng.usize(..visitors.len()));
                }
                dice if dice < leavers && !turns.is_empty() => {
                    turns.swap_remove(rng.usize(..turns.len()));
                }
                _ => {}
            }
            let number = rng.u32(..networks);
            let party = if rng.bool() {
                party(number)
            } else {
                holder(number)
            };
            visitors.push(Visitor::of(&look_ups, party));
            // Some are slow to hear what became of them.
            look_after(&mut visitors, &mut turns, || rng.u8(..4) > 0);
            let (running, waiting) = look_ups.line().running_and_waiting();
            assert!(turns.len() <= running && running <= RUNNING && waiting <= WAITING);
            assert!(
                waiting == 0 || running == RUNNING,
                "a free turn waits for nobody"
            );
        }
        while !visitors.is_empty() {
            let before = visitors.len();
            turns.clear();
            look_after(&mut visitors, &mut turns, || true);
            assert!(visitors.len() < before, "somebody is served or told");
        }
        turns.clear();
        assert_eq!(look_ups.line().running_and_waiting(), (0, 0));
        assert_eq!(all_turns(&look_ups).len(), RUNNING);
    }
}

/// Lets those hear what became of them, and go on.
fn look_after<'a>(
    visitors: &mut Vec<Visitor<'a>>,
    turns: &mut Vec<Turn<'a>>,
    mut hears: impl FnMut() -> bool,
) {
    visitors.retain_mut(|visitor| {
        let answer = if hears() { visitor.answer() } else { None };
        match answer {
            Some(Ok(turn)) => {
                turns.push(turn);
                false
            }
            Some(Err(TurnedAway)) => false,
            None => true,
        }
    });
}
