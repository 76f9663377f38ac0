//! New requests, let in a few at a time.
//!
//! A worker polls in turn whoever has something to do. Where hundreds of clients have sent a request, each of those that are
//! half done would wait behind all of the new ones, and several times until it is answered. So in each round of the worker,
//! only a few of the new ones are begun, first come, first served. The others wait where it costs next to nothing, and how long
//! they do is known.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::poll_fn,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use actix_web::rt;
use tokio::time::Instant;

thread_local! {
    static TURNSTILE: Turnstile = Turnstile::default();
}

/// Who is let in by this worker.
#[derive(Default)]
struct Turnstile {
    /// How many were in this round.
    let_in: Cell<usize>,
    waiting: RefCell<VecDeque<Rc<Place>>>,
    /// Whether somebody sees to it that there is another round.
    turns: Cell<bool>,
}

/// So many are let in in a round. It takes some milliseconds then.
const A_FEW: usize = 32;

/// Where a connection stands with a new request.
#[derive(Default)]
pub(super) enum Entry {
    /// Outside.
    #[default]
    Outside,
    /// In the line.
    Waiting(Rc<Place>),
    /// Inside.
    LetIn,
}

/// A place in the line.
pub(super) struct Place {
    since: Instant,
    waker: RefCell<Waker>,
    is_called: Cell<bool>,
}

/// Whether whoever comes now is let in at once.
pub(super) fn is_open() -> bool {
    TURNSTILE.with(Turnstile::is_open)
}

impl Entry {
    /// Lets a connection in, and tells how long it has waited.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Duration> {
        let waited = match self {
            Self::LetIn => Duration::ZERO,
            Self::Outside if is_open() => {
                TURNSTILE.with(Turnstile::let_in);
                Duration::ZERO
            }
            Self::Outside => {
                let place = TURNSTILE.with(|turnstile| turnstile.line_up(cx.waker()));
                *self = Self::Waiting(place);
                return Poll::Pending;
            }
            Self::Waiting(place) if place.is_called.get() => place.since.elapsed(),
            Self::Waiting(place) => {
                place.waker.replace(cx.waker().clone());
                return Poll::Pending;
            }
        };
        *self = Self::LetIn;
        Poll::Ready(waited)
    }
}

impl Entry {
    /// Goes out again, as nothing has come: somebody else may have the turn.
    pub(super) fn leave(&mut self) {
        if matches!(self, Self::LetIn) {
            TURNSTILE.with(Turnstile::give_back);
        }
        *self = Self::Outside;
    }
}

impl Turnstile {
    fn give_back(&self) {
        self.let_in.set(self.let_in.get().saturating_sub(1));
    }

    fn is_open(&self) -> bool {
        self.let_in.get() < A_FEW && self.waiting.borrow().is_empty()
    }

    fn let_in(&self) {
        self.let_in.set(self.let_in.get() + 1);
        self.turn();
    }

    fn line_up(&self, waker: &Waker) -> Rc<Place> {
        let place = Rc::new(Place {
            since: Instant::now(),
            waker: RefCell::new(waker.clone()),
            is_called: Cell::new(false),
        });
        self.waiting.borrow_mut().push_back(Rc::clone(&place));
        self.turn();
        place
    }

    /// Sees to it that there is another round.
    fn turn(&self) {
        if !self.turns.replace(true) {
            rt::spawn(turning());
        }
    }

    /// Begins another round. Tells whether anybody was let in by that.
    fn next_round(&self) -> bool {
        let mut called = 0;
        while called < A_FEW
            && let Some(place) = self.waiting.borrow_mut().pop_front()
        {
            // Nobody else has it any more: its connection is gone.
            if Rc::strong_count(&place) > 1 {
                place.is_called.set(true);
                place.waker.borrow().wake_by_ref();
                called += 1;
            }
        }
        self.let_in.set(called);
        called > 0
    }
}

/// Begins a round whenever all have had their turn, until nobody comes any more.
async fn turning() {
    let _over = Over;
    loop {
        behind_all().await;
        if !TURNSTILE.with(Turnstile::next_round) {
            break;
        }
    }
}

/// Leaves nobody in the line whom nobody would call any more, if the worker ends meanwhile.
struct Over;

impl Drop for Over {
    fn drop(&mut self) {
        // A thread that ends has no line any more.
        let _ = TURNSTILE.try_with(|turnstile| {
            turnstile.turns.set(false);
            turnstile.let_in.set(0);
            turnstile.waiting.take();
        });
    }
}

/// Waits until everybody had a turn who has something to do now.
async fn behind_all() {
    let mut has_waited = false;
    poll_fn(|cx| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets somebody in, who is told how long he has waited.
    async fn enter() -> Duration {
        let mut entry = Entry::default();
        poll_fn(|cx| entry.poll(cx)).await
    }

    #[actix_web::test]
    async fn a_few_are_let_in_at_once_and_the_others_in_turn() {
        let order = Rc::new(RefCell::new(Vec::new()));
        let entered: Vec<_> = (0..3 * A_FEW)
            .map(|nth| {
                let order = Rc::clone(&order);
                rt::spawn(async move {
                    let waited = enter().await;
                    order.borrow_mut().push(nth);
                    waited
                })
            })
            .collect();
        behind_all().await;
        assert_eq!(order.borrow().len(), A_FEW);
        assert!(!is_open());

        for (nth, entered) in entered.into_iter().enumerate() {
            let waited = entered.await.unwrap();
            assert_eq!(waited.is_zero(), nth < A_FEW, "{nth}");
        }
        assert!(order.borrow().is_sorted());
        behind_all().await;
        behind_all().await;
        assert!(is_open());
    }

    #[actix_web::test]
    async fn what_is_half_done_waits_for_a_few_only() {
        let done = Rc::new(Cell::new(0));
        for _ in 0..10 * A_FEW {
            let done = Rc::clone(&done);
            rt::spawn(async move {
                enter().await;
                done.set(done.get() + 1);
            });
        }
        let half_done = rt::spawn(async move {
            let mut before = done.get();
            for _ in 0..5 {
                behind_all().await;
                assert!(done.get() - before <= A_FEW);
                before = done.get();
            }
            before
        });
        assert!(half_done.await.unwrap() >= 3 * A_FEW);
    }

    #[actix_web::test]
    async fn whoever_left_the_line_is_nobodys_turn() {
        for _ in 0..A_FEW {
            enter().await;
        }
        let gone: Vec<_> = (0..100).map(|_| rt::spawn(enter())).collect();
        let last = rt::spawn(enter());
        behind_all().await;
        for gone in gone {
            gone.abort();
        }
        behind_all().await;
        behind_all().await;
        assert!(last.is_finished());
    }

    #[actix_web::test]
    async fn whoever_goes_out_again_makes_room_for_another() {
        let mut entries: Vec<_> = (0..A_FEW).map(|_| Entry::default()).collect();
        for entry in &mut entries {
            poll_fn(|cx| entry.poll(cx)).await;
        }
        assert!(!is_open());
        entries[0].leave();
        assert!(is_open());
        entries[0].leave();
        enter().await;
        assert!(!is_open());
    }

    #[test]
    fn a_thread_may_have_one_worker_after_another() {
        for _ in 0..2 {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let runtime = runtime.unwrap();
            let worker = tokio::task::LocalSet::new();
            worker.block_on(&runtime, async {
                for _ in 0..3 * A_FEW {
                    rt::spawn(enter());
                }
                let last = rt::spawn(enter());
                last.await.unwrap();
                for _ in 0..3 * A_FEW {
                    rt::spawn(enter());
                }
                rt::spawn(behind_all()).await.unwrap();
            });
        }
    }
}
