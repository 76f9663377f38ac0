//! What is read again, without a restart, when SIGHUP comes.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::spawn_blocking,
    time::timeout,
};

use tracing::warn;

use crate::tls::ServedTls;

/// Whoever waits for the disk longer waits for no more signals.
const PATIENCE: Duration = Duration::from_secs(5);

/// All that is read again.
pub(crate) struct Reload {
    hangups: Signal,
    tls: Option<Arc<ServedTls>>,
}

impl Reload {
    /// Catches SIGHUP from now on, so that it waits for [`follow`](Self::follow). Uncaught it would end the process,
    /// also one that has nothing to read again.
    ///
    /// # Errors
    /// When it cannot be caught.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub(crate) fn catch(tls: Option<Arc<ServedTls>>) -> io::Result<Self> {
        Ok(Self {
            hangups: signal(SignalKind::hangup())?,
            tls,
        })
    }

    /// Reads it again at each SIGHUP, the key ring first, which has to be in use at once.
    pub(crate) async fn follow(mut self, reload_ring: impl AsyncFn()) -> Infallible {
        loop {
            self.hangups.recv().await;
            reload_ring().await;
            if let Some(tls) = self.tls.clone() {
                // A disk that hangs must hold up neither a stop nor the key ring of the next signal.
                let read = timeout(PATIENCE, spawn_blocking(move || tls.reload())).await;
                if read.is_err() {
                    warn!("the certificate of before stays in use, as its files cannot be read");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nix::{
        sys::signal::{self, Signal as Kind},
        unistd::Pid,
    };

    use super::*;

    #[tokio::test]
    async fn a_process_with_nothing_to_read_again_outlives_sighup() {
        let mut heard = signal(SignalKind::hangup()).unwrap();
        let following = tokio::spawn(Reload::catch(None).unwrap().follow(async || ()));

        for _ in 0..2 {
            signal::kill(Pid::this(), Kind::SIGHUP).unwrap();
            heard.recv().await;
        }

        assert!(!following.is_finished());
        following.abort();
    }
}
