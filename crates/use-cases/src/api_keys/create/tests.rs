use pullkey_domain::{
    audit::{Action, Actor},
    idempotency::{Fingerprint, IdempotencyRecord, KeptAnswer},
    ring_key::RingKeyId,
};
use pullkey_storage::MockApiKeyStore;

use super::*;
use crate::fixtures::{
    KeyParts, a_company, a_row_mac, another_key, finding, holder, operator, surroundings,
};

fn command(capabilities: &str, expires_at: Option<Timestamp>) -> CreateApiKey {
    CreateApiKey {
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: capabilities.parse().unwrap(),
        expires_at,
    }
}

fn attempt() -> IdempotencyKey {
    IdempotencyKey::parse("key-for-ci").unwrap()
}

async fn created(
    parts: KeyParts,
    authority: Authority,
    command: CreateApiKey,
    attempt: Option<IdempotencyKey>,
) -> Result<IssuedApiKey, CreateApiKeyError> {
    let api_keys = parts.vouching().api_keys().await;
    api_keys
        .create(a_company().id(), authority, command, attempt)
        .await
}

#[tokio::test]
async fn the_stored_key_has_a_verifier_and_a_row_mac_but_no_token() {
    let mut store = MockApiKeyStore::new();
    store
        .expect_insert()
        .withf(|created, claim| {
            let sealed = created.subject();
            sealed.mac() == &a_row_mac()
                && sealed.unverified().verifier().mac() == &[8; 32]
                && created.event().action() == Action::ApiKeyCreate
                && claim.is_none()
        })
        .times(1)
        .returning(|_, _| Ok(Inserted::Stored));
    let issued = created(
        KeyParts::on(store),
        operator(),
        command("AUDIT:READ", None),
        None,
    );
    let issued = issued.await.unwrap();
    assert_eq!(issued.key.handle(), &issued.token.handle());
}

#[tokio::test]
async fn a_key_that_would_have_ended_is_refused_before_the_store_is_asked() {
    let parts = KeyParts::on(MockApiKeyStore::new());
    let now = surroundings().clock.now();
    let refused = created(parts, operator(), command("AUDIT:READ", Some(now)), None).await;
    assert!(matches!(refused, Err(CreateApiKeyError::ExpiryInPast(_))));
}

#[tokio::test]
async fn a_holder_makes_no_key_that_may_do_more_or_ends_later_than_its_own() {
    let later = |millis| {
        surroundings()
            .clock
            .now()
            .after(std::time::Duration::from_millis(millis))
    };
    let own = another_key("API_KEY:CREATE,AUDIT:READ", Some(later(10)));
    for (capabilities, end, escalation) in [
        (
            "AUDIT:READ,DOCKER_REGISTRY:READ",
            Some(later(10)),
            Escalation::Capabilities(Permission::CredentialRead),
        ),
        ("AUDIT:READ", Some(later(11)), Escalation::Lifetime),
        ("AUDIT:READ", None, Escalation::Lifetime),
    ] {
        let parts = KeyParts::on(finding(MockApiKeyStore::new(), &own));
        let refused = created(parts, holder(&own), command(capabilities, end), None).await;
        assert!(
            matches!(refused, Err(CreateApiKeyError::Escalation(it)) if it == escalation),
            "{capabilities}"
        );
    }
    let mut store = finding(MockApiKeyStore::new(), &own);
    let actor = Actor::ApiKey(own.id());
    store
        .expect_insert()
        .withf(move |created, _| *created.event().actor() == actor)
        .returning(|_, _| Ok(Inserted::Stored));
    let parts = KeyParts::on(store);
    let made = created(
        parts,
        holder(&own),
        command("AUDIT:READ", Some(later(10))),
        None,
    )
    .await;
    assert!(made.is_ok());
}

#[tokio::test]
async fn what_is_remembered_of_an_attempt_names_the_key_and_holds_no_token() {
    let mut store = MockApiKeyStore::new();
    store
        .expect_insert()
        .withf(|created, claim| {
            let claim = claim.as_ref().unwrap();
            let id = created.subject().unverified().id().to_string();
            *claim.key() == attempt() && claim.answer().body == id.as_bytes()
        })
        .times(1)
        .returning(|_, _| Ok(Inserted::Stored));
    let parts = KeyParts::on(store).fingerprinting(true);
    let made = created(
        parts,
        operator(),
        command("AUDIT:READ", None),
        Some(attempt()),
    )
    .await;
    assert!(made.is_ok());
}

fn record(body: &[u8]) -> IdempotencyRecord {
    let fingerprint = Fingerprint::new(RingKeyId::new(4), [8; 32]);
    let answer = KeptAnswer {
        status: 409,
        body: body.to_vec(),
    };
    let now = surroundings().clock.now();
    IdempotencyRecord::new(attempt(), fingerprint, answer, now)
}

fn remembering(body: &[u8]) -> MockApiKeyStore {
    let record = record(body);
    let mut store = MockApiKeyStore::new();
    store
        .expect_insert()
        .returning(move |_, _| Ok(Inserted::Remembered(record.clone())));
    store
}

#[tokio::test]
async fn a_repeat_is_told_which_key_was_made_as_its_token_is_not_there_any_more() {
    let made = another_key("AUDIT:READ", None).id();
    let parts = KeyParts::on(remembering(made.to_string().as_bytes())).fingerprinting(true);
    let again = created(
        parts,
        operator(),
        command("AUDIT:READ", None),
        Some(attempt()),
    )
    .await;
    assert!(matches!(again, Err(CreateApiKeyError::AlreadyIssued(id)) if id == made));
}

#[tokio::test]
async fn another_payload_under_the_same_name_is_refused() {
    let parts = KeyParts::on(remembering(b"")).fingerprinting(false);
    let again = created(
        parts,
        operator(),
        command("AUDIT:READ", None),
        Some(attempt()),
    )
    .await;
    assert!(matches!(
        again,
        Err(CreateApiKeyError::Repeat(RepeatError::KeyReused))
    ));
}

#[test]
fn every_field_is_part_of_the_payload() {
    let now = surroundings().clock.now();
    let company = a_company().id();
    let first = command("AUDIT:READ", None).payload(company);
    let renamed = CreateApiKey {
        name: ApiKeyName::parse("ci").unwrap(),
        ..command("AUDIT:READ", None)
    };
    for other in [
        renamed.payload(company),
        command("API_KEY:READ", None).payload(company),
        command("AUDIT:READ", Some(now)).payload(company),
        command("AUDIT:READ", None).payload(crate::fixtures::another_company().id()),
    ] {
        assert_ne!(other, first);
    }
    assert_eq!(command("AUDIT:READ", None).payload(company), first);
}

#[tokio::test]
async fn a_company_that_is_gone_is_told() {
    let mut store = MockApiKeyStore::new();
    store
        .expect_insert()
        .returning(|_, _| Err(InsertError::CompanyGone));
    let refused = created(
        KeyParts::on(store),
        operator(),
        command("AUDIT:READ", None),
        None,
    )
    .await;
    assert!(matches!(
        refused,
        Err(CreateApiKeyError::Insert(InsertError::CompanyGone))
    ));
}

#[tokio::test]
async fn what_was_made_is_told_although_it_could_not_be_made_any_more() {
    let made = another_key("AUDIT:READ", None).id();
    let now = surroundings().clock.now();
    let weak = another_key("API_KEY:CREATE", None);
    for (authority, end) in [(operator(), Some(now)), (holder(&weak), None)] {
        let mut store = finding(MockApiKeyStore::new(), &weak);
        let record = record(made.to_string().as_bytes());
        store
            .expect_recall()
            .withf(|company, key, _| *company == a_company().id() && *key == attempt())
            .times(1)
            .returning(move |_, _, _| Ok(Some(record.clone())));
        let parts = KeyParts::on(store).fingerprinting(true);
        let command = command("AUDIT:READ", end);
        let again = created(parts, authority, command, Some(attempt())).await;
        assert!(matches!(again, Err(CreateApiKeyError::AlreadyIssued(id)) if id == made));
    }
}

#[tokio::test]
async fn what_a_key_decided_is_decided_anew_when_that_key_was_changed_in_between() {
    let own = another_key("API_KEY:CREATE,AUDIT:READ", None);
    let authority = Some((own.id(), own.version()));
    let mut store = finding(MockApiKeyStore::new(), &own);
    let mut order = mockall::Sequence::new();
    store
        .expect_insert()
        .withf(move |created, _| created.authority() == authority)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Err(InsertError::AuthorityStale));
    store
        .expect_insert()
        .withf(move |created, _| created.authority() == authority)
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Inserted::Stored));
    let command = command("AUDIT:READ", None);
    let made = created(KeyParts::on(store), holder(&own), command, None).await;
    assert!(made.is_ok());
}

#[tokio::test]
async fn a_key_that_others_change_each_time_in_between_is_no_lost_authority() {
    let own = another_key("API_KEY:CREATE,AUDIT:READ", None);
    let made = another_key("AUDIT:READ", None).id();
    for earlier in [None, Some(record(made.to_string().as_bytes()))] {
        let was_made = earlier.is_some();
        let mut store = finding(MockApiKeyStore::new(), &own);
        store
            .expect_insert()
            .times(ATTEMPTS)
            .returning(|_, _| Err(InsertError::AuthorityStale));
        store
            .expect_recall()
            .times(1)
            .returning(move |_, _, _| Ok(earlier.clone()));
        let parts = KeyParts::on(store).fingerprinting(true);
        let command = command("AUDIT:READ", None);
        let refused = created(parts, holder(&own), command, Some(attempt())).await;
        match refused {
            Err(CreateApiKeyError::AlreadyIssued(id)) => assert!(was_made && id == made),
            refused => assert!(matches!(refused, Err(CreateApiKeyError::Conflict)) && !was_made),
        }
    }
}

#[test]
fn a_payload_has_room_for_any_number_of_capabilities() {
    let narrowed: Vec<_> = (0..2_000)
        .map(|number| format!("DOCKER_REGISTRY:READ@0198f2c1-0000-7000-8000-{number:012x}"))
        .collect();
    let many = command(&narrowed.join(","), None).payload(a_company().id());
    let fewer = command(&narrowed[1..].join(","), None).payload(a_company().id());
    assert_ne!(many, fewer);
}
