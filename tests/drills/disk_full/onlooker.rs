use std::time::{Duration, Instant};

use pullkey_tests::{Call, Reply};
use serde_json::{Value, json};

use super::{pause, victim::Victim, watch::Watch};
use crate::{
    drill::{Broken, Verdict, hold},
    service::Service,
};

/// A client of a company of its own, which has one credential that nobody changes.
pub(super) struct Onlooker {
    key: String,
}

const ALL: &str = "/v3/docker-registries";
const NAME: &str = "looked at";
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often each read is repeated.
const LOOKS: usize = 10;

impl Onlooker {
    pub(super) fn of_another_company(victim: &Victim) -> Self {
        let key = victim.key_of_a_company();
        Self { key }
    }

    /// Holds if its credential is listed, found and read, and its key is checked. A create that was done must not be done
    /// again.
    pub(super) fn reads(&self, watch: &Watch) -> Verdict {
        for _ in 0..LOOKS {
            let listed = self.ask(watch, Call::new("GET", ALL))?;
            let shown = listed.json()["data"][0].clone();
            hold(shown["name"] == NAME, || format!("a list shows {shown}"))?;
            let found = self.ask(watch, Call::new("GET", &format!("{ALL}?search=LOOKED")))?;
            let found = found.json()["data"][0].clone();
            hold(found == shown, || format!("a search finds {found}"))?;
            let path = format!("{ALL}/{}", shown["id"].as_str().unwrap_or_default());
            let read = self.ask(watch, Call::new("GET", &path))?.json();
            hold(read == shown, || format!("a read gives {read}"))?;
            let checked = self.ask(watch, Call::new("GET", "/v3/api-keys/validate"))?;
            let valid = checked.json()["is_valid"] == true;
            hold(valid, || "a key that is valid is not".to_owned())?;
            // It may be refused with the writes that it is committed with.
            let again = self.first(watch).map(|it| it.json()["id"].clone());
            let same = again.as_ref().is_none_or(|id| *id == shown["id"]);
            hold(same, || {
                format!("a create that was done is answered {again:?}")
            })?;
        }
        Ok(())
    }

    /// Waits until its credential is there, and others are created, changed and deleted. Tells how long that took.
    pub(super) fn await_all_done(&self, watch: &Watch) -> Result<Duration, Broken> {
        let since = Instant::now();
        while self.do_all(watch).is_none() {
            watch.verdict()?;
            let waited = since.elapsed();
            hold(waited < PATIENCE, || {
                format!("nothing is written for {} ms", waited.as_millis())
            })?;
            pause();
        }
        Ok(since.elapsed())
    }

    fn ask(&self, watch: &Watch, call: Call) -> Result<Reply, Broken> {
        let (method, path) = (call.method().to_owned(), call.path().to_owned());
        let answer = watch.send(&call.key(&self.key));
        watch.verdict()?;
        let good = answer.ok().filter(|reply| reply.status == 200);
        good.ok_or_else(|| Broken(format!("{method} {path} is not answered 200")))
    }

    fn do_all(&self, watch: &Watch) -> Option<()> {
        self.first(watch)?;
        let body = json!({ "name": "passing", "username": "u", "secret": "my-secret-token" });
        let created = self.write(watch, &Call::new("POST", ALL).json(&body), 201)?;
        let path = format!("{ALL}/{}", created.json()["id"].as_str()?);
        let change = json!({ "username": "v" });
        self.write(watch, &Call::new("PATCH", &path).json(&change), 200)?;
        self.write(watch, &Call::new("DELETE", &path), 200)?;
        Some(())
    }

    /// The create of its credential, which is done once, and answered each time.
    fn first(&self, watch: &Watch) -> Option<Reply> {
        let body: Value = json!({ "name": NAME, "username": "u", "secret": "my-secret-token" });
        let call = Call::new("POST", ALL).json(&body);
        self.write(watch, &call.header("idempotency-key", "first"), 201)
    }

    fn write(&self, watch: &Watch, call: &Call, status: u16) -> Option<Reply> {
        let reply = watch.send(&call.clone().key(&self.key)).ok()?;
        (reply.status == status).then_some(reply)
    }
}
