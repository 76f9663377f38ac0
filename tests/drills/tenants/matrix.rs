use std::collections::HashMap;

use fastrand::Rng;
use pullkey_tests::{Call, Client, Reply};
use serde_json::Value;

use super::{
    callers::{Callers, Reach},
    cell::{Cell, Fate, Target, nobodys},
    document::Document,
    operations::{About, Effect},
    party::{Party, capabilities, unique},
    site::Site,
    store::Store,
    tally::Tally,
};
use crate::drill::{Broken, Verdict, hold};

/// Every operation, on every target, by every caller.
pub(super) struct Matrix<'a> {
    pub(super) document: &'a Document,
    pub(super) callers: &'a Callers,
    pub(super) own: &'a Party,
    pub(super) other: &'a Party,
    pub(super) client: &'a Client,
    pub(super) site: &'a Site,
}

/// The first refusal of each operation and kind, and who got it: all others must be the same.
type Refusals = HashMap<(usize, bool, Fate), (Reply, String)>;

impl<'a> Matrix<'a> {
    /// Tries them all, in some order. Tells how many there were.
    pub(super) fn run(&self, rng: &mut Rng) -> Result<usize, Broken> {
        let mut cells = self.cells();
        rng.shuffle(&mut cells);
        cells.sort_by_key(|cell| cell.must_be_last(self.own));
        let mut refusals = Refusals::new();
        let mut store = self.site.store();
        for cell in &cells {
            let named = |Broken(what)| Broken(format!("{}: {what}", cell.name()));
            let tried = self.try_one(cell, rng, &mut refusals, &mut store);
            tried.map_err(named)?;
        }
        Ok(cells.len())
    }

    fn cells(&self) -> Vec<Cell<'a>> {
        let mut cells = Vec::new();
        for (number, operation) in self.document.operations.iter().enumerate() {
            for target in Target::all(operation.line) {
                // The operator is no caller of his own operations here: all companies are his.
                let callers = self.callers.all();
                for caller in callers.filter(|it| it.tries(operation.line.needs)) {
                    let cell = Cell {
                        number,
                        operation,
                        caller,
                        target,
                        head: false,
                    };
                    cells.push(cell);
                    // HEAD works where GET does.
                    let head = Cell { head: true, ..cell };
                    cells.extend((operation.method == "GET").then_some(head));
                }
            }
        }
        cells
    }

    fn try_one(
        &self,
        cell: &Cell<'_>,
        rng: &mut Rng,
        refusals: &mut Refusals,
        store: &mut Store,
    ) -> Verdict {
        let fate = cell.fate(self.own);
        let id = self.id(cell, rng);
        let before = Tally::of(store, &self.own.company);
        let reply = self.ask(cell, &id, rng)?;
        let (status, codes) = fate.refusal().unwrap_or((cell.operation.line.answer, &[]));
        hold(reply.status == status, || {
            format!("answered {}, not {status}", reply.status)
        })?;
        hold(!cell.head || reply.body.is_empty(), || {
            "HEAD was answered with a body".to_owned()
        })?;
        holds_none(&reply, &self.other.canaries, "the other company")?;
        let after = Tally::of(store, &self.own.company);
        before.check(cell.operation.line, fate, after)?;
        if fate == Fate::Done {
            return if cell.head {
                Ok(())
            } else {
                self.shows(cell, &id, &reply, (after, store))
            };
        }
        let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
        hold(cell.head || codes.contains(&code.as_str()), || {
            format!("refused as {code}, not as {codes:?}")
        })?;
        holds_none(&reply, &self.own.canaries, "the company")?;
        // It names what this very caller lacks.
        if fate == Fate::Escalation {
            return Ok(());
        }
        let reply = match cell.operation.line.body {
            Some(_) => without_moment(reply),
            None => without_date(reply),
        };
        let (first, whose) = refusals
            .entry((cell.number, cell.head, fate))
            .or_insert_with(|| (reply.clone(), cell.name()));
        hold(*first == reply, || {
            let other = differing(first, &reply);
            format!("refused in other bytes than {whose}: {other}")
        })
    }

    /// The id that is asked for.
    fn id(&self, cell: &Cell<'_>, rng: &mut Rng) -> String {
        let kind = match cell.operation.line.about {
            About::One(kind) => kind,
            About::Company if cell.target == Target::Own => return self.own.company.clone(),
            About::Company if cell.target == Target::Others => return self.other.company.clone(),
            About::Company => return nobodys(rng),
            _ => return String::new(),
        };
        let nth = usize::from(cell.target == Target::Sibling);
        match cell.target {
            Target::None => String::new(),
            Target::Own | Target::Sibling | Target::Widened if cell.spoils(self.own) => self
                .own
                .create(&self.site.node, kind, nth, &unique("own", rng)),
            Target::Own | Target::Sibling | Target::Widened => self.own.things(kind)[nth].clone(),
            Target::Stray => self.own.things(kind.other())[0].clone(),
            Target::Others => rng.choice(self.other.ids()).unwrap_or_default(),
            Target::Random => nobodys(rng),
        }
    }

    fn ask(&self, cell: &Cell<'_>, id: &str, rng: &mut Rng) -> Result<Reply, Broken> {
        // One id for all requests of an operation, so that their refusals can be compared.
        let mut request = Call::new(cell.method(), &cell.operation.path(id))
            .header("x-request-id", &format!("operation-{}", cell.number));
        for value in &cell.caller.authorization {
            request = request.header("authorization", value);
        }
        if let Some(body) = cell.operation.line.body {
            let mut body = body(rng);
            if let Some(permissions) = cell.capabilities() {
                body["capabilities"] = capabilities(permissions);
            }
            request = request.json(&body);
        }
        let lost = |lost| Broken(format!("not answered: {lost:?}"));
        self.client.send(&request).map_err(lost)
    }

    /// Whether a good answer shows what it should of the caller's own.
    fn shows(
        &self,
        cell: &Cell<'_>,
        id: &str,
        reply: &Reply,
        (tally, store): (Tally, &mut Store),
    ) -> Verdict {
        let shown = &reply.json();
        let of_own = |object: &Value| object["company_id"] == self.own.company.as_str();
        let line = cell.operation.line;
        let token = line.about != About::Service && holds_token(reply);
        hold(token == line.tells_token, || {
            format!("the answer's token: {token}, not {}", line.tells_token)
        })?;
        match (line.about, line.effect) {
            (About::All(_), Effect::Creates) => {
                hold(of_own(shown), || "made for another company".to_owned())
            }
            (About::One(_), Effect::None | Effect::Changes) => {
                hold(of_own(shown) && shown["id"] == id, || {
                    "shows something else".to_owned()
                })
            }
            (About::KeyInUse, _) => {
                let own = shown["id"] == cell.caller.key.as_str();
                hold(of_own(shown) && own, || "shows another key".to_owned())
            }
            (About::All(kind), _) => {
                let listed: Vec<_> = shown["data"].as_array().into_iter().flatten().collect();
                let permission = line.needs.permission();
                let total = match permission.and_then(|it| cell.caller.reach(it)) {
                    Some(Reach::Only(only)) => {
                        let right = listed.iter().all(|it| it["id"] == only.as_str());
                        hold(right, || {
                            "lists more than the key is narrowed to".to_owned()
                        })?;
                        1
                    }
                    _ => tally.count(kind),
                };
                let right = shown["total"] == total && listed.iter().all(|it| of_own(it));
                hold(right, || "lists or counts something else".to_owned())
            }
            (About::Image, _) => {
                let credential = &shown["credential"];
                // Those that keys are narrowed to are for another registry.
                let reach = line.needs.permission().and_then(|it| cell.caller.reach(it));
                let right = match reach {
                    Some(Reach::All) => credential.is_null() || of_own(credential),
                    _ => credential.is_null(),
                };
                hold(right, || "resolves to another credential".to_owned())
            }
            (About::Trail, _) => {
                let events = shown["data"].as_array().into_iter().flatten();
                let shown: Vec<_> = events.map(|it| it["id"].clone()).collect();
                hold(shown == store.newest_events(&self.own.company), || {
                    "shows other events than the newest of the company".to_owned()
                })
            }
            _ => Ok(()),
        }
    }
}

/// Whether some token of a key is in an answer.
fn holds_token(reply: &Reply) -> bool {
    String::from_utf8_lossy(&reply.body).contains("plk_")
}

pub(super) fn holds_none(reply: &Reply, canaries: &[String], whose: &str) -> Verdict {
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    let headers = reply.headers.iter().map(|(_, value)| value.clone());
    let texts: Vec<_> = headers.chain([body]).collect();
    let mut found = canaries
        .iter()
        .filter(|canary| texts.iter().any(|it| it.contains(*canary)));
    let found = found.next();
    hold(found.is_none(), || {
        format!("the answer holds {found:?} of {whose}")
    })
}

pub(super) fn without_date(mut reply: Reply) -> Reply {
    reply.headers.retain(|(name, _)| name != "date");
    reply
}

/// An answer to a request with a body. A refusal that goes out before the body has come closes the connection, so the header
/// tells how long it took to look a key up, as time does.
pub(super) fn without_moment(reply: Reply) -> Reply {
    let mut reply = without_date(reply);
    reply.headers.retain(|(name, _)| name != "connection");
    reply
}

/// What is otherwise in one of two answers, for the one who reads what is broken.
pub(super) fn differing(first: &Reply, second: &Reply) -> String {
    let beyond = |one: &Reply, other: &Reply| {
        let mut headers = one.headers.clone();
        headers.retain(|it| !other.headers.contains(it));
        headers
    };
    let (only_first, only_second) = (beyond(first, second), beyond(second, first));
    let [first, second] = [first, second].map(|it| String::from_utf8_lossy(&it.body).into_owned());
    if first == second {
        return format!("{only_second:?} in place of {only_first:?}");
    }
    format!("{second} in place of {first}")
}
