use std::collections::HashMap;

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, Database, Node, Reply, blob};
use serde_json::Value;

use super::{
    callers::{Callers, Reach},
    cell::{Cell, Fate, Target, nobodys},
    operations::{About, Document, Effect},
    party::{Party, unique},
};
use crate::drill::{Broken, Verdict, hold};

/// Every operation, on every target, by every caller.
pub(super) struct Matrix<'a> {
    pub(super) document: &'a Document,
    pub(super) callers: &'a Callers,
    pub(super) own: &'a Party,
    pub(super) other: &'a Party,
    pub(super) client: &'a Client,
    pub(super) node: &'a Node,
}

/// The first refusal of each operation and status, and who got it: all others must be the same.
type Refusals = HashMap<(usize, bool, u16), (Reply, String)>;

/// What the callers' company has in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally {
    credentials: i64,
    versions: i64,
    events: i64,
}

impl<'a> Matrix<'a> {
    /// Tries them all, in some order. Tells how many there were.
    pub(super) fn run(&self, rng: &mut Rng) -> Result<usize, Broken> {
        let mut cells = self.cells();
        rng.shuffle(&mut cells);
        cells.sort_by_key(|cell| cell.must_be_last(self.own));
        let mut refusals = Refusals::new();
        let mut database = self.node.database();
        for cell in &cells {
            let named = |Broken(what)| Broken(format!("{}: {what}", cell.name()));
            let tried = self.try_one(cell, rng, &mut refusals, &mut database);
            tried.map_err(named)?;
        }
        Ok(cells.len())
    }

    fn cells(&self) -> Vec<Cell<'a>> {
        let mut cells = Vec::new();
        for (number, operation) in self.document.operations.iter().enumerate() {
            for target in Target::all(operation.line.about) {
                for caller in self.callers.all() {
                    let cell = Cell {
                        number,
                        operation,
                        caller,
                        target: *target,
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
        database: &mut Database,
    ) -> Verdict {
        let line = cell.operation.line;
        let fate = cell.fate(self.own);
        let id = match cell.target {
            Target::None => String::new(),
            // Others still need the first one.
            Target::Own | Target::Sibling
                if fate == Fate::Done
                    && line.effect == Effect::Removes
                    && !cell.must_be_last(self.own) =>
            {
                self.own.create(self.node, &unique("own", rng))
            }
            Target::Own => self.own.credentials[0].clone(),
            Target::Sibling => self.own.credentials[1].clone(),
            Target::Others => rng
                .choice(&self.other.credentials)
                .cloned()
                .unwrap_or_default(),
            Target::Random => nobodys(rng),
        };
        let before = self.tally(database);
        let reply = self.ask(cell, &id, rng)?;
        let status = match fate {
            Fate::Done => line.answer,
            Fate::Unknown => 401,
            Fate::Denied => 403,
            Fate::Missing => 404,
        };
        hold(reply.status == status, || {
            format!("answered {}, not {status}", reply.status)
        })?;
        hold(!cell.head || reply.body.is_empty(), || {
            "HEAD was answered with a body".to_owned()
        })?;
        holds_none(&reply, &self.other.canaries, "the other company")?;
        let after = self.tally(database);
        let effect = if fate == Fate::Done {
            line.effect
        } else {
            Effect::None
        };
        before.check(effect, after)?;
        if fate == Fate::Done {
            return if cell.head {
                Ok(())
            } else {
                self.shows(cell, &id, &reply.json(), after)
            };
        }
        holds_none(&reply, &self.own.canaries, "the company")?;
        let without_date = without_date(reply);
        let place = (cell.number, cell.head, status);
        let (first, whose) = refusals
            .entry(place)
            .or_insert_with(|| (without_date.clone(), cell.name()));
        hold(*first == without_date, || {
            format!("refused in other bytes than {whose}")
        })
    }

    fn ask(&self, cell: &Cell<'_>, id: &str, rng: &mut Rng) -> Result<Reply, Broken> {
        // One id for all requests of an operation, so that their refusals can be compared.
        let mut request = Call::new(cell.method(), &cell.operation.path(id))
            .header("x-request-id", &format!("operation-{}", cell.number));
        for value in &cell.caller.authorization {
            request = request.header("authorization", value);
        }
        if let Some(body) = cell.operation.line.body {
            request = request.json(&body(rng));
        }
        let lost = |lost| Broken(format!("not answered: {lost:?}"));
        self.client.send(&request).map_err(lost)
    }

    /// Whether a good answer shows what it should of the caller's own.
    fn shows(&self, cell: &Cell<'_>, id: &str, shown: &Value, tally: Tally) -> Verdict {
        let of_own = |object: &Value| object["company_id"] == self.own.company.as_str();
        let line = cell.operation.line;
        match (line.about, line.effect) {
            (About::Company, Effect::Creates) => {
                hold(of_own(shown), || "made for another company".to_owned())
            }
            (About::Credential, Effect::None | Effect::Changes) => {
                hold(of_own(shown) && shown["id"] == id, || {
                    "shows something else".to_owned()
                })
            }
            (About::Company, Effect::None) => {
                let listed: Vec<_> = shown["data"].as_array().into_iter().flatten().collect();
                let total = match cell.caller.reach(Permission::CredentialRead) {
                    Some(Reach::Only(only)) => {
                        let right = listed.iter().all(|it| it["id"] == only.as_str());
                        hold(right, || {
                            "lists more than the key is narrowed to".to_owned()
                        })?;
                        1
                    }
                    _ => tally.credentials,
                };
                let right = shown["total"] == total && listed.iter().all(|it| of_own(it));
                hold(right, || "lists or counts something else".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn tally(&self, database: &mut Database) -> Tally {
        let company = blob(&self.own.company);
        let query = format!(
            "SELECT json_array(count(*), coalesce(sum(version), 0), (
                SELECT count(*) FROM audit_events
                WHERE company_id = {company} AND target_kind = 'credential'
            )) AS line FROM credentials WHERE company_id = {company}"
        );
        let row = &database.rows(&query)[0];
        let number = |place: usize| row[place].as_i64().unwrap_or_default();
        Tally {
            credentials: number(0),
            versions: number(1),
            events: number(2),
        }
    }
}

impl Tally {
    /// Whether exactly this was done between two of them.
    fn check(self, effect: Effect, after: Self) -> Verdict {
        let credentials = after.credentials - self.credentials;
        let (versions, events) = (after.versions - self.versions, after.events - self.events);
        let right = match effect {
            Effect::None => after == self,
            Effect::Creates => (credentials, versions, events) == (1, 1, 1),
            Effect::Changes => (credentials, versions, events) == (0, 1, 1),
            Effect::Removes => (credentials, events) == (-1, 1),
        };
        hold(right, || {
            format!("{credentials:+} credentials, {versions:+} versions, {events:+} events")
        })
    }
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
