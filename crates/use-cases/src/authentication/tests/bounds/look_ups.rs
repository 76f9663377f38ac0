//! How many keys are looked up at once.

use pullkey_storage::Deadline;

use super::{super::super::look_ups::Party, *};

#[tokio::test]
async fn sixteen_are_looked_up_at_once_and_a_hundred_wait() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    let mut waiting = Vec::new();
    for number in 0..116 {
        // Each from a network of its own.
        let from = network(u32::try_from(number).unwrap());
        waiting.push(sent(&authentication, unknown(number), from));
    }
    everybody_has_come().await;
    assert_eq!(store.asked(), 16);
    let refused = sent(&authentication, unknown(116), network(116)).await;
    assert!(matches!(
        refused.unwrap(),
        Err(AuthenticationError::TooManyLookUps)
    ));

    store.gate.add_permits(116);
    for answer in waiting {
        let answer = answer.await.unwrap();
        assert!(matches!(answer, Err(AuthenticationError::Refused)));
    }
    assert_eq!(store.asked(), 116);
}

#[tokio::test]
async fn whoever_waited_while_others_of_his_network_failed_is_not_looked_up() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    let waiting: Vec<_> = (0..116)
        .map(|number| sent(&authentication, unknown(number), somewhere()))
        .collect();
    everybody_has_come().await;
    store.gate.add_permits(116);
    let mut told = 0;
    for answer in waiting {
        match answer.await.unwrap() {
            Err(AuthenticationError::TooManyFailures { .. }) => told += 1,
            answer => assert!(matches!(answer, Err(AuthenticationError::Refused))),
        }
    }
    assert_eq!(told, 116 - store.asked());
    // Those count that were under way with the sixtieth.
    assert!((60..60 + 16).contains(&store.asked()), "{}", store.asked());
}

#[tokio::test]
async fn a_turn_is_waited_for_until_the_deadline_of_the_request() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    let running: Vec<_> = (0..16)
        .map(|number| sent(&authentication, unknown(number), somewhere()))
        .collect();
    everybody_has_come().await;
    let (deadline, token) = (Deadline::after(Duration::from_millis(10)), token());
    let late = deadline.bounding(authentication.authenticate(&token, somewhere()));
    assert!(matches!(
        late.await,
        Err(AuthenticationError::Store(StoreError::Unavailable(_)))
    ));
    store.gate.add_permits(17);
    for answer in running {
        assert!(answer.await.unwrap().is_err());
    }
    assert!(
        authentication
            .authenticate(&token, somewhere())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn many_who_send_one_valid_key_at_once_cost_one_look_up() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    let waiting: Vec<_> = (0..500)
        .map(|_| sent(&authentication, token(), somewhere()))
        .collect();
    everybody_has_come().await;
    store.gate.add_permits(1);
    for answer in waiting {
        assert!(answer.await.unwrap().is_ok());
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_takes_turns_with_others_that_are_until_it_is_valid_again() {
    let mut directory = MockApiKeyDirectory::new();
    let known = KeyWithCompany {
        key: a_signed_key(),
        company: a_company(),
    };
    let mut answers = vec![Some(known.clone()), None, Some(known)];
    directory
        .expect_find_by_handle()
        .returning(move |_| Ok(answers.pop().flatten()));
    let (authentication, _) = authentication(directory, comparing()).await;
    let mark = authentication
        .marker
        .mark(&ApiKeyToken::parse(&token()).unwrap());
    let (by_itself, with_others) = (Party::Token(mark), Party::Refused(somewhere()));
    let party = || authentication.party(mark, somewhere());
    assert_eq!(party(), Party::Network(somewhere()));
    for expected in [by_itself, with_others, by_itself] {
        authentication.forget_everybody();
        let _ = authentication.authenticate(&token(), somewhere()).await;
        assert_eq!(party(), expected);
    }
}

#[tokio::test]
async fn nobody_waits_for_the_look_up_of_another_secret_of_his_handle() {
    let store = Gated::letting(0);
    let (authentication, _) = on(&store).await;
    let stranger = sent(&authentication, wrong(), somewhere());
    everybody_has_come().await;
    let holder = sent(&authentication, token(), somewhere());
    everybody_has_come().await;
    assert_eq!(store.asked(), 2);
    store.gate.add_permits(2);
    assert!(stranger.await.unwrap().is_err());
    assert!(holder.await.unwrap().is_ok());
}
