//! Which login goes where for a pull, by provider. That they answer so stands in `providers.rs`.

use pullkey_domain::credential::{RegistryHost, RegistryPlace, RegistryProvider};
use pullkey_registry::{Obstacle, Pull, PullError};

use crate::{
    pulls::{MANIFEST, fetched, pull_at, refused},
    stand_in::{Asked, Reply, StandIn},
};

/// A provider, its registry, its realm, and the user, the secret and the login that comes of them.
type Case = (
    RegistryProvider,
    &'static str,
    &'static str,
    [&'static str; 3],
);

const CASES: [Case; 6] = [
    (
        RegistryProvider::DockerHub,
        "registry-1.docker.io",
        "https://auth.docker.io/token",
        ["alice", "dckr_pat_x", "alice:dckr_pat_x"],
    ),
    (
        RegistryProvider::GitHub,
        "ghcr.io",
        "https://ghcr.io/token",
        ["octocat", "ghp_x", "octocat:ghp_x"],
    ),
    (
        RegistryProvider::GitLab,
        "registry.gitlab.com",
        "https://gitlab.com/jwt/auth",
        [
            "gitlab+deploy-token-1",
            "gldt-x",
            "gitlab+deploy-token-1:gldt-x",
        ],
    ),
    (
        RegistryProvider::DigitalOcean,
        "registry.digitalocean.com",
        "https://api.digitalocean.com/v2/registry/auth",
        ["alice", "dop_v1_x", "dop_v1_x:dop_v1_x"],
    ),
    (
        RegistryProvider::Gcr,
        "europe-west3-docker.pkg.dev",
        "https://europe-west3-docker.pkg.dev/v2/token",
        ["_json_key", KEY, r#"_json_key:{"type":"service_account"}"#],
    ),
    (
        RegistryProvider::Gcr,
        "gcr.io",
        "https://gcr.io/v2/token",
        ["_json_key", KEY, r#"_json_key:{"type":"service_account"}"#],
    ),
];
const KEY: &str = r#"{"type":"service_account"}"#;

fn pulling((provider, host, _, [username, secret, _]): Case) -> Pull {
    let host = host
        .ends_with(".pkg.dev")
        .then(|| RegistryHost::parse(host).unwrap());
    let place = RegistryPlace::of(provider, host, None).unwrap();
    pull_at(place, username, secret)
}

/// The registry of a case, whose realm answers with this status.
async fn stage(case: Case, status: u16) -> StandIn {
    let (_, host, realm, _) = case;
    let path = realm.split_once("//").unwrap().1;
    let (realm_host, path) = path.split_once('/').unwrap();
    let answering = move |asked: &Asked| {
        if (asked.host(), asked.path().trim_start_matches('/')) == (realm_host, path) {
            return Reply::json(status, r#"{"token":"opaque"}"#);
        }
        match asked.bearer() {
            Some("opaque") => Reply::json(200, MANIFEST),
            _ => Reply::challenge(&format!(r#"Bearer realm="{realm}",service="x""#)),
        }
    };
    let mut names = vec![host, realm_host];
    names.dedup();
    StandIn::of(&names, answering).await
}

#[tokio::test]
async fn each_provider_gets_its_login_where_it_checks_logins_and_nowhere_else() {
    for case in CASES {
        let (_, host, realm, [_, _, login]) = case;
        let stand_in = stage(case, 200).await;
        fetched(&stand_in.registry, &pulling(case)).await.unwrap();
        let asked = stand_in.asked();
        let [hello, token, manifest] = &asked[..] else {
            panic!("{host} is asked otherwise: {asked:?}");
        };
        assert_eq!((hello.host(), hello.header("authorization")), (host, None));
        assert_eq!(format!("https://{}{}", token.host(), token.path()), realm);
        assert_eq!(token.login().as_deref(), Some(login));
        assert!(
            token
                .target
                .ends_with("&scope=repository%3Aacme%2Fapp%3Apull")
        );
        assert_eq!((manifest.host(), manifest.bearer()), (host, Some("opaque")));
    }
}

#[tokio::test]
async fn what_a_realm_means_by_a_refusal_depends_on_the_provider() {
    for case in CASES {
        let forbidden = match case.0 {
            RegistryProvider::GitHub => Obstacle::Rejected.into(),
            _ => PullError::NoAccess,
        };
        for (status, expected) in [(401, Obstacle::Rejected.into()), (403, forbidden)] {
            let stand_in = stage(case, status).await;
            let refused = refused(&stand_in.registry, &pulling(case)).await;
            assert_eq!(refused, expected, "{} {status}", case.1);
        }
    }
}

#[tokio::test]
async fn a_known_provider_that_names_another_realm_gets_nothing() {
    for case in CASES {
        let (provider, host, _, login) = case;
        let stolen = (provider, host, "https://evil.example/token", login);
        let stand_in = stage(stolen, 200).await;
        let refused = refused(&stand_in.registry, &pulling(case)).await;
        let realm = RegistryHost::parse("evil.example").unwrap();
        assert_eq!(refused, Obstacle::RealmNotExpected { realm }.into());
        assert_eq!(stand_in.logins(), [""; 0]);
        assert_eq!(stand_in.asked().len(), 1);
    }
}
