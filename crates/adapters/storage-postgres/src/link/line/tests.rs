use futures_util::future::join_all;

use super::*;

/// Before a connection that answers that fast, which is known.
fn at_pace(pace: Duration) -> Line {
    let line = Line::new();
    answer_each_after(&line, pace, 12);
    line
}

/// So many statements are answered after this time each.
fn answer_each_after(line: &Line, pace: Duration, statements: usize) {
    for _ in 0..statements {
        let mut turn = line.take().unwrap();
        let since = line.state().answered_at.max(turn.begun);
        turn.answered_at = Some(since + pace);
    }
}

/// As many turns as there are at once.
fn turns(line: &Line) -> Vec<Turn<'_>> {
    std::iter::from_fn(|| line.take()).collect()
}

async fn turn_within(line: &Line, patience: Duration) -> Result<Turn<'_>, Fault> {
    let deadline = Deadline::after(Duration::from_mins(1)).with_turn_within(patience);
    deadline.bounding(line.turn(|| ())).await
}

#[test]
fn the_slower_the_answers_come_the_fewer_statements_are_sent_before_them() {
    for (millis, sent) in [(1, 4), (120, 4), (160, 3), (200, 2), (300, 1), (3000, 1)] {
        let line = at_pace(Duration::from_millis(millis));
        assert_eq!(turns(&line).len(), sent, "{millis} ms");
    }
}

#[test]
fn a_new_connection_shows_first_how_fast_it_is() {
    let line = Line::new();
    let [turn] = turns(&line).try_into().ok().unwrap();
    turn.answered();
    answer_each_after(&line, Duration::from_millis(1), 1);
    assert_eq!(turns(&line).len(), 3);
}

#[tokio::test]
async fn whoever_waits_longer_than_he_may_has_sent_nothing() {
    let line = at_pace(Duration::from_millis(300));
    let before = line.take().unwrap();
    let sent = line.state().sent;
    let refused = turn_within(&line, Duration::from_millis(20)).await;
    assert_eq!(refused.err(), Some(Fault::NoTurn));
    assert_eq!(line.state().sent, sent);
    before.answered();
    assert!(turn_within(&line, Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn turns_come_in_the_order_of_the_line() {
    let line = at_pace(Duration::from_millis(300));
    let before = line.take().unwrap();
    let patience = Duration::from_mins(1);
    let (first, second) = tokio::join!(
        async {
            let turn = turn_within(&line, patience).await.unwrap();
            let number = turn.number;
            turn.answered();
            number
        },
        async {
            let second = turn_within(&line, patience);
            let answered = async { before.answered() };
            tokio::join!(second, answered).0.unwrap().number
        },
    );
    assert!(first < second);
}

#[test]
fn what_nobody_waits_for_stands_in_the_way_until_something_behind_it_is_answered() {
    let line = at_pace(Duration::from_millis(1));
    let mut sent = turns(&line);
    let last = sent.pop().unwrap();
    drop(sent);
    assert_eq!(turns(&line).len(), 0);
    last.answered();
    assert_eq!(turns(&line).len(), SENT);
}

#[test]
fn whoever_hangs_up_takes_room_until_a_probe_is_answered() {
    let line = at_pace(Duration::from_millis(1));
    drop(turns(&line));
    assert_eq!(turns(&line).len(), 0);
    assert!(line.state().is_forsaken());
    let probe = line.begin_probe();
    assert_eq!(probe.behind, SENT);
    assert!(!line.state().is_forsaken(), "one probe is enough");
    assert_eq!(turns(&line).len(), 0);
    line.end_probe(&probe);
    assert_eq!(turns(&line).len(), SENT);
}

#[tokio::test]
async fn whoever_waits_behind_those_who_hung_up_has_the_connection_probed() {
    let line = at_pace(Duration::from_millis(1));
    drop(turns(&line));
    let patience = Deadline::after(Duration::from_mins(1));
    let probed = || line.end_probe(&line.begin_probe());
    assert!(patience.bounding(line.turn(probed)).await.is_ok());
}

#[test]
fn after_a_slow_spell_a_few_fast_answers_are_enough() {
    let line = at_pace(Duration::from_secs(4));
    answer_each_after(&line, Duration::from_millis(1), 7);
    assert_eq!(turns(&line).len(), SENT);
}

#[tokio::test]
async fn nobody_waits_before_a_connection_that_is_over() {
    let line = Line::new();
    let _before = line.take().unwrap();
    let patience = Duration::from_mins(1);
    let waiting = [turn_within(&line, patience), turn_within(&line, patience)];
    let closing = async { line.close() };
    let (waited, ()) = tokio::join!(join_all(waiting), closing);
    for waited in waited {
        assert_eq!(waited.err(), Some(Fault::ConnectionLost));
    }
}
