//! What cannot be sealed anew, and steps that fail.

use pullkey_domain::stored::InconsistentRow;
use pullkey_storage::InsertError;

use super::*;
use crate::fixtures::LACKING;

#[tokio::test]
async fn what_does_not_open_is_told_once_and_holds_up_nothing() {
    let company = a_company();
    // Somebody else sealed one meanwhile, so that there is another way through the store.
    let mut stage = Stage::with(&[company.id()], vec![2, 2, 1]).existing();
    stage
        .opens
        .expect_record_use()
        .withf(|used| used.event().action() == Action::CredentialOpenFailed)
        .times(1)
        .returning(|_| Ok(()));
    let both = vec![credential_of(&company, 7), credential_of(&company, 8)];
    let ended = stage
        .opening_but(OpenError::Rejected, &[id_of(7)])
        .walking_by(company.id(), the_last(both))
        .moving()
        .run()
        .await;
    assert_eq!((ended.moved, ended.left), (2, 1));
    let altered = [(company.id(), id_of(7))].into();
    let failures = RewrapFailures {
        altered,
        ..RewrapFailures::default()
    };
    assert_eq!(ended.failures, failures);
}

#[tokio::test]
async fn keys_that_another_node_may_have_are_told_with_what_they_seal() {
    let company = a_company();
    let all = [7, 8, 9].map(|nth| credential_of(&company, nth));
    let ended = Stage::with(&[company.id()], vec![3, 2])
        .existing()
        .opening_but(OpenError::UnknownKey(LACKING), &[id_of(7), id_of(9)])
        .walking_by(company.id(), the_last(all.to_vec()))
        .moving()
        .run()
        .await;
    assert_eq!((ended.came_by, ended.moved, ended.left), (3, 1, 2));
    assert_eq!(ended.failures.missing, [(LACKING, 2)].into());
    assert!(ended.failures.altered.is_empty());
}

#[tokio::test]
async fn rows_that_break_a_rule_are_told_by_their_ids_and_hold_up_nothing() {
    let company = a_company();
    let step = SealStep {
        credentials: vec![credential_of(&company, 7)],
        corrupt: vec![id_of(8)],
        last: None,
    };
    let ended = Stage::with(&[company.id()], vec![2, 1])
        .existing()
        .opening_but(OpenError::Rejected, &[])
        .walking_by(company.id(), step)
        .moving()
        .run()
        .await;
    assert_eq!((ended.came_by, ended.moved, ended.left), (2, 1, 1));
    let altered = [(company.id(), id_of(8))].into();
    assert_eq!(ended.failures.altered, altered);
}

#[tokio::test]
async fn a_company_that_cannot_be_read_holds_up_no_other() {
    let (one, two) = (a_company(), another_company());
    let mut stage = Stage::with(&[one.id(), two.id()], vec![1, 0]);
    let (unreadable, other) = (one.id(), two.clone());
    stage.companies.expect_find().returning(move |id| {
        if id != unreadable {
            return Ok(Some(other.clone()));
        }
        let source = InconsistentRow::at("name");
        let table = "companies";
        Err(StoreError::Corrupt { table, source })
    });
    let ended = stage
        .opening_but(OpenError::Rejected, &[])
        .walking_by(two.id(), the_last(vec![credential_of(&two, 8)]))
        .moving()
        .run()
        .await;
    assert_eq!(ended.moved, 1);
    assert_eq!(ended.failures.unreadable, [one.id()].into());
}

#[tokio::test]
async fn a_company_that_is_deleted_meanwhile_is_no_failure() {
    let company = a_company();
    let mut stage = Stage::with(&[company.id()], vec![2, 0]).existing();
    stage
        .opens
        .expect_record_use()
        .returning(|_| Err(InsertError::CompanyGone));
    let step = SealStep {
        credentials: vec![credential_of(&company, 7), credential_of(&company, 8)],
        last: Some(id_of(8)),
        ..SealStep::default()
    };
    let ended = stage
        .opening_but(OpenError::Rejected, &[id_of(7)])
        .walking_by(company.id(), step)
        .run()
        .await;
    assert_eq!((ended.moved, ended.left), (0, 0));
    assert!(ended.failures.are_none());
}

#[tokio::test]
async fn a_step_that_failed_is_tried_again_under_the_same_event() {
    let company = a_company();
    let mut stage = Stage::with(&[company.id()], vec![2, 0]).existing();
    let events = Arc::new(Mutex::new(Vec::<AuditEventId>::new()));
    let noted = events.clone();
    stage
        .store
        .expect_replace_sealed()
        .times(2)
        .returning(move |rewrapped, credentials| {
            let mut events = noted.lock().unwrap();
            events.push(rewrapped.event().id());
            if events.len() == 1 {
                return Err(StoreError::OutcomeUnknown("cut off".into()));
            }
            Ok(credentials.len() as u64)
        });
    let both = vec![credential_of(&company, 7), credential_of(&company, 8)];
    let stage = stage
        .opening_but(OpenError::UnknownKey(LACKING), &[id_of(7)])
        .walking_by(company.id(), the_last(both));
    let rewrap = stage.rewrap().await;
    let mut run = rewrap.begin(by_an_operator()).await.unwrap();
    let failed = run.step().await;
    assert!(matches!(failed, Err(StoreError::OutcomeUnknown(_))));
    assert_eq!(run.moved(), 0);
    while run.step().await.unwrap().is_some() {}
    assert_eq!((run.moved(), run.left()), (1, 0));
    let events = events.lock().unwrap();
    assert_eq!(events[0], events[1]);
}
