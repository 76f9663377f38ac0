//! What the store is told of the use of keys.

use super::*;

fn an_id(number: usize) -> ApiKeyId {
    let text = format!("0198f2c1-0000-7000-8000-{number:012x}");
    ApiKeyId::parse(&text).unwrap()
}

#[tokio::test]
async fn uses_are_told_once_for_each_key_with_the_latest_moment() {
    let mut directory = holding(a_signed_key(), 1);
    let last = StillClock::default().now().after(Duration::from_secs(2));
    directory
        .expect_record_uses()
        .withf(move |uses| {
            let [used] = uses.as_slice() else {
                return false;
            };
            used.company == a_company().id()
                && used.key == a_signed_key().unverified().id()
                && used.at == last
        })
        .times(1)
        .returning(|_| Ok(()));
    let (authentication, clock) = authentication(directory, trusting()).await;
    for _ in 0..3 {
        authentication
            .authenticate(&token(), somewhere())
            .await
            .unwrap();
        clock.advance(Duration::from_secs(1));
    }
    authentication.tell_uses().await.unwrap();
    authentication.tell_uses().await.unwrap();
}

#[tokio::test]
async fn uses_that_could_not_be_told_are_told_the_next_time() {
    let mut directory = holding(a_signed_key(), 1);
    let mut order = mockall::Sequence::new();
    directory
        .expect_record_uses()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Err(StoreError::Unavailable("down".into())));
    directory
        .expect_record_uses()
        .withf(|uses| uses.len() == 1)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(()));
    let (authentication, _) = authentication(directory, trusting()).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    assert!(authentication.tell_uses().await.is_err());
    authentication.tell_uses().await.unwrap();
}

#[tokio::test]
async fn uses_are_told_in_batches_and_only_those_again_that_were_not_told() {
    let mut directory = MockApiKeyDirectory::new();
    let mut order = mockall::Sequence::new();
    for (length, is_told) in [(BATCH, true), (1, false), (1, true)] {
        directory
            .expect_record_uses()
            .withf(move |uses| uses.len() == length)
            .times(1)
            .in_sequence(&mut order)
            .returning(move |_| {
                let down = StoreError::Unavailable("down".into());
                is_told.then_some(()).ok_or(down)
            });
    }
    let (authentication, clock) = authentication(directory, trusting()).await;
    for number in 0..=BATCH {
        let key = (a_company().id(), an_id(number));
        authentication.uses.note(key, clock.now());
    }
    assert!(authentication.tell_uses().await.is_err());
    authentication.tell_uses().await.unwrap();
    authentication.tell_uses().await.unwrap();
}

#[tokio::test]
async fn who_is_refused_uses_nothing() {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|sealed| Ok(sealed.into_unverified()));
    authority.expect_matches().returning(|_, _, _| Ok(None));
    let (authentication, _) = authentication(holding(a_signed_key(), 1), authority).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap_err();
    authentication.tell_uses().await.unwrap();
}

#[tokio::test]
async fn to_find_out_whose_a_token_is_is_no_use() {
    let (authentication, _) = authentication(holding(a_signed_key(), 1), trusting()).await;
    let found = authentication.identify(&token(), somewhere()).await;
    assert!(found.is_ok());
    authentication.tell_uses().await.unwrap();
}

#[tokio::test]
async fn what_was_being_told_when_that_was_cut_off_is_told_the_next_time() {
    let mut directory = holding(a_signed_key(), 1);
    directory
        .expect_record_uses()
        .withf(|uses| uses.len() == 1)
        .times(1)
        .returning(|_| Ok(()));
    let (authentication, _) = authentication(directory, trusting()).await;
    authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    // As by somebody who did not wait for the answer.
    assert_eq!(authentication.uses.untold().len(), 1);
    authentication.tell_uses().await.unwrap();
    assert_eq!(authentication.uses.untold(), []);
}
