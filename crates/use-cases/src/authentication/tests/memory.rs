//! Who is remembered, and until when.

use super::{
    bounds::{Gated, everybody_has_come, on, sent},
    *,
};

#[tokio::test]
async fn somebody_who_was_let_in_is_remembered_for_less_than_five_seconds() {
    let (authentication, clock) = authentication(holding(a_signed_key(), 2), trusting()).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    clock.advance(Duration::from_millis(4_999));
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    clock.advance(Duration::from_millis(1));
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_key_ends_on_time_although_it_is_remembered() {
    let end = Timestamp::parse("2025-01-30T00:00:02.000Z").unwrap();
    let (authentication, clock) =
        authentication(holding(a_signed_key_until(Some(end)), 2), trusting()).await;
    clock.advance(Duration::from_millis(1_999));
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_ok()
    );
    clock.advance(Duration::from_millis(1));
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}

#[tokio::test]
async fn a_refused_key_is_not_remembered() {
    let mut directory = MockApiKeyDirectory::new();
    directory
        .expect_find_by_handle()
        .times(2)
        .returning(|_| Ok(None));
    let mut authority = MockApiKeyAuthority::new();
    authority.expect_dummy_match().return_const(());
    let (authentication, _) = authentication(directory, authority).await;
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_err()
    );
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_epoch_that_moved_empties_the_memory_and_one_that_stands_does_not() {
    let mut directory = holding(a_signed_key(), 2);
    let mut epochs = vec![2, 1, 1, 1];
    directory
        .expect_epoch()
        .returning(move || Ok(AuthEpoch(epochs.pop().unwrap())));
    let (authentication, _) = authentication(directory, trusting()).await;
    for _ in 0..4 {
        authentication.follow_changes().await.unwrap();
        authentication
            .authenticate(&token(), somewhere())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_epoch_that_cannot_be_read_empties_the_memory() {
    let mut directory = holding(a_signed_key(), 2);
    directory
        .expect_epoch()
        .returning(|| Err(StoreError::Unavailable("down".into())));
    let (authentication, _) = authentication(directory, trusting()).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    assert!(authentication.follow_changes().await.is_err());
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_look_up_that_began_before_an_invalidation_is_not_remembered_after_it() {
    let (authentication, _) = authentication(holding(a_signed_key(), 1), trusting()).await;
    let began = authentication.cache.begin_load(Duration::ZERO);
    authentication.forget_everybody();
    let key = a_signed_key().into_unverified();
    let principal = Arc::new(Principal {
        key,
        company: a_company(),
    });
    let handle = *principal.key.handle();
    authentication.cache.keep(handle, &principal, began);
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_was_being_looked_up_during_an_invalidation_is_looked_up_again() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    for forget in [true, false] {
        let asked = store.asked();
        let first = sent(&authentication, token(), somewhere());
        everybody_has_come().await;
        if forget {
            authentication.forget_everybody();
        }
        store.gate.add_permits(2);
        assert!(first.await.unwrap().is_ok());
        let again = authentication.authenticate(&token(), somewhere()).await;
        assert!(again.is_ok());
        assert_eq!(store.asked() - asked, if forget { 2 } else { 1 });
        authentication.forget_everybody();
        store.gate.forget_permits(2);
    }
}
