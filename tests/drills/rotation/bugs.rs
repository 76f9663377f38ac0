use std::sync::atomic::{AtomicU32, Ordering};

use pullkey_tests::{Place, Proxy};
use pullkey_throwaway_postgres::Database;

use crate::trigger::Trigger;

/// Bugs that a rewrapper, or a service beside it, could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It puts back what it opened although the secret was edited meanwhile. Planted by a trigger that keeps the old bytes
    /// of some edits.
    LostEdit,
    /// It leaves some behind, and says so. Planted by a trigger that keeps their bytes.
    LeftBehind,
    /// It writes only part of a sealed secret. Planted by a trigger that cuts off the last byte of some.
    TornSecret,
    /// It takes moving a credential for an edit. Planted by a trigger that raises the version.
    RaisedVersion,
    /// It moves credentials and does not tell. Planted by a trigger that takes the event.
    UntoldRewrap,
    /// It keeps others waiting until they are refused. Planted by a proxy that refuses some requests.
    RefusedRequests,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("lost-edit", Self::LostEdit),
        ("left-behind", Self::LeftBehind),
        ("torn-secret", Self::TornSecret),
        ("raised-version", Self::RaisedVersion),
        ("untold-rewrap", Self::UntoldRewrap),
        ("refused-requests", Self::RefusedRequests),
    ];

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        let (on, when, happens) = match self {
            Self::LostEdit => (
                UPDATE,
                "NEW.version > OLD.version AND random() < 0.1",
                "NEW.sealed := OLD.sealed;",
            ),
            Self::LeftBehind => (
                UPDATE,
                "NEW.version = OLD.version AND hashtext(NEW.id::text) % 100 = 0",
                "NEW.sealed := OLD.sealed;",
            ),
            Self::TornSecret => (
                UPDATE,
                "NEW.version = OLD.version AND hashtext(NEW.id::text) % 100 = 0",
                "NEW.sealed := substring(NEW.sealed FOR octet_length(NEW.sealed) - 1);",
            ),
            Self::RaisedVersion => (
                UPDATE,
                "NEW.version = OLD.version AND hashtext(NEW.id::text) % 100 = 0",
                "NEW.version := NEW.version + 1;",
            ),
            Self::UntoldRewrap => (
                "AFTER INSERT ON audit_events",
                "NEW.action = 'credential.rewrap'",
                "DELETE FROM audit_events WHERE company_id = NEW.company_id AND id = NEW.id;",
            ),
            Self::RefusedRequests => return,
        };
        Trigger { on, when, happens }.plant(database);
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        if !matches!(self, Self::RefusedRequests) {
            return None;
        }
        let asked = AtomicU32::new(0);
        Some(Proxy::start(place, move |request, upstream| {
            let mut answer = upstream.send(&request)?;
            let turn = asked.fetch_add(1, Ordering::Relaxed);
            if request.path().starts_with("/v3/") && turn % 100 == 99 {
                answer.set_first_line("HTTP/1.1 503 Service Unavailable");
            }
            Ok(answer)
        }))
    }
}

const UPDATE: &str = "BEFORE UPDATE OF sealed ON credentials";
