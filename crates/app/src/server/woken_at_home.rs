//! Requests that other threads wake, woken by their own thread.
//!
//! tokio gives a task that another thread has woken every 31st turn of a worker only, as long as others were woken by the
//! worker's own thread: and those are all whose clients have sent something. The store answers from other threads. So under
//! load, requests that are half done would wait for seconds behind all that come. Here the other thread leaves word with one
//! task of the worker, which wakes all that word was left for.

use std::{
    cell::RefCell,
    pin::pin,
    sync::Arc,
    task::{Context, Wake, Waker},
    thread::{self, ThreadId},
};

use actix_web::rt;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

thread_local! {
    static PORTER: RefCell<Option<UnboundedSender<Waker>>> = const { RefCell::new(None) };
}

/// Does this in a task of this worker, which is woken by its own thread only.
pub(crate) async fn woken_at_home<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let mut bell: Option<(Waker, Waker)> = None;
    std::future::poll_fn(move |cx| {
        let known = bell.take().filter(|(task, _)| task.will_wake(cx.waker()));
        let (_, bell) = bell.insert(known.unwrap_or_else(|| {
            let task = cx.waker().clone();
            (task.clone(), Bell::of(task).into())
        }));
        work.as_mut().poll(&mut Context::from_waker(bell))
    })
    .await
}

/// What wakes a task of this thread.
struct Bell {
    task: Waker,
    home: ThreadId,
    porter: UnboundedSender<Waker>,
}

impl Bell {
    fn of(task: Waker) -> Arc<Self> {
        let (home, porter) = (thread::current().id(), porter());
        Arc::new(Self { task, home, porter })
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let is_home = thread::current().id() == self.home;
        // Where there is no porter any more, the worker ends.
        if is_home || self.porter.send(self.task.clone()).is_err() {
            self.task.wake_by_ref();
        }
    }
}

/// Who is told by other threads whom they wake.
fn porter() -> UnboundedSender<Waker> {
    PORTER.with_borrow_mut(|porter| {
        if let Some(porter) = porter
            && !porter.is_closed()
        {
            return porter.clone();
        }
        let (sender, mut woken) = unbounded_channel::<Waker>();
        rt::spawn(async move {
            while let Some(task) = woken.recv().await {
                task.wake();
            }
        });
        porter.insert(sender).clone()
    })
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::poll_fn, rc::Rc, task::Poll};

    use tokio::{
        runtime::{Builder, LocalOptions},
        sync::oneshot,
    };

    use super::*;

    const REQUESTS: usize = 1000;

    /// Does this as a worker of the server does.
    fn in_worker<T>(work: impl Future<Output = T>) -> T {
        let worker = Builder::new_current_thread().build_local(LocalOptions::default());
        worker.unwrap().block_on(work)
    }

    /// How many turns a busy task gets until as many others are done whom another thread has woken.
    async fn turns_before(wait: impl AsyncFn(oneshot::Receiver<()>) + Copy + 'static) -> usize {
        let turns = Rc::new(Cell::new(0));
        let counted = turns.clone();
        let busy = rt::spawn(poll_fn(move |cx| {
            counted.set(counted.get() + 1);
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        }));
        let (answers, requests): (Vec<_>, Vec<_>) = (0..REQUESTS)
            .map(|_| {
                let (answer, answered) = oneshot::channel();
                (answer, rt::spawn(async move { wait(answered).await }))
            })
            .unzip();
        // Until each waits.
        while turns.get() < REQUESTS {
            tokio::task::yield_now().await;
        }
        let store = thread::spawn(|| answers.into_iter().for_each(|it| it.send(()).unwrap()));
        store.join().unwrap();
        turns.set(0);
        for request in requests {
            request.await.unwrap();
        }
        busy.abort();
        turns.get()
    }

    #[test]
    fn an_answer_of_another_thread_waits_for_few_that_came_after() {
        let as_tokio_does = in_worker(turns_before(async |answered| answered.await.unwrap()));
        let at_home = turns_before(async |answered| woken_at_home(answered).await.unwrap());
        let at_home = in_worker(at_home);
        assert!(as_tokio_does > 10 * REQUESTS, "{as_tokio_does}");
        assert!(at_home < REQUESTS, "{at_home}");
    }

    #[test]
    fn a_thread_may_have_one_worker_after_another() {
        for _ in 0..2 {
            in_worker(async {
                let (answer, answered) = oneshot::channel();
                thread::spawn(move || answer.send("an answer"));
                assert_eq!(woken_at_home(answered).await, Ok("an answer"));
            });
        }
    }
}
