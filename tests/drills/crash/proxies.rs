//! Bugs that any store could bring along, planted in front of a node.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{self, sleep},
    time::Duration,
};

use pullkey_tests::{Message, Place, Proxy};

/// It answers before it commits: deletions are answered first, and handed on a little later.
pub(crate) fn early_answer(place: &Place) -> Proxy {
    Proxy::start(place, |request, upstream| {
        if request.method() != "DELETE" {
            return upstream.send(&request);
        }
        // A dead service answers nothing.
        upstream.send(&Message::request("GET", "/livez"))?;
        let upstream = upstream.clone();
        thread::spawn(move || {
            sleep(Duration::from_millis(20));
            upstream.send(&request)
        });
        Ok(Message::answer("200 OK", b"{}"))
    })
}

/// It takes so much longer to find that it is ready.
pub(crate) fn late_readiness(place: &Place, late: Duration) -> Proxy {
    Proxy::start(place, move |request, upstream| {
        if request.path() == "/readyz" {
            sleep(late);
        }
        upstream.send(&request)
    })
}

/// It writes nothing any more after it was killed once.
pub(crate) fn idle_return(place: &Place) -> Proxy {
    let was_killed = AtomicBool::new(false);
    Proxy::start(place, move |request, upstream| {
        if was_killed.load(Ordering::Relaxed) && request.path().starts_with("/v3/") {
            let refused = br#"{"code":"store_unavailable"}"#;
            return Ok(Message::answer("503 Service Unavailable", refused));
        }
        let answer = upstream.send(&request);
        was_killed.fetch_or(answer.is_err(), Ordering::Relaxed);
        answer
    })
}
