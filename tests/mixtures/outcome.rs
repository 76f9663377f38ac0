//! What came of creates that were made at once, beside what comes of them one by one.

use std::collections::HashMap;

use pullkey_domain::{api_key::Reach, audit::Action, id::CredentialId};
use pullkey_storage::{
    InsertError, Inserted, PageRequest, Store, StoreError, contract::fixtures::a_query,
};

use crate::mixture::{Flaw, Made, Mixture, Outcomes, Plan};

/// What became of a create in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    Refused,
    NoCompany,
    Stored,
    /// Another one had claimed its key.
    Remembered(Vec<u8>),
    /// It did not come to its turn, or only the connection failed it: nothing was written.
    NotMade,
}

/// Whether there is an order in which the creates, made one by one, come to the same; and whether all is there of what was
/// stored, and nothing of anything else.
pub(crate) async fn compare(
    mixture: &Mixture,
    outcomes: Outcomes,
    store: &dyn Store,
) -> Result<(), String> {
    let Outcomes {
        company,
        first,
        answers,
    } = outcomes;
    let mut fates = Vec::new();
    for ((made, answer), plan) in answers.into_iter().zip(&mixture.plans) {
        let is_stored = is_stored(store, &made).await? && made.create.subject().id() != first.id();
        let fate = fate(store, plan, &made, answer, is_stored).await?;
        if fate == Fate::NotMade && mixture.cuts.is_empty() && !plan.may_leave() {
            return Err(format!("{plan:?} was not made, though nothing was cut"));
        }
        fates.push((plan, made, fate));
    }
    one_by_one(&mut fates)?;
    let stored = fates.iter().filter(|(_, _, fate)| *fate == Fate::Stored);
    let expected = 1 + stored.count();
    let page = store
        .credentials()
        .list(company.id(), &Reach::All, a_query());
    let total = page.await.map_err(|error| error.to_string())?.total;
    let events = PageRequest {
        limit: 200,
        offset: 0,
    };
    let events = store.audit_log().list(company.id(), events).await;
    let events = events.map_err(|error| error.to_string())?.items;
    let created = events
        .iter()
        .filter(|it| it.action() == Action::CredentialCreate);
    let counted = (total, created.count());
    if counted != (u64::try_from(expected).ok(), expected) {
        return Err(format!(
            "{expected} were stored, and counted are {counted:?}"
        ));
    }
    Ok(())
}

async fn is_stored(store: &dyn Store, made: &Made) -> Result<bool, String> {
    let credential = made.create.subject();
    let found = store
        .credentials()
        .find(credential.company(), credential.id());
    let found = found.await.map_err(|error| error.to_string())?;
    Ok(found.is_some())
}

async fn fate(
    store: &dyn Store,
    plan: &Plan,
    made: &Made,
    answer: Option<Result<Inserted, InsertError>>,
    is_stored: bool,
) -> Result<Fate, String> {
    let wrong = |what: &str| Err(format!("{plan:?} {what}"));
    let as_it_is = if is_stored {
        Fate::Stored
    } else {
        Fate::NotMade
    };
    match answer {
        // Whoever has left finds out by looking.
        None => Ok(as_it_is),
        Some(Ok(Inserted::Stored)) if is_stored => Ok(as_it_is),
        Some(Ok(Inserted::Stored)) => wrong("was stored, and is not there"),
        Some(Ok(Inserted::Remembered(record))) => {
            let winner = record.answer().body.clone();
            if is_stored && winner != own_answer(made) {
                return wrong("is there, though another one is remembered");
            }
            Ok(Fate::Remembered(winner))
        }
        Some(Err(InsertError::CompanyGone)) => Ok(Fate::NoCompany),
        Some(Err(InsertError::Store(StoreError::OutcomeUnknown(_)))) => {
            settled(store, plan, made, is_stored).await
        }
        Some(Err(error)) if is_stored => wrong(&format!("is there, and was answered {error:?}")),
        Some(Err(InsertError::Store(_))) => Ok(match plan.flaw {
            Flaw::Poisoned | Flaw::TakenId => Fate::Refused,
            // Of which nothing is refused. The connection may have failed it.
            Flaw::Nothing | Flaw::NoCompany => Fate::NotMade,
        }),
        Some(Err(error)) => wrong(&format!("was answered {error:?}")),
    }
}

/// What became of one whose outcome nobody knew: whoever has a key finds out by it.
async fn settled(
    store: &dyn Store,
    plan: &Plan,
    made: &Made,
    is_stored: bool,
) -> Result<Fate, String> {
    let Some(claim) = &made.claim else {
        return Ok(if is_stored {
            Fate::Stored
        } else {
            Fate::NotMade
        });
    };
    let repeated = store
        .credentials()
        .insert(&made.create, Some(claim.clone()));
    match repeated.await {
        Ok(Inserted::Stored) if !is_stored => Ok(Fate::Stored),
        Ok(Inserted::Remembered(record)) => {
            let winner = record.answer().body.clone();
            Ok(if winner == own_answer(made) && is_stored {
                Fate::Stored
            } else {
                Fate::Remembered(winner)
            })
        }
        Err(InsertError::CompanyGone) => Ok(Fate::NoCompany),
        Err(InsertError::Store(_)) if plan.flaw != Flaw::Nothing => Ok(Fate::Refused),
        other => Err(format!("{plan:?} was repeated, and answered {other:?}")),
    }
}

fn own_answer(made: &Made) -> Vec<u8> {
    made.create.subject().id().to_string().into_bytes()
}

/// Makes them one by one in the one order that explains their fates, if any does: those that were refused before any key was
/// claimed, then those that were stored, then those that came too late.
fn one_by_one(fates: &mut [(&Plan, Made, Fate)]) -> Result<(), String> {
    fates.sort_by_key(|(_, _, fate)| match fate {
        Fate::NotMade | Fate::NoCompany | Fate::Refused => 0,
        Fate::Stored => 1,
        Fate::Remembered(_) => 2,
    });
    let mut claimed: HashMap<u8, CredentialId> = HashMap::new();
    for (plan, made, fate) in fates.iter() {
        let winner = plan.key.and_then(|key| claimed.get(&key));
        let alone = match (plan.flaw, winner) {
            _ if *fate == Fate::NotMade => Fate::NotMade,
            (Flaw::NoCompany, _) => Fate::NoCompany,
            (_, Some(winner)) => Fate::Remembered(winner.to_string().into_bytes()),
            (Flaw::Poisoned | Flaw::TakenId, None) => Fate::Refused,
            (Flaw::Nothing, None) => Fate::Stored,
        };
        if *fate != alone {
            return Err(format!("{plan:?} came to {fate:?}, and alone to {alone:?}"));
        }
        if let (Fate::Stored, Some(key)) = (fate, plan.key) {
            claimed.insert(key, made.create.subject().id());
        }
    }
    Ok(())
}
