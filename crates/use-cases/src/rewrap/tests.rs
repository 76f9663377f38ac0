mod failures;

use std::sync::Mutex;

use pullkey_cipher::{MockSecretCipher, OpenError};
use pullkey_domain::{
    audit::Action,
    company::Company,
    credential::{Credential, RegistrySecret, SealMark, SealedSecret, StoredCredential},
    id::{AuditEventId, CompanyId, CredentialId},
    ring_key::RingKeyId,
};
use pullkey_storage::{
    MockCompanyStore, MockCredentialStore, MockMaintenance, MockRewrapping, SealStep, StoreError,
};
use uuid::Uuid;

use super::*;
use crate::fixtures::{Parts, a_company, a_credential, another_company, by_an_operator};

const PRIMARY: RingKeyId = RingKeyId::new(99);

/// What a run is put together of. The store answers its counts from this list.
struct Stage {
    opens: MockCredentialStore,
    cipher: MockSecretCipher,
    companies: MockCompanyStore,
    all_companies: MockMaintenance,
    store: MockRewrapping,
}

impl Stage {
    /// With these companies, in which so many are sealed otherwise whenever they are counted.
    fn with(companies: &[CompanyId], mut counts: Vec<u64>) -> Self {
        let mut cipher = MockSecretCipher::new();
        cipher.expect_primary().return_const(PRIMARY);
        cipher.expect_mark().returning(|_| a_mark());
        let sealed = || SealedSecret::from_bytes(*b"sealed anew");
        cipher.expect_seal().returning(move |_, _, _| sealed());
        let mut stage = Self {
            opens: MockCredentialStore::new(),
            cipher,
            companies: MockCompanyStore::new(),
            all_companies: MockMaintenance::new(),
            store: MockRewrapping::new(),
        };
        let companies = companies.to_vec();
        stage
            .all_companies
            .expect_company_ids()
            .returning(move |after, _| {
                let mut behind = companies.clone();
                behind.retain(|id| Some(*id) > after);
                Ok(behind)
            });
        counts.reverse();
        stage
            .store
            .expect_count_sealed_otherwise()
            .withf(|mark| *mark == a_mark())
            .returning(move |_| Ok(counts.pop().unwrap()));
        stage
    }

    /// Both exist.
    fn existing(mut self) -> Self {
        self.companies.expect_find().returning(|id| {
            let mut both = [a_company(), another_company()].into_iter();
            Ok(both.find(|company| company.id() == id))
        });
        self
    }

    /// Secrets open but those of these credentials.
    fn opening_but(mut self, error: OpenError, failing: &[CredentialId]) -> Self {
        let failing = failing.to_vec();
        self.cipher.expect_open().returning(move |_, _, binding| {
            if failing.contains(&binding.credential) {
                return Err(error);
            }
            Ok(RegistrySecret::parse("my-secret-token").unwrap())
        });
        self
    }

    /// Each walk over a company comes by these.
    fn walking_by(mut self, of: CompanyId, step: SealStep) -> Self {
        self.store
            .expect_walk_sealed_otherwise()
            .withf(move |company, mark, after, _| {
                *company == of && *mark == a_mark() && after.is_none()
            })
            .returning(move |_, _, _, _| Ok(step.clone()));
        self
    }

    /// All that are given move.
    fn moving(mut self) -> Self {
        self.store
            .expect_replace_sealed()
            .returning(|_, credentials| Ok(credentials.len() as u64));
        self
    }

    async fn run(self) -> Ended {
        let mut came_by = Vec::new();
        let rewrap = self.rewrap().await;
        let mut run = rewrap.begin(by_an_operator()).await.unwrap();
        while let Some(credentials) = run.step().await.unwrap() {
            came_by.push(credentials);
        }
        Ended {
            came_by: came_by.iter().sum(),
            moved: run.moved(),
            left: run.left(),
            failures: run.failures().clone(),
        }
    }

    async fn rewrap(self) -> Rewrap {
        let parts = Parts::on(self.opens).signing().sealing_by(self.cipher);
        Rewrap::new(
            Arc::new(parts.credentials().await),
            Arc::new(self.companies),
            Arc::new(self.all_companies),
            Arc::new(self.store),
        )
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Ended {
    came_by: u64,
    moved: u64,
    left: u64,
    failures: RewrapFailures,
}

fn a_mark() -> SealMark {
    SealMark::from_bytes(*b"mark")
}

fn id_of(nth: u128) -> CredentialId {
    CredentialId::from_uuid(Uuid::from_u128(nth))
}

fn credential_of(company: &Company, nth: u128) -> Credential {
    let stored = StoredCredential {
        id: Uuid::from_u128(nth),
        company: company.id().as_uuid(),
        ..StoredCredential::from(&a_credential())
    };
    Credential::restore(stored).unwrap()
}

/// A step by these that comes to the end of the company.
fn the_last(credentials: Vec<Credential>) -> SealStep {
    SealStep {
        credentials,
        ..SealStep::default()
    }
}

#[tokio::test]
async fn where_nothing_is_left_nothing_is_walked_over() {
    let ended = Stage::with(&[], vec![0]).run().await;
    assert_eq!((ended.came_by, ended.moved, ended.left), (0, 0, 0));
    assert!(ended.failures.are_none());
}

#[tokio::test]
async fn every_company_is_walked_over_and_a_deleted_one_left_out() {
    let (one, two) = (a_company(), another_company());
    let deleted = CompanyId::from_uuid(Uuid::from_u128(50));
    let mut stage = Stage::with(&[one.id(), deleted, two.id()], vec![2, 0]).existing();
    let replaced = Arc::new(Mutex::new(Vec::new()));
    let noted = replaced.clone();
    stage
        .store
        .expect_replace_sealed()
        .returning(move |rewrapped, credentials| {
            let event = rewrapped.event();
            assert_eq!(event.action(), Action::CredentialRewrap);
            assert_eq!(event.company(), rewrapped.subject().id);
            let [credential] = &credentials[..] else {
                panic!("one each");
            };
            assert_eq!(credential.opened().as_bytes(), [1, 2, 3]);
            assert_eq!(credential.sealed().as_bytes(), b"sealed anew");
            noted
                .lock()
                .unwrap()
                .push((event.company(), credential.id()));
            Ok(1)
        });
    let ended = stage
        .opening_but(OpenError::Rejected, &[])
        .walking_by(one.id(), the_last(vec![credential_of(&one, 7)]))
        .walking_by(two.id(), the_last(vec![credential_of(&two, 8)]))
        .run()
        .await;
    assert_eq!((ended.came_by, ended.moved, ended.left), (2, 2, 0));
    let expected = [(one.id(), id_of(7)), (two.id(), id_of(8))];
    assert_eq!(*replaced.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_walk_goes_on_behind_its_last_step_and_one_event_tells_of_all() {
    let company = a_company();
    let mut stage = Stage::with(&[company.id()], vec![2, 0]).existing();
    for (after, nth, last) in [
        (None, 7, Some(id_of(10))),
        (Some(id_of(10)), 11, Some(id_of(20))),
        (Some(id_of(20)), 21, None),
    ] {
        let step = SealStep {
            credentials: vec![credential_of(&company, nth)],
            last,
            ..SealStep::default()
        };
        stage
            .store
            .expect_walk_sealed_otherwise()
            .withf(move |_, _, from, _| *from == after)
            .times(1)
            .returning(move |_, _, _, _| Ok(step.clone()));
    }
    let events = Arc::new(Mutex::new(Vec::<AuditEventId>::new()));
    let noted = events.clone();
    stage
        .store
        .expect_replace_sealed()
        .times(3)
        .returning(move |rewrapped, _| {
            noted.lock().unwrap().push(rewrapped.event().id());
            Ok(1)
        });
    let ended = stage.opening_but(OpenError::Rejected, &[]).run().await;
    assert_eq!((ended.came_by, ended.moved), (3, 3));
    let events = events.lock().unwrap();
    assert_eq!(*events, vec![events[0]; 3]);
}

#[tokio::test]
async fn it_goes_through_the_store_again_but_not_for_ever() {
    let company = a_company();
    let both = vec![credential_of(&company, 7), credential_of(&company, 8)];
    let ended = Stage::with(&[company.id()], vec![2, 2, 2, 2, 2, 1])
        .existing()
        .opening_but(OpenError::Rejected, &[])
        .walking_by(company.id(), the_last(both))
        .moving()
        .run()
        .await;
    assert_eq!((ended.came_by, ended.moved, ended.left), (10, 10, 1));
}

#[tokio::test]
async fn a_company_in_which_others_seal_otherwise_faster_than_it_walks_holds_up_no_other() {
    let (company, other) = (a_company(), another_company());
    let both = [company.id(), other.id()];
    let mut stage = Stage::with(&both, vec![1, 2, 3, 4, 5, 6]).existing();
    let of_the_other = the_last(vec![credential_of(&other, 8)]);
    stage = stage.walking_by(other.id(), of_the_other);
    // Behind each there is another one.
    let id = credential_of(&company, 7).id();
    let step = SealStep {
        last: Some(id),
        ..the_last(vec![credential_of(&company, 7)])
    };
    stage
        .store
        .expect_walk_sealed_otherwise()
        .withf(move |of, _, _, _| *of == company.id())
        .returning(move |_, _, _, _| Ok(step.clone()));
    let ended = stage.opening_but(OpenError::Rejected, &[]).moving().run();
    let ended = ended.await;
    let of_the_other = 5;
    assert_eq!(ended.came_by, 2 + 3 + 4 + 5 + 6 + of_the_other);
    assert_eq!(ended.left, 6);
}
