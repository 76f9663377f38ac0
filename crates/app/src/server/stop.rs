//! Stopping the server: by a handle, and by the signals of the process.

use std::{convert::Infallible, future::pending, io, time::Duration};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    time::sleep,
};

/// Stops the server it came from. Clones stop the same one.
#[derive(Clone, Debug)]
pub struct StopHandle {
    asked: watch::Sender<bool>,
}

impl StopHandle {
    pub(super) fn new() -> Self {
        Self {
            asked: watch::Sender::new(false),
        }
    }

    /// Closes the listeners and the idle connections, lets the running requests end, and cuts them
    /// after the drain deadline.
    pub fn stop_gracefully(&self) {
        self.asked.send_replace(true);
    }

    /// Waits until the server was asked to stop.
    pub(super) async fn asked(&self) {
        // It fails only when all senders are gone, and this handle has one.
        let _ = self.asked.subscribe().wait_for(|asked| *asked).await;
    }
}

/// The signals that stop the process, caught.
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Catches SIGTERM and SIGINT from now on, so that they wait for [`stop`](Self::stop).
    ///
    /// # Errors
    ///
    /// When the signals cannot be caught.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn catch() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// On the first SIGTERM or SIGINT calls `on_drain`, where readiness is withdrawn, and after a
    /// second, in which balancers and clients take notice, stops the server of `stop` gracefully.
    /// Gives the second one when it comes: whoever sent it wants the process to end at once.
    pub async fn stop(mut self, stop: StopHandle, on_drain: impl FnOnce()) -> SignalKind {
        self.next().await;
        on_drain();
        tokio::select! {
            second = self.next() => second,
            never = stop_after_notice(&stop) => match never {},
        }
    }

    async fn next(&mut self) -> SignalKind {
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.interrupt.recv() => SignalKind::interrupt(),
        }
    }
}

/// Requests still come while the last ones are told that their connections end: a listener that
/// closed at once would refuse them.
const NOTICE: Duration = Duration::from_secs(1);

async fn stop_after_notice(stop: &StopHandle) -> Infallible {
    sleep(NOTICE).await;
    stop.stop_gracefully();
    pending().await
}
