//! What the credentials must be by their audit events, and whether those are what the journal allows.

use std::collections::{BTreeMap, HashMap};

use pullkey_domain::audit::Action;
use pullkey_tests::{Entry, Journal, Node, RequestOutcome, hyphenated};

use super::{Expected, Findings};
use crate::{
    crash_embedded::sent::{Fields, Sent},
    drill::figure,
};

/// An audit event of a credential.
pub(super) struct Event {
    action: String,
    target: String,
}

/// Every event of a credential, by the request that it tells of.
pub(super) fn all(node: &Node) -> HashMap<String, Vec<Event>> {
    let mut events: HashMap<String, Vec<Event>> = HashMap::new();
    let query = "
        SELECT json_array(coalesce(request_id, ''), action, lower(hex(target_id))) AS line
        FROM audit_events WHERE target_kind = 'credential'";
    for row in node.database().rows(query) {
        let text = |place: usize| row[place].as_str().unwrap_or_default().to_owned();
        let event = Event {
            action: text(1),
            target: hyphenated(&text(2)),
        };
        events.entry(text(0)).or_default().push(event);
    }
    events
}

/// What the credentials must be, after all that was done by the events.
pub(super) fn apply_all(
    mut events: HashMap<String, Vec<Event>>,
    entries: Vec<Entry<Sent>>,
    findings: &mut Findings,
) -> BTreeMap<String, Expected> {
    let mut expected = BTreeMap::new();
    let mut happened = 0;
    for (number, entry) in entries.into_iter().enumerate() {
        let id = Journal::<Sent>::request_id(number);
        let (failed, told): (Vec<_>, Vec<_>) = events
            .remove(&id)
            .into_iter()
            .flatten()
            .partition(|event| event.action == Action::CredentialOpenFailed.as_str());
        let act = entry.sent.act;
        for event in failed {
            let what = format!(
                "the secret of {} did not open for {act:?} {id}",
                event.target
            );
            findings.unopened.push(what);
        }
        if !entry.outcome.allows(told.len()) {
            let (outcome, count) = (entry.outcome, told.len());
            let what = format!("{act:?} {id} ended {outcome:?} and has {count} events");
            findings.lost.push(what);
        }
        happened += usize::from(entry.outcome == RequestOutcome::Unknown && !told.is_empty());
        let Sent {
            credential, after, ..
        } = entry.sent;
        for event in told {
            let same = credential.as_ref().is_none_or(|id| *id == event.target);
            if event.action != act.action() || !same {
                let what = format!("{act:?} {id} has the event of something else");
                findings.half_written.push(what);
            }
            apply(&mut expected, event.target, after.clone());
        }
    }
    figure("unknown that were done", happened);
    for request in events.keys() {
        findings.half_written.push(format!(
            "an event of a request {request:?} that nobody sent"
        ));
    }
    expected
}

fn apply(expected: &mut BTreeMap<String, Expected>, id: String, after: Option<Fields>) {
    let Some(fields) = after else {
        expected.remove(&id);
        return;
    };
    let before = expected.get(&id).map_or(0, |it| it.version);
    let version = before + 1;
    expected.insert(id, Expected { fields, version });
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::crash_embedded::sent::Act;

    fn created(outcome: RequestOutcome) -> Entry<Sent> {
        let sent = Sent {
            act: Act::Create,
            credential: None,
            after: Some(Fields::random(&mut Rng::with_seed(1))),
        };
        Entry { sent, outcome }
    }

    fn event(request: &str, action: &str) -> (String, Vec<Event>) {
        let event = Event {
            action: action.to_owned(),
            target: "a".to_owned(),
        };
        (request.to_owned(), vec![event])
    }

    #[test]
    fn only_an_unknown_request_may_have_its_event_or_not() {
        let id = Journal::<Sent>::request_id(0);
        for (outcome, with, without) in [
            (RequestOutcome::Ok, true, false),
            (RequestOutcome::Failed, false, true),
            (RequestOutcome::Unknown, true, true),
        ] {
            for (events, good) in [
                (HashMap::from([event(&id, "credential.create")]), with),
                (HashMap::new(), without),
            ] {
                let mut findings = Findings::default();
                let there = events.len();
                let expected = apply_all(events, vec![created(outcome)], &mut findings);
                assert_eq!(findings.lost.is_empty(), good, "{outcome:?}");
                assert_eq!(expected.len(), there);
            }
        }
    }

    #[test]
    fn the_event_of_something_else_and_that_of_nobody_are_found() {
        for (request, action) in [
            (Journal::<Sent>::request_id(0), "credential.delete"),
            (Journal::<Sent>::request_id(1), "credential.create"),
        ] {
            let events = HashMap::from([event(&request, action)]);
            let mut findings = Findings::default();
            apply_all(
                events,
                vec![created(RequestOutcome::Unknown)],
                &mut findings,
            );
            assert_eq!(findings.half_written.len(), 1);
            assert!(findings.verdict().is_err());
        }
    }
}
