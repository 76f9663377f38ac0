//! What the credentials must be by their audit events, and whether those are what the journal allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pullkey_domain::audit::Action;
use pullkey_tests::{Entry, Journal, RequestOutcome};

use super::{Expected, Findings};
use crate::{
    crash::{
        kept::Event,
        sent::{Fields, Sent},
    },
    drill::figure,
};

/// What the credentials must be, after all that was done by the events. Each keyed create must have its record.
pub(super) fn apply_all(
    mut events: HashMap<String, Vec<Event>>,
    mut records: BTreeSet<String>,
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
            credential,
            after,
            keyed,
            ..
        } = entry.sent;
        let recorded = records.remove(&id);
        if recorded != (keyed && !told.is_empty()) {
            let what = format!("{act:?} {id} has its event or its record only");
            findings.half_written.push(what);
        }
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
    for request in events.keys().chain(&records) {
        findings.half_written.push(format!(
            "an event or a record of a request {request:?} that nobody sent"
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
    use crate::crash::sent::Act;

    const CREATE: &str = "credential.create";

    fn created(outcome: RequestOutcome, keyed: bool) -> Vec<Entry<Sent>> {
        let sent = Sent {
            act: Act::Create,
            credential: None,
            after: Some(Fields::random(&mut Rng::with_seed(1))),
            keyed,
        };
        vec![Entry { sent, outcome }]
    }

    fn event(number: usize, action: &str) -> HashMap<String, Vec<Event>> {
        let event = Event {
            action: action.to_owned(),
            target: "a".to_owned(),
        };
        HashMap::from([(Journal::<Sent>::request_id(number), vec![event])])
    }

    fn record(number: usize) -> BTreeSet<String> {
        BTreeSet::from([Journal::<Sent>::request_id(number)])
    }

    #[test]
    fn only_an_unknown_request_may_have_its_event_or_not() {
        for (outcome, with, without) in [
            (RequestOutcome::Ok, true, false),
            (RequestOutcome::Failed, false, true),
            (RequestOutcome::Unknown, true, true),
        ] {
            for (events, good) in [(event(0, CREATE), with), (HashMap::new(), without)] {
                let mut findings = Findings::default();
                let there = events.len();
                let sent = created(outcome, false);
                let expected = apply_all(events, BTreeSet::new(), sent, &mut findings);
                assert_eq!(findings.lost.is_empty(), good, "{outcome:?}");
                assert_eq!(expected.len(), there);
            }
        }
    }

    #[test]
    fn a_keyed_create_has_both_its_event_and_its_record_or_neither() {
        for (keyed, events, records, good) in [
            (true, event(0, CREATE), record(0), true),
            (true, HashMap::new(), BTreeSet::new(), true),
            (true, event(0, CREATE), BTreeSet::new(), false),
            (true, HashMap::new(), record(0), false),
            (false, event(0, CREATE), record(0), false),
        ] {
            let mut findings = Findings::default();
            let sent = created(RequestOutcome::Unknown, keyed);
            apply_all(events, records, sent, &mut findings);
            assert_eq!(findings.half_written.is_empty(), good);
        }
    }

    #[test]
    fn what_tells_of_something_else_or_of_nobody_is_found() {
        let none = BTreeSet::new;
        for (events, records) in [
            (event(0, "credential.delete"), none()),
            (event(1, CREATE), none()),
            (HashMap::new(), record(1)),
        ] {
            let mut findings = Findings::default();
            let sent = created(RequestOutcome::Unknown, false);
            apply_all(events, records, sent, &mut findings);
            assert_eq!(findings.half_written.len(), 1);
            assert!(findings.verdict().is_err());
        }
    }
}
