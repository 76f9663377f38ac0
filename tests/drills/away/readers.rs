use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{self, sleep},
    time::Duration,
};

use pullkey_tests::Call;
use serde_json::json;

use crate::{
    drill::{Verdict, hold},
    service::Service,
    stop::StopAtEnd,
};

/// Clients that list and search what nobody changes.
pub(crate) struct Readers<'a> {
    service: &'a dyn Service,
    key: String,
    stopped: AtomicBool,
}

const ALL: &str = "/v3/docker-registries";
/// What there is, in the order of names.
const NAMES: [&str; 3] = ["first", "second", "third"];
const PAUSE: Duration = Duration::from_millis(10);

impl<'a> Readers<'a> {
    pub(crate) fn new(service: &'a dyn Service, key: String) -> Self {
        Self {
            service,
            key,
            stopped: AtomicBool::new(false),
        }
    }

    /// Creates what they are to find, and lets so many read for as long as `work` takes.
    pub(crate) fn while_reading(&self, clients: usize, work: impl FnOnce() -> Verdict) -> Verdict {
        for name in NAMES {
            let body = json!({ "name": name, "username": "reader", "secret": "my-secret-token" });
            let reply = self
                .service
                .send(&Call::new("POST", ALL).key(&self.key).json(&body));
            let status = reply.map(|reply| reply.status);
            hold(status == Ok(201), || {
                format!("a create is answered {status:?}")
            })?;
        }
        thread::scope(|scope| {
            let running: Vec<_> = (0..clients).map(|_| scope.spawn(|| self.read())).collect();
            let stop = StopAtEnd(&self.stopped);
            let ended = work();
            drop(stop);
            let mut read = running
                .into_iter()
                .map(|it| it.join().expect("a reader ends"));
            // Whoever found something wrong reads no more, which is missed elsewhere.
            read.try_for_each(|read| read).and(ended)
        })
    }

    fn read(&self) -> Verdict {
        while !self.stopped.load(Ordering::Relaxed) {
            self.find("sort=name", &NAMES)?;
            self.find("search=SECOND", &NAMES[1..2])?;
            sleep(PAUSE);
        }
        Ok(())
    }

    /// Holds if a list shows these, unless the database is away.
    fn find(&self, query: &str, names: &[&str]) -> Verdict {
        let call = Call::new("GET", &format!("{ALL}?{query}"));
        let Ok(reply) = self.service.send(&call.key(&self.key)) else {
            return Ok(());
        };
        // The watch judges refusals.
        if reply.status >= 500 {
            return Ok(());
        }
        let list = reply.json();
        let shown = list["data"].as_array().map(Vec::as_slice);
        let shown = shown.unwrap_or_default().iter();
        let shown: Vec<_> = shown.filter_map(|it| it["name"].as_str()).collect();
        let right = reply.status == 200 && shown == names;
        hold(right, || {
            format!("{query} is answered {}: {list}", reply.status)
        })
    }
}
