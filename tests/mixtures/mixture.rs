//! Creates of all kinds, and what becomes of them when they are made at once.

use std::{ops::Range, sync::Arc, thread, time::Duration};

use proptest::{collection::vec, option, prelude::*, sample::select};
use pullkey_domain::{
    audit::Recorded, company::Company, credential::Credential, idempotency::IdempotencyRecord,
};
use pullkey_storage::{
    InsertError, Inserted, Store, StoreError,
    contract::fixtures::{a_claim, a_company, a_credential},
};
use tokio::{runtime::Runtime, task::JoinHandle, time::sleep};

/// The name of credentials that the database refuses.
pub(crate) const POISON: &str = "poison";

/// What is wrong with a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    Nothing,
    /// The database has a rule against it.
    Poisoned,
    /// There is a credential with its id.
    TakenId,
    /// There is no such company.
    NoCompany,
}

/// A create that is to be made.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) flaw: Flaw,
    /// Which of a few keys it claims.
    pub(crate) key: Option<u8>,
    /// After how many microseconds it is made.
    begins_after: u64,
    /// After how many more its caller leaves.
    leaves_after: Option<u64>,
}

/// Creates that are made at once.
#[derive(Debug, Clone)]
pub(crate) struct Mixture {
    pub(crate) plans: Vec<Plan>,
    /// After how many microseconds all connections are cut, each time.
    pub(crate) cuts: Vec<u64>,
}

/// A create as it was made.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) create: Recorded<Credential>,
    pub(crate) claim: Option<IdempotencyRecord>,
}

/// What came of a mixture.
pub(crate) struct Outcomes {
    pub(crate) company: Company,
    /// That was there before.
    pub(crate) first: Credential,
    /// Each with its answer, or none where the caller has left.
    pub(crate) answers: Vec<(Made, Option<Result<Inserted, InsertError>>)>,
}

impl Outcomes {
    /// How many the connection failed, or left without an answer.
    pub(crate) fn failed_by_the_connection(&self) -> usize {
        use StoreError::{OutcomeUnknown, Unavailable};

        let answers = self.answers.iter().filter_map(|(made, answer)| {
            let is_poisoned = made.create.subject().name().as_str() == POISON;
            answer.as_ref().filter(|_| !is_poisoned)
        });
        let failed = |answer: &&Result<_, _>| {
            matches!(
                answer,
                Err(InsertError::Store(OutcomeUnknown(_) | Unavailable(_)))
            )
        };
        answers.filter(failed).count()
    }
}

/// So many creates take about as long, and to cut connections, too.
const MOMENTS: Range<u64> = 0..30_000;

/// Any mixture, cut up to so often.
pub(crate) fn mixtures(cuts: u8) -> impl Strategy<Value = Mixture> {
    use Flaw::{NoCompany, Nothing, Poisoned, TakenId};

    let flaw = select(vec![
        Nothing, Nothing, Nothing, Nothing, Poisoned, TakenId, NoCompany,
    ]);
    let leaves = option::weighted(0.2, 0..2_000_u64);
    let plan = (flaw, option::of(0..6_u8), MOMENTS, leaves);
    let plan = plan.prop_map(|(flaw, key, begins_after, leaves_after)| Plan {
        flaw,
        key,
        begins_after,
        leaves_after,
    });
    let cuts = vec(MOMENTS, 0..=usize::from(cuts));
    (vec(plan, 1..80), cuts).prop_map(|(plans, cuts)| Mixture { plans, cuts })
}

impl Mixture {
    /// Makes all of them at once.
    pub(crate) fn play(
        &self,
        runtime: &Runtime,
        store: &Arc<dyn Store>,
        cut: &(dyn Fn() + Sync),
    ) -> Outcomes {
        let company = a_company().recorded();
        let first = a_credential().of(company.subject()).recorded();
        runtime.block_on(async {
            store.companies().insert(&company).await.unwrap();
            store.credentials().insert(&first, None).await.unwrap();
        });
        let (company, first) = (company.into_subject(), first.into_subject());
        let made = self.plans.iter().map(|plan| plan.made(&company, &first));
        let made: Vec<_> = made.collect();
        let answers = thread::scope(|scope| {
            for after in &self.cuts {
                scope.spawn(|| {
                    thread::sleep(Duration::from_micros(*after));
                    cut();
                });
            }
            let callers: Vec<_> = made
                .iter()
                .zip(&self.plans)
                .map(|(made, plan)| plan.call(runtime, store, made.clone()))
                .collect();
            let answers = callers
                .into_iter()
                .map(|caller| runtime.block_on(caller).ok());
            answers.collect::<Vec<_>>()
        });
        Outcomes {
            company,
            first,
            answers: made.into_iter().zip(answers).collect(),
        }
    }
}

impl Plan {
    /// Whether its caller may leave before it is answered.
    pub(crate) fn may_leave(&self) -> bool {
        self.leaves_after.is_some()
    }

    fn made(&self, company: &Company, first: &Credential) -> Made {
        let nobody = a_company().recorded().into_subject();
        let credential = a_credential();
        let credential = match self.flaw {
            Flaw::Nothing => credential.of(company),
            Flaw::Poisoned => credential.of(company).named(POISON),
            Flaw::TakenId => credential.of(company).with_id(first.id()),
            Flaw::NoCompany => credential.of(&nobody),
        };
        let create = credential.recorded();
        let id = create.subject().id().to_string();
        let claim = self.key.map(|key| {
            let claim = a_claim().of_key(&format!("key-{key}"));
            claim.answered_with(id.as_bytes()).record()
        });
        Made { create, claim }
    }

    /// A caller that makes it, and leaves when it is to leave.
    fn call(
        &self,
        runtime: &Runtime,
        store: &Arc<dyn Store>,
        made: Made,
    ) -> JoinHandle<Result<Inserted, InsertError>> {
        let store = store.clone();
        let begins = Duration::from_micros(self.begins_after);
        let caller = runtime.spawn(async move {
            sleep(begins).await;
            let Made { create, claim } = made;
            store.credentials().insert(&create, claim).await
        });
        if let Some(after) = self.leaves_after {
            let leaving = caller.abort_handle();
            let leaves = begins + Duration::from_micros(after);
            runtime.spawn(async move {
                sleep(leaves).await;
                leaving.abort();
            });
        }
        caller
    }
}
