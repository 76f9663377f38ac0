//! The epoch of keys, whose one row may be missing in a database that was restored by hand.

use pullkey_storage::{
    ApiKeyDirectory, AuthEpoch, Registration, RingKeyStore, contract::fixtures::a_ring_key,
};

use crate::place::{Place, a_stored_company};

#[tokio::test(flavor = "multi_thread")]
async fn an_epoch_without_its_row_is_the_first_and_is_raised_all_the_same() {
    let place = Place::new();
    let store = place.open().await;
    let forget = || place.query("DELETE FROM auth_epoch");
    forget();
    assert_eq!(store.epoch().await.unwrap(), AuthEpoch(0));
    a_stored_company(&store).await;
    assert_eq!(store.epoch().await.unwrap(), AuthEpoch(1));
    forget();
    let registered = store.register(vec![a_ring_key()], vec![]).await;
    assert_eq!(registered.unwrap(), Registration::Done);
    assert_eq!(store.epoch().await.unwrap(), AuthEpoch(1));
}
