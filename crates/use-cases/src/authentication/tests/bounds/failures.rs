//! What counts as a failure, and what many of them come to.

use super::*;

#[tokio::test]
async fn a_network_that_failed_sixty_times_within_a_minute_is_told_when_it_may_again() {
    let store = Gated::letting(usize::MAX >> 4);
    let (authentication, clock) = on(&store).await;
    fail(&authentication, 59, somewhere()).await;
    clock.advance(Duration::from_secs(10));
    fail(&authentication, 1, somewhere()).await;
    let wait = is_told_to_wait(&authentication, &unknown(60)).await;
    assert_eq!(wait, Some(Duration::from_secs(50)));
    assert_eq!(store.asked(), 60, "it costs no look-up");
    fail(&authentication, 1, network(2)).await;

    clock.advance(Duration::from_secs(50));
    fail(&authentication, 59, somewhere()).await;
    let wait = is_told_to_wait(&authentication, &unknown(60)).await;
    assert_eq!(wait, Some(Duration::from_secs(10)));
}

#[tokio::test]
async fn a_key_that_was_valid_within_the_hour_is_looked_up_wherever_it_comes_from() {
    let store = Gated::letting(usize::MAX >> 4);
    let (authentication, clock) = on(&store).await;
    let elsewhere = network(2);
    authentication
        .authenticate(&token(), elsewhere)
        .await
        .unwrap();
    clock.advance(Duration::from_mins(59));
    fail(&authentication, 60, somewhere()).await;
    assert!(
        is_told_to_wait(&authentication, &unknown(60))
            .await
            .is_some()
    );
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_ok()
    );
    assert_eq!(store.asked(), 62);

    clock.advance(Duration::from_hours(1));
    fail(&authentication, 60, somewhere()).await;
    assert!(is_told_to_wait(&authentication, &token()).await.is_some());
    assert!(
        authentication
            .authenticate(&token(), elsewhere)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn wrong_secrets_of_a_handle_that_was_never_valid_are_failures() {
    let (authentication, _) = on(&Gated::letting(usize::MAX >> 4)).await;
    for _ in 0..60 {
        let refused = authentication.authenticate(&wrong(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Refused)));
    }
    assert!(is_told_to_wait(&authentication, &wrong()).await.is_some());
}

#[tokio::test]
async fn wrong_secrets_of_a_handle_that_was_valid_are_failures_and_yet_looked_up() {
    let (authentication, clock) = on(&Gated::letting(usize::MAX >> 4)).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    for _ in 0..100 {
        let refused = authentication.authenticate(&wrong(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Refused)));
    }
    let waits = is_told_to_wait(&authentication, &unknown(1)).await;
    assert!(waits.is_some());

    clock.advance(Duration::from_hours(1));
    for _ in 0..60 {
        authentication
            .authenticate(&wrong(), somewhere())
            .await
            .unwrap_err();
    }
    let waits = is_told_to_wait(&authentication, &wrong()).await;
    assert!(waits.is_some());
}

#[tokio::test]
async fn a_token_that_was_valid_within_the_hour_and_is_revoked_holds_nobody_back() {
    let mut directory = MockApiKeyDirectory::new();
    let mut left = vec![None; 101];
    left.push(Some(KeyWithCompany {
        key: a_signed_key(),
        company: a_company(),
    }));
    directory
        .expect_find_by_handle()
        .returning(move |_| Ok(left.pop().flatten()));
    let mut authority = trusting();
    authority.expect_dummy_match().return_const(());
    let (authentication, _) = authentication(directory, authority).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    authentication.forget_everybody();
    for _ in 0..100 {
        let refused = authentication.authenticate(&token(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Refused)));
    }
    fail(&authentication, 1, somewhere()).await;
}

#[tokio::test]
async fn wrong_secrets_of_a_handle_make_nobody_forget_its_holder() {
    let store = Gated::letting(usize::MAX >> 4);
    let (authentication, _) = on(&store).await;
    let holder = async || authentication.authenticate(&token(), somewhere()).await;
    let first = holder().await.unwrap();
    authentication
        .authenticate(&wrong(), somewhere())
        .await
        .unwrap_err();
    assert!(
        Arc::ptr_eq(&first, &holder().await.unwrap()),
        "looked up again"
    );
}

#[tokio::test]
async fn who_is_remembered_is_let_in_whatever_failed() {
    let store = Gated::letting(usize::MAX >> 4);
    let (authentication, _) = on(&store).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    fail(&authentication, 60, somewhere()).await;
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_ok()
    );
    assert_eq!(store.asked(), 61);
}

#[tokio::test]
async fn malformed_keys_are_no_failures() {
    let (authentication, _) = on(&Gated::letting(usize::MAX >> 4)).await;
    for _ in 0..100 {
        let refused = authentication.authenticate("plk_typo", somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Refused)));
    }
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_forged_row_is_a_failure() {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|_| Err(RowMacError::Forged));
    let (authentication, _) = authentication(holding(a_signed_key(), 60), authority).await;
    for _ in 0..60 {
        let refused = authentication.authenticate(&token(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Forged(_))));
    }
    assert!(is_told_to_wait(&authentication, &token()).await.is_some());
}

#[tokio::test]
async fn a_look_up_that_the_client_hangs_up_on_is_a_failure_unless_his_token_was_valid() {
    let store = Gated::letting(1);
    let (authentication, _) = on(&store).await;
    authentication
        .authenticate(&token(), network(2))
        .await
        .unwrap();
    authentication.forget_everybody();
    let hang_up = async |token| {
        let asked = store.asked();
        let client = sent(&authentication, token, somewhere());
        everybody_has_come().await;
        assert_eq!(store.asked(), asked + 1);
        client.abort();
        client.await.unwrap_err();
    };
    for _ in 0..100 {
        hang_up(token()).await;
    }
    for number in 0..60 {
        hang_up(unknown(number)).await;
    }
    let waits = is_told_to_wait(&authentication, &unknown(60)).await;
    assert!(waits.is_some());
}

#[tokio::test]
async fn what_cannot_be_decided_is_no_failure() {
    let mut directory = MockApiKeyDirectory::new();
    directory
        .expect_find_by_handle()
        .times(100)
        .returning(|_| Err(StoreError::Unavailable("down".into())));
    let (down, _) = authentication(directory, trusting()).await;
    let (keyless, _) = authentication(holding(a_signed_key(), 100), without_the_pepper()).await;
    for _ in 0..100 {
        let refused = down.authenticate(&token(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Store(_))));
        let refused = keyless.authenticate(&token(), somewhere()).await;
        assert!(matches!(refused, Err(AuthenticationError::Pepper(_))));
    }
}
