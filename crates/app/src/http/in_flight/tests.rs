use uuid::Uuid;

use super::*;

fn company(number: u128) -> CompanyId {
    CompanyId::from_uuid(Uuid::from_u128(number))
}

impl RequestsInFlight {
    fn worked_on(&self) -> MutexGuard<'_, Counts> {
        self.counts(Stage::WorkedOn).unwrap()
    }
}

#[test]
fn a_company_has_half_of_what_all_have() {
    let requests = Arc::new(RequestsInFlight::at_most(4));
    let begun: Vec<_> = (0..4).map(|_| requests.clone().begin().unwrap()).collect();
    assert!(requests.clone().begin().is_err());
    let charged: Vec<_> = begun.iter().map(|it| it.charge(company(1))).collect();
    assert_eq!(
        charged,
        [Ok(()), Ok(()), Err(Full::Company), Err(Full::Company)]
    );
    assert!(begun[2].charge(company(2)).is_ok());
    drop(begun);
    assert!(requests.worked_on().of_companies.is_empty());
    assert_eq!(requests.worked_on().of_all, 0);
    assert!(requests.begin().is_ok());
}

#[test]
fn one_that_waits_for_its_client_leaves_its_place_to_others() {
    let requests = Arc::new(RequestsInFlight::at_most(2));
    let waiting = requests.clone().begin().unwrap();
    waiting.charge(company(1)).unwrap();
    waiting.go_on_to(Stage::Aside).unwrap();
    let others: Vec<_> = (0..2).map(|_| requests.clone().begin().unwrap()).collect();
    assert_eq!(others[0].charge(company(1)), Ok(()));
    assert_eq!(waiting.go_on_to(Stage::WorkedOn), Err(Full::Node));
    drop(others);
    assert_eq!(waiting.go_on_to(Stage::WorkedOn), Ok(()));
    drop(waiting);
    let gone = requests.clone().begin().unwrap();
    gone.go_on_to(Stage::Aside).unwrap();
    drop(gone);
    assert!(requests.worked_on().of_companies.is_empty());
    assert_eq!(requests.worked_on().of_all, 0);
}

#[test]
fn answers_that_nobody_reads_keep_only_other_large_ones_out() {
    let requests = Arc::new(RequestsInFlight::at_most(4));
    let begin = || {
        let begun = requests.clone().begin().unwrap();
        begun.charge(company(1)).unwrap();
        begun
    };
    let unread: Vec<_> = (0..2).map(|_| begin()).collect();
    for it in &unread {
        it.go_on_to(Stage::Unread).unwrap();
    }
    let other = begin();
    assert_eq!(other.go_on_to(Stage::Unread), Err(Full::Company));
    drop(unread);
    assert_eq!(other.go_on_to(Stage::Unread), Ok(()));
    assert_eq!(requests.worked_on().of_all, 0);
}

#[test]
fn one_request_is_worked_on_however_small_the_bound() {
    let requests = Arc::new(RequestsInFlight::at_most(1));
    let begun = requests.begin().unwrap();
    assert!(begun.charge(company(1)).is_ok());
}
