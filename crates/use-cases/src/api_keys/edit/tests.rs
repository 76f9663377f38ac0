use std::time::Duration;

use pullkey_cipher::{MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, Escalation, ExpiryInPast, Permission},
    audit::Action,
    ring_key::RingKeyId,
};
use pullkey_storage::{ChangeKeyError, Managers, MockApiKeyStore, StoreError};

use super::*;
use crate::{
    LostAuthority, UnusableKey,
    fixtures::{
        KeyParts, LACKING, a_company, a_stored_key, another_key, finding, holder, operator,
        surroundings,
    },
};

const ALL: &str = "API_KEY:CREATE,API_KEY:DELETE,API_KEY:READ,API_KEY:UPDATE,AUDIT:READ,\
    DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:PULL,DOCKER_REGISTRY:READ,\
    DOCKER_REGISTRY:UPDATE,DOCKER_REGISTRY:VERIFY";

fn holding() -> MockApiKeyStore {
    let mut store = MockApiKeyStore::new();
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
}

/// That has the holder's own key, too.
fn of_both(own: &ApiKey) -> MockApiKeyStore {
    let mut store = finding(MockApiKeyStore::new(), own);
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
}

fn accepting_from(own: &ApiKey) -> MockApiKeyStore {
    let mut store = of_both(own);
    store.expect_update().times(1).returning(|_, _| Ok(()));
    store
}

fn accepting(action: Action) -> MockApiKeyStore {
    let mut store = holding();
    store
        .expect_update()
        .withf(move |changed, _| changed.event().action() == action)
        .times(1)
        .returning(|_, _| Ok(()));
    store
}

fn narrower() -> ApiKeyEdit {
    ApiKeyEdit {
        capabilities: "AUDIT:READ".parse().ok(),
        ..ApiKeyEdit::default()
    }
}

async fn edited(
    parts: KeyParts,
    authority: Authority,
    edit: ApiKeyEdit,
) -> Result<ApiKey, ChangeApiKeyError> {
    let api_keys = parts.api_keys().await;
    let id = a_stored_key().key.unverified().id();
    let edited = api_keys.edit(a_company().id(), authority, id, edit).await;
    edited.map(|it| it.key)
}

async fn switched(
    store: MockApiKeyStore,
    enabled: Option<bool>,
) -> Result<ApiKey, ChangeApiKeyError> {
    let api_keys = KeyParts::on(store).vouching().api_keys().await;
    let id = a_stored_key().key.unverified().id();
    let switched = api_keys
        .switch(a_company().id(), operator(), id, enabled)
        .await;
    switched.map(|it| it.key)
}

#[tokio::test]
async fn an_edit_is_stored_in_the_place_of_what_was_read() {
    let mut store = holding();
    store
        .expect_update()
        .withf(|changed, managers| {
            changed.replaces() == Some(a_stored_key().key.unverified().version())
                && changed.event().action() == Action::ApiKeyUpdate
                && *managers == Managers::NoneNeedRemain
        })
        .times(1)
        .returning(|_, _| Ok(()));
    let key = edited(KeyParts::on(store).vouching(), operator(), narrower()).await;
    assert_eq!(key.unwrap().capabilities().to_string(), "AUDIT:READ");
}

#[tokio::test]
async fn what_changes_nothing_asks_nothing_of_the_store() {
    let key = edited(
        KeyParts::on(holding()).vouching(),
        operator(),
        ApiKeyEdit::default(),
    )
    .await;
    assert_eq!(key.unwrap(), *a_stored_key().key.unverified());
    let key = switched(holding(), Some(true)).await;
    assert!(key.unwrap().is_enabled());
}

#[tokio::test]
async fn a_key_is_switched_to_the_side_that_was_asked_for_or_to_the_other_one() {
    for enabled in [Some(false), None] {
        let key = switched(accepting(Action::ApiKeyToggle), enabled).await;
        assert!(!key.unwrap().is_enabled());
    }
}

#[tokio::test]
async fn a_holder_changes_no_key_that_may_do_more_before_or_after() {
    for capabilities in ["API_KEY:UPDATE,AUDIT:READ", "API_KEY:UPDATE"] {
        let own = another_key(capabilities, None);
        let parts = KeyParts::on(of_both(&own)).vouching();
        let refused = edited(parts, holder(&own), narrower()).await;
        assert!(matches!(
            refused,
            Err(ChangeApiKeyError::Escalation(Escalation::Capabilities(_)))
        ));
    }
    let own = another_key(ALL, None);
    let parts = KeyParts::on(accepting_from(&own)).vouching();
    assert!(edited(parts, holder(&own), narrower()).await.is_ok());
}

#[tokio::test]
async fn a_holder_prolongs_no_key_beyond_the_end_of_its_own() {
    let in_ms = |millis| {
        surroundings()
            .clock
            .now()
            .after(Duration::from_millis(millis))
    };
    let own = another_key(ALL, Some(in_ms(10)));
    let ending = |end| ApiKeyEdit {
        expires_at: Some(end),
        ..ApiKeyEdit::default()
    };
    // It never ends, so this brings its end nearer.
    let parts = KeyParts::on(accepting_from(&own)).vouching();
    assert!(
        edited(parts, holder(&own), ending(Some(in_ms(99))))
            .await
            .is_ok()
    );
    let mut store = finding(MockApiKeyStore::new(), &own);
    store.expect_find().returning(move |_, _| {
        let mut stored = a_stored_key();
        stored.key = crate::fixtures::a_signed_key_until(Some(in_ms(5)));
        Ok(Some(stored))
    });
    let refused = edited(
        KeyParts::on(store).vouching(),
        holder(&own),
        ending(Some(in_ms(11))),
    );
    assert!(matches!(
        refused.await,
        Err(ChangeApiKeyError::Escalation(Escalation::Lifetime))
    ));
}

#[tokio::test]
async fn a_holder_leaves_one_that_manages() {
    let own = another_key(ALL, None);
    let authority = Some((own.id(), own.version()));
    let mut store = of_both(&own);
    store
        .expect_update()
        .withf(move |changed, managers| {
            *managers == Managers::OneMustRemain && changed.authority() == authority
        })
        .times(1)
        .returning(|_, _| Err(ChangeKeyError::LastManagingKey));
    let refused = edited(KeyParts::on(store).vouching(), holder(&own), narrower()).await;
    assert!(matches!(refused, Err(ChangeApiKeyError::LastManagingKey)));
}

#[tokio::test]
async fn an_end_that_is_past_is_refused() {
    let edit = ApiKeyEdit {
        expires_at: Some(Some(surroundings().clock.now())),
        ..ApiKeyEdit::default()
    };
    let refused = edited(KeyParts::on(holding()).vouching(), operator(), edit).await;
    assert!(matches!(
        refused,
        Err(ChangeApiKeyError::ExpiryInPast(ExpiryInPast))
    ));
}

#[tokio::test]
async fn what_was_altered_is_not_signed_anew() {
    let parts = KeyParts::on(holding()).refusing(RowMacError::Forged);
    let refused = edited(parts, operator(), narrower()).await;
    assert!(matches!(refused, Err(ChangeApiKeyError::Altered(_))));
    for (id, is_missing) in [(LACKING, true), (RingKeyId::new(99), false)] {
        let parts = KeyParts::on(holding()).refusing(RowMacError::MissingKey(MissingKey(id)));
        let refused = edited(parts, operator(), narrower()).await;
        let Err(ChangeApiKeyError::Pepper(unusable)) = refused else {
            panic!("it was changed");
        };
        assert_eq!(matches!(unusable, UnusableKey::Missing(_)), is_missing);
    }
}

#[tokio::test]
async fn a_change_by_others_in_between_is_built_upon_until_there_are_too_many() {
    let mut store = holding();
    store
        .expect_update()
        .times(4)
        .returning(|_, _| Err(ChangeKeyError::Stale));
    let refused = edited(KeyParts::on(store).vouching(), operator(), narrower()).await;
    assert!(matches!(refused, Err(ChangeApiKeyError::Conflict)));
}

#[tokio::test]
async fn a_change_that_may_have_been_stored_does_not_start_over() {
    let mut store = holding();
    store
        .expect_update()
        .times(1)
        .returning(|_, _| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
    let unknown = edited(KeyParts::on(store).vouching(), operator(), narrower()).await;
    assert!(matches!(
        unknown,
        Err(ChangeApiKeyError::Store(StoreError::OutcomeUnknown(_)))
    ));
}

#[tokio::test]
async fn a_key_that_is_not_there_is_told() {
    let mut store = MockApiKeyStore::new();
    store.expect_find().returning(|_, _| Ok(None));
    let refused = edited(KeyParts::on(store), operator(), narrower()).await;
    assert!(matches!(refused, Err(ChangeApiKeyError::NotFound)));
}

#[tokio::test]
async fn whoever_lost_their_key_or_its_permission_meanwhile_changes_nothing() {
    let own = another_key(ALL, None);
    let narrowed = another_key("API_KEY:READ", None);
    let mut gone = MockApiKeyStore::new();
    gone.expect_find().returning(|_, _| Ok(None));
    let lost = |refused| match refused {
        Err(ChangeApiKeyError::Authority(lost)) => lost,
        other => panic!("{other:?}"),
    };
    let refused = edited(KeyParts::on(gone).vouching(), holder(&own), narrower()).await;
    assert!(matches!(lost(refused), LostAuthority::Refused));
    let parts = KeyParts::on(of_both(&narrowed)).vouching();
    let refused = edited(parts, holder(&own), narrower()).await;
    let lacks = Permission::ApiKeyUpdate;
    assert!(matches!(lost(refused), LostAuthority::Lacks(it) if it == lacks));
}

#[tokio::test]
async fn a_token_that_was_rotated_away_meanwhile_changes_nothing() {
    let own = another_key(ALL, None);
    let parts = KeyParts::on(of_both(&own)).recognising(false).vouching();
    let refused = edited(parts, holder(&own), narrower()).await;
    assert!(matches!(
        refused,
        Err(ChangeApiKeyError::Authority(LostAuthority::Refused))
    ));
}
