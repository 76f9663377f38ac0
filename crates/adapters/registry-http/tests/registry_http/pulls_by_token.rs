//! Pulls from a registry that takes the tokens of a token server.

use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Obstacle, Pull, PullError};
use pullkey_registry_http::HttpRegistry;
use pullkey_throwaway_registry::{
    Access, ContainerRegistry, FileServer, PASSWORD, TokenServer, USERNAME, layer,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    bed::registry,
    pulls::{blob_of, description, elsewhere, fetched, from, manifest, of, pull, refused, tags},
};

/// A registry, its token server, and the adapter that may connect to both.
struct Stage {
    tokens: TokenServer,
    at: ContainerRegistry,
    registry: HttpRegistry,
}

impl Stage {
    fn set() -> Self {
        Self::with(ContainerRegistry::start)
    }

    fn with(start: impl Fn(&Access<'_>) -> ContainerRegistry) -> Self {
        let tokens = TokenServer::default();
        let at = start(&Access::Token(&tokens));
        let mut allowed = vec![at.host(), tokens.host()];
        allowed.extend(at.files().map(FileServer::host));
        let allowed: Vec<_> = allowed.iter().map(|it| format!("http://{it}")).collect();
        Self {
            registry: registry(&allowed, None),
            tokens,
            at,
        }
    }

    fn pull(&self, secret: &str) -> Pull {
        pull(&self.at.host(), Some(&self.tokens.host()), secret)
    }
}

#[tokio::test]
async fn all_parts_of_a_repository_are_pulled_with_one_token() {
    let stage = Stage::set();
    let pull = || stage.pull(PASSWORD);
    let (described, bytes) = fetched(&stage.registry, &pull()).await.unwrap();
    let digest = described.digest.unwrap();
    let by_digest = of(manifest(&digest), pull());
    let (_, same) = fetched(&stage.registry, &by_digest).await.unwrap();
    assert_eq!(same, bytes);
    let (described, none) = fetched(&stage.registry, &description(by_digest))
        .await
        .unwrap();
    assert_eq!((described.digest, none.len()), (Some(digest), 0));
    let (digest, layer) = layer();
    let blob = of(blob_of(&digest, None), pull());
    let (_, bytes) = fetched(&stage.registry, &blob).await.unwrap();
    assert_eq!(bytes, layer);
    let part = of(blob_of(&digest, Some("bytes=0-9")), pull());
    let (described, bytes) = fetched(&stage.registry, &part).await.unwrap();
    assert_eq!(
        (described.range.as_deref(), bytes.len()),
        (Some("bytes 0-9/1024"), 10)
    );
    let (_, bytes) = fetched(&stage.registry, &of(tags(None), pull()))
        .await
        .unwrap();
    assert!(
        String::from_utf8(bytes)
            .unwrap()
            .contains(r#""tags":["1"]"#)
    );
    assert_eq!(stage.tokens.asked(), [USERNAME]);
}

#[tokio::test]
async fn each_repository_has_a_token_of_its_own() {
    let stage = Stage::set();
    fetched(&stage.registry, &stage.pull(PASSWORD))
        .await
        .unwrap();
    // The token server knows who it is, and lets them do nothing there.
    let other = from("acme/other", stage.pull(PASSWORD));
    assert_eq!(refused(&stage.registry, &other).await, PullError::NoAccess);
    fetched(&stage.registry, &stage.pull(PASSWORD))
        .await
        .unwrap();
    assert_eq!(stage.tokens.asked(), [USERNAME; 2]);
}

#[tokio::test]
async fn a_wrong_secret_is_tried_twice_however_often_it_is_pulled_with() {
    let stage = Stage::set();
    let rejected = PullError::from(Obstacle::Rejected);
    for _ in 0..10 {
        let pull = stage.pull("wrong-secret");
        assert_eq!(refused(&stage.registry, &pull).await, rejected);
    }
    assert_eq!(stage.tokens.asked(), [USERNAME; 2]);
}

#[tokio::test]
async fn a_token_for_nobody_is_no_access() {
    let stage = Stage::set();
    stage.tokens.hand_out_to_anybody();
    let pull = stage.pull("wrong-secret");
    assert_eq!(refused(&stage.registry, &pull).await, PullError::NoAccess);
}

#[tokio::test]
async fn a_realm_that_nobody_named_gets_nothing_of_a_pull() {
    let stage = Stage::set();
    let realm = RegistryHost::parse(stage.tokens.host()).unwrap();
    let pull = pull(&stage.at.host(), None, PASSWORD);
    let obstacle = Obstacle::RealmNotTrusted { realm };
    assert_eq!(refused(&stage.registry, &pull).await, obstacle.into());
    assert_eq!(stage.tokens.asked(), [""; 0]);
}

#[tokio::test]
async fn a_redirecting_registry_sends_clients_to_a_place_that_is_allowed_and_they_get_the_blob() {
    let stage = Stage::with(ContainerRegistry::start_redirecting);
    let (digest, layer) = layer();
    let blob = || of(blob_of(&digest, None), stage.pull(PASSWORD));
    let address = elsewhere(&stage.registry, &blob()).await;
    assert_eq!(
        elsewhere(&stage.registry, &description(blob())).await,
        address
    );
    let files = stage.at.files().unwrap();
    assert!(address.starts_with(&format!("http://{}/docker/", files.host())));
    assert_eq!(files.asked(), []);
    assert!(read(&address).await.ends_with(&layer));
    assert_eq!(files.asked()[0].authorization, None);
}

#[tokio::test]
async fn a_redirect_to_a_place_that_is_not_allowed_is_not_passed_on() {
    let stage = Stage::with(ContainerRegistry::start_redirecting);
    let allowed = [stage.at.host(), stage.tokens.host()].map(|it| format!("http://{it}"));
    let registry = registry(&allowed, None);
    let blob = of(blob_of(&layer().0, None), stage.pull(PASSWORD));
    for pull in [
        description(of(blob.part.clone(), stage.pull(PASSWORD))),
        blob,
    ] {
        assert_eq!(refused(&registry, &pull).await, PullError::Misdirected);
    }
    assert_eq!(stage.at.files().unwrap().asked(), []);
}

/// What a client gets there, with the head.
async fn read(address: &str) -> Vec<u8> {
    let (host, path) = address
        .trim_start_matches("http://")
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let asked = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}
