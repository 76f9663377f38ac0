use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::{Call, Place};
use serde_json::json;

use super::{
    attempt::{Attempt, Attempts},
    canary::{Canaries, secret_part},
    operations::{Kind, Operation, local},
    pulls::{self, Pulls},
    raw,
    sender::Sender,
    site::Site,
    upstream,
};
use crate::drill::{Broken, Verdict, hold};

/// All that came back.
#[derive(Default)]
pub(super) struct Answers(Mutex<Vec<Answer>>);

/// An answer.
pub(super) struct Answer {
    pub(super) label: String,
    pub(super) bytes: Vec<u8>,
    /// The secret part of the token that it hands out, or the signature of the address that it leads to.
    pub(super) issued: Option<String>,
}

/// So many clients at once: so that a pool of the service which keeps what it held is deeper than one.
const CLIENTS: usize = 8;
/// So often, and after so long, a request is tried again that was refused for want of time.
const TRIES: usize = 20;
const AGAIN_AFTER: Duration = Duration::from_millis(200);

/// Somebody who sends a service everything, by way of this place.
pub(super) struct Traffic<'a> {
    pub(super) site: &'a Site,
    pub(super) place: &'a Place,
    pub(super) canaries: &'a Canaries,
    /// In how many headers each operation gets canaries.
    pub(super) headers: usize,
    /// Of what is malformed, one in so many is sent: a client for TLS is slow to start.
    pub(super) one_in: usize,
}

impl Traffic<'_> {
    /// Every operation of the document that the service shows. Tells how many there are, and what came back.
    pub(super) fn send(&self, rng: &mut Rng) -> Result<(usize, Answers), Broken> {
        let sender = Sender::of(self.site, self.place);
        let document = sender.send(&Call::new("GET", "/openapi.json"));
        let lost = |lost| Broken(format!("the OpenAPI document is not to be had: {lost:?}"));
        let operations = Operation::all(&document.map_err(lost)?.body)?;
        let answers = Answers::default();
        // First, so that the trail and the figures tell of it.
        self.pull(&sender, &answers)?;
        for operation in &operations {
            let attempts = Attempts {
                site: self.site,
                canaries: self.canaries,
                operation,
            };
            for attempt in attempts.good(&self.thing(&sender, operation)) {
                self.try_one(&sender, &attempt, &answers)?;
            }
            let mut bad = attempts.bad(&self.thing(&sender, operation), self.headers, rng);
            bad.retain(|_| rng.usize(..self.one_in) == 0);
            self.at_once(&bad, &answers)?;
        }
        if self.site.certificate().is_none() {
            raw::send(self.place, &self.site.key, self.canaries, &answers);
        }
        Ok((operations.len(), answers))
    }

    fn pull(&self, sender: &Sender, answers: &Answers) -> Verdict {
        let pulls = Pulls {
            site: self.site,
            canaries: self.canaries,
        };
        let stored = pulls.store(sender);
        self.at_once(&pulls.good(&stored), answers)?;
        let mut bad = pulls.bad(&stored);
        // In turn with good ones, so that none of them is the last one on its connection.
        bad.extend(pulls.good(&stored));
        self.at_once(&bad, answers)?;
        pulls.came_to_registries(&stored)?;
        answers.add(Answer {
            label: "what is told of pulls".to_owned(),
            bytes: pulls::told_afterwards(self.site, sender)?,
            issued: None,
        });
        self.site.upstream.tell(self.canaries);
        Ok(())
    }

    fn at_once(&self, attempts: &[Attempt], answers: &Answers) -> Result<(), Broken> {
        let next = AtomicUsize::new(0);
        let send = || -> Result<(), Broken> {
            // Each has connections of its own, and closes them.
            let sender = Sender::of(self.site, self.place);
            while let Some(attempt) = attempts.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.try_one(&sender, attempt, answers)?;
            }
            Ok(())
        };
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(send)).collect();
            let ended = clients.into_iter();
            ended
                .map(|client| client.join().expect("a client ends"))
                .collect::<Result<Vec<_>, _>>()
                .map(drop)
        })
    }

    fn try_one(&self, sender: &Sender, attempt: &Attempt, answers: &Answers) -> Result<(), Broken> {
        let mut tries = TRIES;
        let whole = loop {
            match sender.send(&attempt.call) {
                // On a machine that others use as well, what waits for its turn is refused at times.
                Ok(whole) if attempt.good && whole.status == 503 && tries > 0 => {
                    tries -= 1;
                    thread::sleep(AGAIN_AFTER);
                }
                Ok(whole) => break whole,
                // A body that is too large is not read to its end, which some clients take amiss.
                Err(_) if !attempt.good => return Ok(()),
                Err(lost) => {
                    return Err(Broken(format!("{}: not answered: {lost:?}", attempt.label)));
                }
            }
        };
        let signature = upstream::signature(&whole.bytes);
        let done = (200..300).contains(&whole.status) || signature.is_some();
        hold(done || !attempt.good, || {
            format!(
                "{}: answered {}: {}",
                attempt.label, whole.status, whole.body
            )
        })?;
        let token = whole.body["token"].as_str().filter(|_| attempt.issues);
        if let Some(token) = token {
            let what = format!("the token that came of {}", attempt.label);
            self.canaries.add_token(&what, token);
        }
        answers.add(Answer {
            label: attempt.label.clone(),
            issued: token.map(|it| secret_part(it).to_owned()).or(signature),
            bytes: whole.bytes,
        });
        Ok(())
    }

    /// The id of something new for this operation.
    fn thing(&self, sender: &Sender, operation: &Operation) -> String {
        let site = self.site;
        let (path, key, body) = match operation.about() {
            // The one problem that the page of problems is asked for.
            None => return "validation_failed".to_owned(),
            Some(Kind::Credential) => {
                let secret = self
                    .canaries
                    .secret("a secret that something else is done to");
                let body = local(json!({ "name": "n", "username": "u", "secret": secret }));
                ("/v3/docker-registries", &site.key, body)
            }
            Some(Kind::ApiKey) => {
                let body = json!({ "name": "n", "capabilities": [{ "permission": "AUDIT:READ" }] });
                ("/v3/api-keys", &site.key, body)
            }
            Some(Kind::Company) => {
                let body = json!({ "name": "n" });
                ("/operator/v1/companies", &site.operator_key, body)
            }
        };
        let call = Call::new("POST", path).key(key).json(&body);
        let made = sender.send(&call).expect("the service answers").body;
        if let Some(token) = made["token"].as_str() {
            self.canaries.add_token("the token of another key", token);
        }
        let id = made["id"].as_str().expect("something new is made");
        id.to_owned()
    }
}

impl Answers {
    pub(super) fn add(&self, answer: Answer) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(answer);
    }

    pub(super) fn into_vec(self) -> Vec<Answer> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Others ask all services for something else for so long, without a secret: each on connections of their own.
pub(super) fn others(sites: &[&Site], long: Duration) -> usize {
    let since = Instant::now();
    let mut asked = 0;
    let credential = json!({ "name": "n", "username": "u" });
    let calls = [
        Call::new("GET", "/livez"),
        Call::new("GET", "/readyz"),
        Call::new("GET", "/v3/docker-registries"),
        Call::new("POST", "/v3/docker-registries").json(&credential),
        Call::new("GET", "/v3/nothing"),
    ];
    while since.elapsed() < long {
        for site in sites {
            let sender = Sender::of(site, &site.place);
            for call in &calls {
                asked += usize::from(sender.send(call).is_ok());
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
    asked
}

/// What a service tells of itself in figures.
pub(super) fn metrics(site: &Site, place: &Place) -> Vec<u8> {
    let asked = Call::new("GET", "/metrics");
    let told = Sender::of(site, place).send(&asked);
    told.expect("the service answers").bytes
}
