use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, sleep},
    time::Duration,
};

use fastrand::Rng;
use pullkey_tests::{Call, Entry, Journal, RequestOutcome};
use serde_json::Value;

use super::sent::{Act, Fields, Sent};
use crate::{
    drill::{Verdict, hold},
    service::Service,
    stop::StopAtEnd,
};

const ALL: &str = "/v3/docker-registries";

/// Clients that write, each to credentials of its own, and their common journal.
pub(crate) struct Writers<'a> {
    service: &'a dyn Service,
    key: String,
    journal: Journal<Sent>,
    acknowledged: AtomicUsize,
    /// Answers that no good request should get.
    unexpected: Mutex<Vec<String>>,
    stopped: AtomicBool,
}

/// A credential whose state its writer knows.
struct Own {
    id: String,
    fields: Fields,
}

/// What a writer learnt.
enum Learnt {
    Done(Value),
    Nothing,
    /// Nobody knows the state of the credential any more.
    Unknown,
}

impl<'a> Writers<'a> {
    pub(crate) fn new(service: &'a dyn Service, key: String) -> Self {
        Self {
            service,
            key,
            journal: Journal::default(),
            acknowledged: AtomicUsize::new(0),
            unexpected: Mutex::default(),
            stopped: AtomicBool::new(false),
        }
    }

    /// A service that lacks an operation would pass without having been tried with it.
    pub(crate) fn check_operations(&self) -> Verdict {
        let reply = self.service.send(&Call::new("GET", "/openapi.json"));
        let document = reply.map(|reply| reply.json()).unwrap_or_default();
        let one = format!("{ALL}/{{id}}");
        for (path, method) in [(ALL, "post"), (&one, "patch"), (&one, "delete")] {
            hold(document["paths"][path][method].is_object(), || {
                format!("the OpenAPI document has no {method} of {path}")
            })?;
        }
        Ok(())
    }

    /// Lets so many clients write for as long as `work` takes.
    pub(crate) fn while_writing(
        &self,
        clients: usize,
        rng: &mut Rng,
        work: impl FnOnce() -> Verdict,
    ) -> Verdict {
        thread::scope(|scope| {
            let running: Vec<_> = (0..clients)
                .map(|_| {
                    let rng = rng.fork();
                    scope.spawn(|| self.write(rng))
                })
                .collect();
            let stop = StopAtEnd(&self.stopped);
            let ended = work();
            drop(stop);
            for writer in running {
                writer.join().expect("a writer ends");
            }
            ended
        })
    }

    fn write(&self, mut rng: Rng) {
        let mut own: Vec<Own> = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) {
            let kept = match rng.u8(..100) {
                0..45 => self.create(&mut rng),
                _ if own.is_empty() => self.create(&mut rng),
                dice => {
                    let credential = own.swap_remove(rng.usize(..own.len()));
                    match dice {
                        45..75 => self.update(credential, &mut rng),
                        75..88 => self.delete(credential),
                        _ => Some(self.read(credential)),
                    }
                }
            };
            own.extend(kept);
        }
    }

    fn create(&self, rng: &mut Rng) -> Option<Own> {
        let fields = Fields::random(rng);
        let call = Call::new("POST", ALL).json(&fields.to_json());
        let sent = Sent {
            act: Act::Create,
            credential: None,
            after: Some(fields.clone()),
            keyed: rng.bool(),
        };
        let Learnt::Done(object) = self.send(sent, call) else {
            return None;
        };
        let id = object["id"].as_str()?.to_owned();
        Some(Own { id, fields })
    }

    fn update(&self, own: Own, rng: &mut Rng) -> Option<Own> {
        let mut fields = own.fields.clone();
        let call = Call::new("PATCH", &format!("{ALL}/{}", own.id)).json(&fields.change(rng));
        let sent = Sent {
            act: Act::Update,
            credential: Some(own.id.clone()),
            after: Some(fields.clone()),
            keyed: false,
        };
        match self.send(sent, call) {
            Learnt::Done(_) => Some(Own { fields, ..own }),
            Learnt::Nothing => Some(own),
            Learnt::Unknown => None,
        }
    }

    fn delete(&self, own: Own) -> Option<Own> {
        let call = Call::new("DELETE", &format!("{ALL}/{}", own.id));
        let sent = Sent {
            act: Act::Delete,
            credential: Some(own.id.clone()),
            after: None,
            keyed: false,
        };
        matches!(self.send(sent, call), Learnt::Nothing).then_some(own)
    }

    /// What was written must be seen by the next request, whoever answers it.
    fn read(&self, own: Own) -> Own {
        let call = Call::new("GET", &format!("{ALL}/{}", own.id)).key(&self.key);
        match self.service.send(&call) {
            Ok(reply) if reply.status == 200 && shows(&reply.json(), &own.fields) => {}
            Ok(reply) if reply.status == 503 => {}
            Ok(reply) => {
                let (id, status) = (&own.id, reply.status);
                self.unexpected(format!(
                    "a read of {id} is answered {status}, and not what it is"
                ));
            }
            Err(_) => {}
        }
        own
    }

    fn send(&self, sent: Sent, call: Call) -> Learnt {
        let Sent {
            act, after, keyed, ..
        } = sent.clone();
        let number = self.journal.open(sent);
        let id = Journal::<Sent>::request_id(number);
        let mut call = call.key(&self.key).header("x-request-id", &id);
        if keyed {
            call = call.header("idempotency-key", &id);
        }
        let answer = self.service.send(&call);
        let outcome = RequestOutcome::of(&answer);
        self.journal.close(number, outcome);
        match (outcome, answer) {
            (RequestOutcome::Ok, Ok(reply)) => {
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
                let object = reply.json();
                if after.is_some_and(|fields| !shows(&object, &fields)) {
                    self.unexpected(format!("{act:?} {id} shows something else than was sent"));
                }
                Learnt::Done(object)
            }
            (_, Ok(reply)) if reply.status != 503 => {
                self.unexpected(format!("{act:?} {id} was answered {}", reply.status));
                Learnt::Unknown
            }
            (outcome, _) => {
                // Nobody is there any more: it takes a while to start.
                sleep(Duration::from_millis(2));
                match outcome {
                    RequestOutcome::Failed => Learnt::Nothing,
                    _ => Learnt::Unknown,
                }
            }
        }
    }

    fn unexpected(&self, what: String) {
        let mut unexpected = self
            .unexpected
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unexpected.push(what);
    }

    /// How many requests are known to be done.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// What was sent, and the answers that should not have come.
    pub(super) fn into_told(self) -> (Vec<Entry<Sent>>, Vec<String>) {
        let unexpected = self.unexpected.into_inner();
        let unexpected = unexpected.unwrap_or_else(PoisonError::into_inner);
        (self.journal.into_entries(), unexpected)
    }
}

fn shows(object: &Value, fields: &Fields) -> bool {
    let sent = fields.to_json();
    let mut shown = ["name", "username", "registry"].into_iter();
    shown.all(|name| object[name] == sent[name])
}
