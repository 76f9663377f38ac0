use pullkey_tests::{Place, Proxy};
use serde_json::Value as Json;

use super::{
    Kind, Scene, Store,
    lines::{API_KEYS, CREDENTIALS, EVENTS, Finder, HEADS},
    store::Table,
};
use crate::trigger::Trigger;

/// A bug that a service could have, on one of the stores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bug {
    pub(super) kind: Kind,
    pub(super) flaw: Flaw,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Nobody notices that this column was altered. Planted by putting it back before he looks who is to find it.
    Overlooked(&'static str, &'static str, Finder),
    /// Secrets that do not open leave no event. Planted by a trigger that takes it.
    UntoldOpening,
    /// A refusal says why a secret did not open. Planted by a proxy.
    TellingRefusal,
    /// Altered rows harm others. Planted by altering one that nobody is told of.
    OthersHarmed,
    /// The verification ends with the first thing that it finds. Planted by leaving out the others.
    OnlyTheFirst,
    /// The verification finds what nobody did. Planted by altering one row more.
    FalseAlarm,
    /// Links are not verified. Planted by leaving out what was found of them.
    UnverifiedLinks,
    /// Heads that were exported are not compared. Planted by taking their file away.
    UncomparedHeads,
    /// Something stays broken when all was put back. Planted by cutting a secret.
    LastingHarm,
    /// Something altered makes the service panic. Planted in its log.
    Panic,
    /// A column that nobody thought of here. Planted in its table.
    NewColumn,
    /// A table that nobody thought of here.
    NewTable,
}

const fn on(kind: Kind, flaw: Flaw) -> Bug {
    Bug { kind, flaw }
}

const fn embedded(flaw: Flaw) -> Bug {
    on(Kind::Embedded, flaw)
}

const fn postgres(flaw: Flaw) -> Bug {
    on(Kind::Postgres, flaw)
}

const fn unbound(column: &'static str) -> Flaw {
    Flaw::Overlooked(CREDENTIALS.table, column, Finder::Opening)
}

const fn undigested(table: &'static str, column: &'static str) -> Flaw {
    Flaw::Overlooked(table, column, Finder::Verification)
}

const fn unsigned(column: &'static str) -> Flaw {
    Flaw::Overlooked(API_KEYS.table, column, Finder::KeyCheck)
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("unauthenticated-secret", embedded(unbound("sealed"))),
        ("unbound-username", postgres(unbound("username"))),
        ("unbound-version", embedded(unbound("secret_version"))),
        ("untold-opening", embedded(Flaw::UntoldOpening)),
        ("untold-opening-on-postgres", postgres(Flaw::UntoldOpening)),
        ("telling-refusal", embedded(Flaw::TellingRefusal)),
        ("others-harmed", embedded(Flaw::OthersHarmed)),
        ("unsigned-end", embedded(unsigned("expires_at"))),
        ("unsigned-capabilities", postgres(unsigned("capabilities"))),
        ("unsigned-verifier", embedded(unsigned("verifier"))),
        (
            "undigested-name",
            embedded(undigested(CREDENTIALS.table, "name")),
        ),
        (
            "undigested-key",
            postgres(undigested(API_KEYS.table, "updated_at")),
        ),
        (
            "unsigned-actor",
            embedded(undigested(EVENTS.table, "actor_id")),
        ),
        ("unsigned-head", embedded(undigested(HEADS.table, "mac"))),
        ("only-the-first", embedded(Flaw::OnlyTheFirst)),
        ("false-alarm", embedded(Flaw::FalseAlarm)),
        ("unverified-links", embedded(Flaw::UnverifiedLinks)),
        ("uncompared-heads", embedded(Flaw::UncomparedHeads)),
        ("lasting-harm", embedded(Flaw::LastingHarm)),
        ("panic", embedded(Flaw::Panic)),
        ("new-column", embedded(Flaw::NewColumn)),
        ("new-column-on-postgres", postgres(Flaw::NewColumn)),
        ("new-table", embedded(Flaw::NewTable)),
    ];
}

impl Flaw {
    /// What must be broken by it.
    pub(super) fn sign(self) -> String {
        match self {
            Self::Overlooked(table, column, finder) => {
                let unfound = match finder {
                    Finder::Opening => "and its secret opened",
                    Finder::KeyCheck => "and the key let in",
                    Finder::Verification => "and `audit verify` found nothing",
                };
                format!("{table}.{column} of * {unfound}")
            }
            Self::UntoldOpening => "left 0 events".to_owned(),
            Self::TellingRefusal => "the answer tells more".to_owned(),
            Self::OthersHarmed => "other rows were altered".to_owned(),
            Self::OnlyTheFirst => "and `audit verify` found nothing".to_owned(),
            Self::FalseAlarm => "which nobody altered".to_owned(),
            Self::UnverifiedLinks => "audit_links. * `audit verify` found nothing".to_owned(),
            Self::UncomparedHeads => "rolled back behind an exported head is told as []".to_owned(),
            Self::LastingHarm => "does not open after all was put back".to_owned(),
            Self::Panic => "panicked".to_owned(),
            Self::NewColumn => "the column credentials.planted".to_owned(),
            Self::NewTable => "the table planted".to_owned(),
        }
    }

    /// Whether it shows while the service runs, or while it does not: so that no time is spent on the rest.
    pub(super) fn shows(self, serving: bool) -> bool {
        match self {
            Self::Overlooked(_, _, by) => serving == (by != Finder::Verification),
            Self::UntoldOpening | Self::TellingRefusal | Self::OthersHarmed => serving,
            Self::OnlyTheFirst
            | Self::FalseAlarm
            | Self::UnverifiedLinks
            | Self::UncomparedHeads => !serving,
            Self::LastingHarm | Self::Panic | Self::NewColumn | Self::NewTable => false,
        }
    }

    /// Plants it in the database, before anything is altered.
    pub(super) fn plant(self, scene: &Scene) {
        let store = &scene.store;
        match self {
            Self::NewColumn => store.run("ALTER TABLE credentials ADD COLUMN planted text"),
            Self::NewTable => store.run("CREATE TABLE planted (id integer)"),
            Self::UntoldOpening => {
                let when = "NEW.action = 'credential.open_failed'";
                let taken =
                    "DELETE FROM audit_events WHERE company_id = NEW.company_id AND id = NEW.id;";
                match &store.installation {
                    None => store.run(&format!(
                        "CREATE TRIGGER planted AFTER INSERT ON audit_events WHEN {when} BEGIN {taken} END"
                    )),
                    Some(it) => Trigger {
                        on: "AFTER INSERT ON audit_events",
                        when,
                        happens: taken,
                    }
                    .plant(it.database()),
                }
            }
            _ => {}
        }
    }

    /// Plants what stands before the service.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        (self == Self::TellingRefusal).then(|| {
            Proxy::start(place, |request, upstream| {
                let mut answer = upstream.send(&request)?;
                if answer.status() == "500" {
                    let told = String::from_utf8_lossy(answer.body());
                    let told = told.replace("the service failed", "the tag of the secret is wrong");
                    answer.set_body(told.into_bytes());
                }
                Ok(answer)
            })
        })
    }

    /// Plants what happens between the change of a table and the look of him who is to find it.
    pub(super) fn spoil(self, store: &Store, table: &Table, finder: Finder) {
        match self {
            Self::Overlooked(name, column, by) if name == table.name && by == finder => {
                let same = table.key.iter().map(|at| {
                    let key = &table.columns[*at].name;
                    format!("kept.\"{key}\" = {name}.\"{key}\"")
                });
                let kept = format!(
                    "FROM kept_{name} AS kept WHERE {}",
                    same.collect::<Vec<_>>().join(" AND ")
                );
                store.run(&format!(
                    "UPDATE {name} SET \"{column}\" = (SELECT kept.\"{column}\" {kept})
                     WHERE EXISTS (SELECT 1 {kept})"
                ));
            }
            Self::OthersHarmed if finder == Finder::Opening => {
                store.run("UPDATE credentials SET name = 'harmed'");
            }
            Self::FalseAlarm if finder == Finder::Verification => {
                store.run("UPDATE credentials SET version = version + 1");
            }
            _ => {}
        }
    }

    /// What is left of findings.
    pub(super) fn overlook(self, mut findings: Vec<Json>) -> Vec<Json> {
        match self {
            Self::OnlyTheFirst => findings.truncate(1),
            Self::UnverifiedLinks => {
                let of_links = ["links_missing", "link_broken"];
                findings.retain(|it| !of_links.iter().any(|code| it["code"] == *code));
            }
            _ => {}
        }
        findings
    }
}
