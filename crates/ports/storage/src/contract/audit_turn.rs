//! Rules of [`AuditChain`](crate::AuditChain) about whose turn it is to seal.

use super::{
    a_stored_company,
    fixtures::{a_growth, a_moment, a_sealer, an_act, created, end_of, sealed, unsealed_of},
};
use crate::Store;

/// So that the work is not done twice.
pub async fn whoever_has_the_turn_keeps_it_and_others_do_nothing(store: &dyn Store) {
    let (one, two) = (a_sealer(), a_sealer());
    let chain = store.audit_chain();
    for sealer in [one, two] {
        assert!(!chain.is_others_turn(sealer).await.unwrap());
    }
    let company = a_stored_company(store).await;
    sealed(store, one, company.id()).await;
    assert!(!chain.is_others_turn(one).await.unwrap());
    assert!(chain.is_others_turn(two).await.unwrap());
    created(store, &company, an_act(a_moment())).await;
    let unsealed = unsealed_of(store, company.id()).await;
    let from = end_of(store, company.id()).await.head;
    let growth = a_growth(company.id(), from, &unsealed);
    let grown = chain.grow(two, vec![growth.clone()]).await;
    assert_eq!(grown.unwrap(), []);
    assert_eq!(unsealed_of(store, company.id()).await, unsealed);
    let grown = chain.grow(one, vec![growth]).await;
    assert_eq!(grown.unwrap(), [company.id()]);
}

/// Who leaves it has nothing more to do; and it is no other's to end.
pub async fn a_turn_ends_when_whoever_has_it_leaves_it(store: &dyn Store) {
    let (one, two) = (a_sealer(), a_sealer());
    let chain = store.audit_chain();
    chain.leave_turn(one).await.unwrap();
    let company = a_stored_company(store).await;
    sealed(store, one, company.id()).await;
    chain.leave_turn(two).await.unwrap();
    assert!(chain.is_others_turn(two).await.unwrap());
    chain.leave_turn(one).await.unwrap();
    assert!(!chain.is_others_turn(two).await.unwrap());
    created(store, &company, an_act(a_moment())).await;
    sealed(store, two, company.id()).await;
    assert!(chain.is_others_turn(one).await.unwrap());
}
