//! The last key that can make others, beside changes of other nodes.

use std::sync::Arc;

use pullkey_domain::audit::Recorded;
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, ApiKeyUse, ChangeKeyError, Managers,
    contract::fixtures::{a_moment, an_act, an_api_key, deletion_of, switch_of},
};

use crate::place::{Place, a_stored_company};

/// What another node does to the other key.
const CHANGES: [&str; 3] = [
    "UPDATE api_keys SET enabled = false",
    "UPDATE api_keys SET capabilities = 'AUDIT:READ,API_KEY:UPDATE'",
    "DELETE FROM api_keys",
];

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_managing_key_waits_for_what_becomes_of_the_others() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let elsewhere = place.session().await;
    for (nth, change) in CHANGES.into_iter().enumerate() {
        for (end, is_last) in [("ROLLBACK", false), ("COMMIT", true)] {
            let company = a_stored_company(&store).await;
            let keys = [an_api_key(), an_api_key()].map(|key| key.of(&company).recorded());
            for key in &keys {
                ApiKeyStore::insert(&*store, key, None).await.unwrap();
            }
            let [key, other] = keys.map(Recorded::into_subject);
            let id = other.unverified().id();
            let change = format!("BEGIN; {change} WHERE id = '{id}'");
            elsewhere.batch_execute(&change).await.unwrap();
            let taking = tokio::spawn({
                let store = store.clone();
                async move {
                    if nth == 0 {
                        let deletion = deletion_of(&key);
                        ApiKeyStore::delete(&*store, &deletion, Managers::OneMustRemain).await
                    } else {
                        let off = switch_of(&key, false, an_act(a_moment()));
                        ApiKeyStore::update(&*store, &off, Managers::OneMustRemain).await
                    }
                }
            });
            place.wait_until_a_session_waits();
            elsewhere.batch_execute(end).await.unwrap();
            let taken = taking.await.unwrap();
            let refused = matches!(taken, Err(ChangeKeyError::LastManagingKey));
            assert_eq!(refused, is_last, "{change} {end}: {taken:?}");
            assert!(refused || taken.is_ok(), "{change} {end}: {taken:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uses_that_two_nodes_tell_of_the_same_keys_never_wait_for_each_other() {
    let place = Place::new();
    let stores = [place.open().await, place.open().await];
    let company = a_stored_company(&stores[0]).await;
    let mut keys = Vec::new();
    for _ in 0..200 {
        let key = an_api_key().of(&company).recorded();
        ApiKeyStore::insert(&stores[0], &key, None).await.unwrap();
        keys.push(key.subject().unverified().id());
    }
    let uses = |seconds: u64, order: fn(&mut Vec<ApiKeyUse>)| {
        let at = a_moment().after(std::time::Duration::from_secs(seconds));
        let company = company.id();
        let mut uses: Vec<_> = keys
            .iter()
            .map(|&key| ApiKeyUse { company, key, at })
            .collect();
        order(&mut uses);
        uses
    };
    for round in 0..20 {
        let (forward, backward) = (uses(round, |_| ()), uses(round, |uses| uses.reverse()));
        let (first, second) = tokio::join!(
            stores[0].record_uses(forward),
            stores[1].record_uses(backward)
        );
        first.unwrap();
        second.unwrap();
    }
}
