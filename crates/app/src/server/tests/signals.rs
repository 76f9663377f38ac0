//! The signals of the process, sent for real.

use std::sync::atomic::{AtomicBool, Ordering};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use tokio::{
    signal::unix::SignalKind,
    sync::{Mutex, oneshot},
};

use super::*;

/// All tests are one process and get each other's signals.
static SIGNALS: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn a_sigterm_withdraws_readiness_and_stops_the_server() {
    static DRAINS: AtomicBool = AtomicBool::new(false);
    let _alone = SIGNALS.lock().await;
    let server = TestServer::start(PATIENT);
    let signals = StopSignals::catch().unwrap();
    let stopping = tokio::spawn(signals.stop(server.stop.clone(), || {
        DRAINS.store(true, Ordering::Relaxed);
    }));

    signal::kill(Pid::this(), Signal::SIGTERM).unwrap();

    assert!(server.ended().await.is_ok());
    assert!(DRAINS.load(Ordering::Relaxed));
    stopping.abort();
}

#[tokio::test]
async fn a_sigterm_that_comes_before_the_stop_is_awaited_still_stops_the_server() {
    let _alone = SIGNALS.lock().await;
    let server = TestServer::start(PATIENT);
    let signals = StopSignals::catch().unwrap();

    signal::kill(Pid::this(), Signal::SIGTERM).unwrap();
    let stopping = tokio::spawn(signals.stop(server.stop.clone(), || {}));

    assert!(server.ended().await.is_ok());
    stopping.abort();
}

#[tokio::test]
async fn a_second_signal_is_told_of_while_the_server_still_stops() {
    let _alone = SIGNALS.lock().await;
    let server = TestServer::start(PATIENT);
    let (drains, draining) = oneshot::channel();
    let signals = StopSignals::catch().unwrap();
    let stopping = tokio::spawn(signals.stop(server.stop.clone(), || {
        drains.send(()).unwrap();
    }));

    signal::kill(Pid::this(), Signal::SIGTERM).unwrap();
    // Two of them at once would be one.
    draining.await.unwrap();
    signal::kill(Pid::this(), Signal::SIGINT).unwrap();

    assert_eq!(stopping.await.unwrap(), SignalKind::interrupt());
}
