//! A registry that takes the tokens of a token server.

use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Barrier, Doubt, Obstacle, Verdict};
use pullkey_registry_http::HttpRegistry;
use pullkey_throwaway_registry::{
    Access, ContainerRegistry, IMAGE, PASSWORD, TokenServer, USERNAME,
};

use crate::bed::{attempt, registry, verdict};

/// A registry, its token server, and the adapter that may connect to both.
struct Stage {
    tokens: TokenServer,
    at: ContainerRegistry,
    registry: HttpRegistry,
}

impl Stage {
    fn set() -> Self {
        let tokens = TokenServer::default();
        let at = ContainerRegistry::start(&Access::Token(&tokens));
        let allowed = [at.host(), tokens.host()].map(|host| format!("http://{host}"));
        Self {
            registry: registry(&allowed, None),
            tokens,
            at,
        }
    }

    async fn verdict(&self, secret: &str, image: Option<&str>) -> Verdict {
        let mut attempt = attempt(&self.at.host(), Some(&self.tokens.host()), secret);
        attempt.image = image.map(|it| format!("{}/{it}", self.at.host()).parse().unwrap());
        verdict(&self.registry, &attempt).await
    }
}

#[tokio::test]
async fn a_right_login_is_told_from_a_wrong_one_and_an_image_that_is_there_from_one_that_is_not() {
    let stage = Stage::set();
    for (secret, image, expected) in [
        (PASSWORD, None, Verdict::Verified),
        ("wrong-secret", None, Verdict::Failed(Obstacle::Rejected)),
        (PASSWORD, Some(IMAGE), Verdict::Verified),
        (PASSWORD, Some("acme/app:2"), Verdict::NoAccess),
        (PASSWORD, Some("acme/other:1"), Verdict::NoAccess),
        (
            "wrong-secret",
            Some(IMAGE),
            Verdict::Failed(Obstacle::Rejected),
        ),
    ] {
        assert_eq!(stage.verdict(secret, image).await, expected, "{image:?}");
    }
}

#[tokio::test]
async fn a_realm_is_asked_once_with_a_made_up_password() {
    let stage = Stage::set();
    for _ in 0..3 {
        assert_eq!(stage.verdict(PASSWORD, None).await, Verdict::Verified);
    }
    assert_eq!(stage.tokens.asked(), [USERNAME; 4]);
}

#[tokio::test]
async fn where_anybody_gets_a_token_only_one_for_the_user_is_proof() {
    let stage = Stage::set();
    stage.tokens.hand_out_to_anybody();
    let doubt = Verdict::Failed(Obstacle::Inconclusive(Doubt::AnyLoginIsTaken));
    for (secret, image, expected) in [
        (PASSWORD, None, Verdict::Verified),
        ("wrong-secret", None, doubt.clone()),
        (PASSWORD, Some(IMAGE), Verdict::Verified),
        // The token is for nobody, and nobody may pull it.
        ("wrong-secret", Some(IMAGE), doubt),
    ] {
        assert_eq!(stage.verdict(secret, image).await, expected);
    }
}

#[tokio::test]
async fn a_realm_that_nobody_named_gets_nothing() {
    let stage = Stage::set();
    let attempt = attempt(&stage.at.host(), None, PASSWORD);
    let realm = RegistryHost::parse(stage.tokens.host()).unwrap();
    let verdict = verdict(&stage.registry, &attempt).await;
    assert!(verdict.to_string().contains(realm.as_str()));
    assert_eq!(
        verdict,
        Verdict::Failed(Obstacle::RealmNotTrusted { realm })
    );
    assert_eq!(stage.tokens.asked(), [""; 0]);
}

#[tokio::test]
async fn a_realm_without_tls_is_asked_only_if_its_entry_is_allowed() {
    let tokens = TokenServer::default();
    let at = ContainerRegistry::start(&Access::Token(&tokens));
    let mut allowed = vec![format!("http://{}", at.host())];
    let attempt = attempt(&at.host(), Some(&tokens.host()), PASSWORD);
    let refused = verdict(&registry(&allowed, None), &attempt).await;
    let entry = format!("http://{}", tokens.host());
    assert!(refused.to_string().contains(&format!("the entry {entry} ")));
    let host = RegistryHost::parse(tokens.host()).unwrap();
    let barrier = Barrier::Plain;
    assert_eq!(
        refused,
        Verdict::Failed(Obstacle::NotAllowed { host, barrier })
    );
    assert_eq!(tokens.asked(), [""; 0]);
    allowed.push(entry);
    let verified = verdict(&registry(&allowed, None), &attempt).await;
    assert_eq!(verified, Verdict::Verified);
}
