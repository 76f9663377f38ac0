use std::sync::Mutex;

use pullkey_cipher::{MockSecretCipher, OpenError};
use pullkey_domain::{
    audit::Action,
    credential::{RegistryProvider, RegistrySecret},
    image::{Digest, Version},
};
use pullkey_registry::{
    Body, Content, Description, MockImageSource, Obstacle, PullError, SignedAddress,
};
use pullkey_storage::MockCredentialStore;

use super::*;
use crate::fixtures::{Parts, a_company, a_credential, by_an_operator};

fn manifest() -> Part {
    Part::Manifest {
        version: Version::parse("1").unwrap(),
        accepted: Vec::new(),
    }
}

fn blob() -> Part {
    let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).unwrap();
    Part::Blob {
        digest,
        range: None,
    }
}

fn by_name(part: Part, extent: Extent) -> PullImage {
    let repository = Repository::of("docker.io".parse().unwrap(), "nginx").unwrap();
    let from = PullFrom::Repository(repository);
    PullImage { from, part, extent }
}

fn by_id(id: CredentialId) -> PullImage {
    let path = "nginx".into();
    PullImage {
        from: PullFrom::Credential { id, path },
        part: manifest(),
        extent: Extent::Content,
    }
}

/// Where this credential serves what is asked for.
fn serving(found: Option<Credential>) -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_find_serving()
        .withf(|company, reach, repository| {
            *company == a_company().id()
                && *reach == Reach::All
                && repository.to_string() == "docker.io/library/nginx"
        })
        .returning(move |_, _, _| Ok(found.clone()));
    store
}

/// Where this credential has the id that is asked for.
fn holding(found: Option<Credential>) -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_find()
        .withf(|company, id| *company == a_company().id() && *id == a_credential().id())
        .returning(move |_, _| Ok(found.clone()));
    store
}

fn recording(mut store: MockCredentialStore, outcome: Outcome) -> MockCredentialStore {
    store
        .expect_record_use()
        .withf(move |used| {
            used.event().action() == Action::CredentialPull && used.event().outcome() == outcome
        })
        .times(1)
        .returning(|_| Ok(()));
    store
}

fn opening() -> MockSecretCipher {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_open()
        .returning(|_, _, _| Ok(RegistrySecret::parse("my-secret-token").unwrap()));
    cipher
}

fn content() -> Fetched {
    Fetched::Here(Content {
        description: Description::default(),
        body: Body::Absent,
    })
}

/// A source that is asked once, with the login as it is stored.
fn answering(answer: Result<Fetched, PullError>) -> MockImageSource {
    let mut images = MockImageSource::new();
    let answer = Mutex::new(Some(answer));
    images
        .expect_fetch()
        .withf(|pull| {
            pull.binding == a_credential().binding()
                && pull.secret.expose() == "my-secret-token"
                && pull.repository.as_str() == "library/nginx"
        })
        .times(1)
        .returning(move |_| answer.lock().unwrap().take().unwrap());
    images
}

async fn pulled(
    store: MockCredentialStore,
    images: MockImageSource,
    asked: PullImage,
) -> Result<Fetched, PullImageError> {
    let parts = Parts::on(store).signing().sealing_by(opening());
    let credentials = parts.fetching_from(images).credentials().await;
    let company = a_company();
    let by = by_an_operator();
    credentials.pull(&company, by, &Reach::All, asked).await
}

#[tokio::test]
async fn what_came_of_a_manifest_is_recorded_before_it_is_passed_on() {
    let not_found = || Err(PullError::NotFound);
    let rejected = || Err(Obstacle::Rejected.into());
    for (answer, outcome) in [
        (Ok(content()), Outcome::Succeeded),
        (not_found(), Outcome::NoAccess),
        (rejected(), Outcome::Rejected),
    ] {
        let is_ok = answer.is_ok();
        let store = recording(serving(Some(a_credential())), outcome);
        let asked = by_name(manifest(), Extent::Content);
        let pulled = pulled(store, answering(answer), asked).await;
        assert_eq!(pulled.is_ok(), is_ok);
    }
}

#[tokio::test]
async fn where_no_registry_answered_there_is_nothing_to_record() {
    let host = || "registry-1.docker.io".parse().unwrap();
    for obstacle in [
        Obstacle::Unreachable { host: host() },
        Obstacle::Timeout { host: host() },
        Obstacle::TlsFailed { host: host() },
        Obstacle::Unsupported(Unfit::GoogleNeedsKey),
    ] {
        let store = serving(Some(a_credential()));
        let asked = by_name(manifest(), Extent::Content);
        let images = answering(Err(obstacle.clone().into()));
        let refused = pulled(store, images, asked).await;
        let told = PullError::from(obstacle);
        assert!(matches!(refused, Err(PullImageError::Pull(error)) if error == told));
    }
}

#[tokio::test]
async fn looking_at_a_manifest_and_fetching_a_blob_leave_no_event() {
    for (part, extent) in [
        (manifest(), Extent::Description),
        (blob(), Extent::Content),
        (blob(), Extent::Description),
        (Part::Tags { query: None }, Extent::Content),
    ] {
        let store = serving(Some(a_credential()));
        let images = answering(Ok(content()));
        let pulled = pulled(store, images, by_name(part, extent)).await;
        assert!(pulled.is_ok());
    }
}

#[tokio::test]
async fn what_could_not_be_recorded_is_not_passed_on() {
    let mut store = serving(Some(a_credential()));
    store
        .expect_record_use()
        .returning(|_| Err(StoreError::Unavailable("down".into()).into()));
    let asked = by_name(manifest(), Extent::Content);
    let refused = pulled(store, answering(Ok(content())), asked).await;
    assert!(matches!(refused, Err(PullImageError::Record(_))));
}

#[tokio::test]
async fn where_the_client_is_to_go_is_passed_on() {
    let address = SignedAddress::new("https://cdn.example.com/blob?sig=x");
    let images = answering(Ok(Fetched::Elsewhere(address.clone())));
    let asked = by_name(blob(), Extent::Content);
    let pulled = pulled(serving(Some(a_credential())), images, asked).await;
    assert!(matches!(pulled, Ok(Fetched::Elsewhere(told)) if told == address));
}

#[tokio::test]
async fn without_a_credential_no_registry_is_asked() {
    let asked = by_name(manifest(), Extent::Content);
    let refused = pulled(serving(None), MockImageSource::new(), asked).await;
    assert!(matches!(refused, Err(PullImageError::NoCredential)));
    let asked = by_id(a_credential().id());
    let refused = pulled(holding(None), MockImageSource::new(), asked).await;
    assert!(matches!(refused, Err(PullImageError::NoCredential)));
}

#[tokio::test]
async fn a_credential_by_its_id_pulls_from_its_own_registry() {
    let store = recording(holding(Some(a_credential())), Outcome::Succeeded);
    let asked = by_id(a_credential().id());
    let pulled = pulled(store, answering(Ok(content())), asked).await;
    assert!(pulled.is_ok());
}

#[tokio::test]
async fn a_credential_out_of_reach_is_none() {
    let parts = Parts::on(MockCredentialStore::new());
    let credentials = parts.credentials().await;
    let (company, reach) = (a_company(), Reach::Only(Vec::new()));
    let asked = by_id(a_credential().id());
    let refused = credentials.pull(&company, by_an_operator(), &reach, asked);
    let refused = refused.await;
    assert!(matches!(refused, Err(PullImageError::NoCredential)));
}

#[tokio::test]
async fn a_credential_without_a_host_leads_nowhere() {
    let mut new = crate::fixtures::a_new_credential();
    new.place = pullkey_domain::credential::RegistryPlace::of_provider(RegistryProvider::Custom);
    let sealed = a_credential().sealed().clone();
    let made = new.create(sealed, crate::fixtures::an_act());
    let store = holding(Some(made.subject().clone()));
    let refused = pulled(store, MockImageSource::new(), by_id(a_credential().id())).await;
    let told = PullError::from(Obstacle::Unsupported(Unfit::NoHost));
    assert!(matches!(refused, Err(PullImageError::Pull(error)) if error == told));
}

#[tokio::test]
async fn a_secret_that_does_not_open_goes_nowhere() {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_open()
        .returning(|_, _, _| Err(OpenError::Rejected));
    let mut store = serving(Some(a_credential()));
    store
        .expect_record_use()
        .withf(|used| used.event().action() == Action::CredentialOpenFailed)
        .times(1)
        .returning(|_| Ok(()));
    let parts = Parts::on(store).signing().sealing_by(cipher);
    let credentials = parts.credentials().await;
    let asked = by_name(manifest(), Extent::Content);
    let company = a_company();
    let refused = credentials.pull(&company, by_an_operator(), &Reach::All, asked);
    assert!(matches!(refused.await, Err(PullImageError::Open(_))));
}
