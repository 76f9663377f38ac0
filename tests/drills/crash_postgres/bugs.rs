use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::Database;

use crate::{
    crash::proxies,
    service::Front,
    trigger::{LOST_RECORD, Trigger},
};

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// What it acknowledged can go away. Planted by a trigger that takes some new credentials with all that tells of them.
    LostCreate,
    /// It answers before it commits.
    EarlyAnswer,
    /// It writes a change and its event in two transactions. Planted by a trigger that takes some events away.
    LostEvent,
    /// It writes a create and its record in two transactions. Planted by a trigger that takes some records away.
    LostRecord,
    /// It counts some credentials twice, as who repeats a count on another connection would. Planted by a trigger.
    DoubledCount,
    /// It writes only part of a sealed secret. Planted by a trigger that cuts off the last byte of some.
    TornSecret,
    /// It seals an edited secret for the row as it was before. Planted by a trigger that keeps the old sealed bytes.
    StaleSecret,
    /// A node remembers what passed through it, and does not see what another one wrote. Planted by a proxy before it.
    StaleNode,
    /// It takes too long to find that it is ready.
    LateReadiness,
    /// It is ready again after a crash, and takes nothing. Planted by a proxy.
    IdleReturn,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("lost-create", Self::LostCreate),
        ("early-answer", Self::EarlyAnswer),
        ("lost-event", Self::LostEvent),
        ("lost-record", Self::LostRecord),
        ("doubled-count", Self::DoubledCount),
        ("torn-secret", Self::TornSecret),
        ("stale-secret", Self::StaleSecret),
        ("stale-node", Self::StaleNode),
        ("late-readiness", Self::LateReadiness),
        ("idle-return", Self::IdleReturn),
    ];

    /// Plants it, in the database or in front of the nodes.
    pub(super) fn plant(self, fronts: [Front; 2], database: &Database) -> [Front; 2] {
        let trigger = match self {
            Self::LostCreate => LOST_CREATE,
            Self::LostEvent => LOST_EVENT,
            Self::LostRecord => LOST_RECORD,
            Self::DoubledCount => DOUBLED_COUNT,
            Self::TornSecret => TORN_SECRET,
            Self::StaleSecret => STALE_SECRET,
            Self::EarlyAnswer => return before_each(fronts, proxies::early_answer),
            Self::IdleReturn => return before_each(fronts, proxies::idle_return),
            Self::LateReadiness => {
                let late = Duration::from_millis(2200);
                return before_each(fronts, |place| proxies::late_readiness(place, late));
            }
            Self::StaleNode => {
                let [first, second] = fronts;
                let proxy = stale_reads(second.node.place());
                return [first, second.behind(Some(proxy))];
            }
        };
        trigger.plant(database);
        fronts
    }
}

fn before_each(fronts: [Front; 2], proxy: impl Fn(&Place) -> Proxy) -> [Front; 2] {
    fronts.map(|front| {
        let proxy = proxy(front.node.place());
        front.behind(Some(proxy))
    })
}

/// Answers a read of a credential with what was last seen here of it.
fn stale_reads(place: &Place) -> Proxy {
    let seen = Mutex::<HashMap<String, Message>>::default();
    Proxy::start(place, move |request, upstream| {
        let seen = || seen.lock().unwrap_or_else(PoisonError::into_inner);
        if request.method() == "GET"
            && let Some(known) = seen().get(request.path())
        {
            return Ok(known.clone());
        }
        let answer = upstream.send(&request)?;
        if answer.status().starts_with('2') {
            // Seen as if it had been read.
            let mut answer = answer.clone();
            answer.set_first_line("HTTP/1.1 200 OK");
            let path = answer
                .header("location")
                .unwrap_or(request.path())
                .to_owned();
            seen().insert(path, answer);
        }
        Ok(answer)
    })
}

const LOST_CREATE: Trigger = Trigger {
    on: "AFTER INSERT ON audit_events",
    when: "NEW.action = 'credential.create' AND random() < 0.05",
    happens: "
        DELETE FROM credentials WHERE company_id = NEW.company_id AND id = NEW.target_id;
        DELETE FROM idempotency_records WHERE company_id = NEW.company_id AND key = NEW.request_id;
        DELETE FROM audit_events WHERE company_id = NEW.company_id AND id = NEW.id;",
};
const LOST_EVENT: Trigger = Trigger {
    on: "AFTER INSERT ON audit_events",
    when: "NEW.target_kind = 'credential' AND random() < 0.05",
    happens: "DELETE FROM audit_events WHERE company_id = NEW.company_id AND id = NEW.id;",
};
const DOUBLED_COUNT: Trigger = Trigger {
    on: "BEFORE INSERT ON credential_counts",
    when: "random() < 0.05",
    happens: "NEW.count := 2 * NEW.count;",
};
const TORN_SECRET: Trigger = Trigger {
    on: "BEFORE INSERT ON credentials",
    when: "random() < 0.05",
    happens: "NEW.sealed := substring(NEW.sealed FOR octet_length(NEW.sealed) - 1);",
};
const STALE_SECRET: Trigger = Trigger {
    on: "BEFORE UPDATE OF sealed ON credentials",
    when: "random() < 0.2",
    happens: "NEW.sealed := OLD.sealed;",
};
