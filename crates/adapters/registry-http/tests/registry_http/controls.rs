//! What a made-up password shows, at realms that are generous in every way. They are made up, but where a source stands beside
//! one.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pullkey_domain::credential::RegistryProvider;
use pullkey_registry::{Doubt, LoginAttempt, Obstacle, Verdict};

use crate::stand_in::{Asked, Reply, StandIn, login};

const ANY: Verdict = Verdict::Failed(Obstacle::Inconclusive(Doubt::AnyLoginIsTaken));
const UNPROVED: Verdict = Verdict::Failed(Obstacle::Inconclusive(Doubt::Unproved));

/// A token says for whom it is: distribution/distribution@1ba51c357299 docs/content/spec/auth/jwt.md, "sub".
fn token_for(subject: Option<&str>) -> Reply {
    let claims = subject.map_or("{}".to_owned(), |it| format!(r#"{{"sub":"{it}"}}"#));
    let claims = URL_SAFE_NO_PAD.encode(claims);
    Reply::json(200, &format!(r#"{{"token":"e30.{claims}.x"}}"#))
}

const STRANGER: &str = "stranger";

fn is_strangers(token: &str) -> bool {
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{STRANGER}"}}"#));
    token.split('.').nth(1) == Some(&claims)
}

/// The host says what its realm does with a password that is not `right`.
fn realm(asked: &Asked) -> Reply {
    let login = asked.login();
    let (user, password) = match login.as_deref().and_then(|it| it.split_once(':')) {
        Some((user, password)) => (Some(user), password),
        None => (None, ""),
    };
    let is_scoped = asked.target.contains("scope=");
    match (asked.path(), password) {
        ("/v2/", _) => Reply::challenge(&format!(
            r#"Bearer realm="https://{}/token",service="x""#,
            asked.host()
        )),
        ("/token", "right") => token_for(user),
        ("/token", _) => match asked.host() {
            // Any user name and password will do, but not none.
            "any.example" if user.is_some() => Reply::json(200, r#"{"token":"opaque"}"#),
            // It believes whoever says who they are.
            "echo.example" => token_for(user),
            "stuck.example" if !is_scoped => token_for(user),
            // Whoever it does not know is a stranger, who may pull nothing.
            "lax.example" => token_for(Some(STRANGER)),
            // Each gets a name of its own.
            "random.example" => token_for(Some(&asked.target[..6].repeat(password.len() % 7 + 1))),
            // RFC 6749, section 5.2
            "oauth.example" => Reply::json(400, r#"{"error":"invalid_grant"}"#),
            // goharbor/harbor@017132611e0d src/core/service/token/creator.go
            "public.example" if is_scoped => token_for(None),
            // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes, TOOMANYREQUESTS
            "limited.example" => Reply::json(429, "{}"),
            "failing.example" | "stuck.example" => Reply::json(500, "{}"),
            _ => Reply::json(401, "{}"),
        },
        // Manifests: whoever has a token may pull, unless it is a stranger's.
        _ if asked.bearer().is_some_and(|it| !is_strangers(it)) => Reply::json(200, ""),
        _ => Reply::json(401, "{}"),
    }
}

fn attempt(host: &str, user: &str, password: &str, has_image: bool) -> LoginAttempt {
    let mut attempt = login(RegistryProvider::Custom, Some(host), user, password);
    attempt.image = has_image.then(|| format!("{host}/acme/app:1").parse().unwrap());
    attempt
}

#[tokio::test]
async fn no_wrong_password_is_ever_verified() {
    for host in [
        "any.example",
        "echo.example",
        "random.example",
        "oauth.example",
        "public.example",
        "limited.example",
        "failing.example",
        "lax.example",
        "stuck.example",
        "strict.example",
    ] {
        let stand_in = StandIn::of(&[host], realm).await;
        for user in ["alice", "bob"] {
            for has_image in [false, true] {
                for password in ["wrong-password", "another-wrong-one", "x"] {
                    let attempt = attempt(host, user, password, has_image);
                    let verdict = stand_in.verdict(&attempt).await;
                    assert_ne!(
                        verdict,
                        Verdict::Verified,
                        "{host} {user} {password} {has_image}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_right_password_is_verified_where_that_can_be_told() {
    for (host, expected) in [
        // Its token for nobody proves that the one for somebody is right.
        ("any.example", Verdict::Verified),
        ("echo.example", ANY),
        ("random.example", ANY),
        // However it refuses.
        ("oauth.example", Verdict::Verified),
        ("public.example", Verdict::Verified),
        ("strict.example", Verdict::Verified),
        ("limited.example", UNPROVED),
        ("failing.example", UNPROVED),
    ] {
        let stand_in = StandIn::of(&[host], realm).await;
        for _ in 0..2 {
            let attempt = attempt(host, "alice", "right", false);
            assert_eq!(stand_in.verdict(&attempt).await, expected, "{host}");
        }
        // Whatever came of it, it was tried once.
        let made_up = stand_in.logins();
        let made_up = made_up.iter().filter(|it| *it != "alice:right");
        assert_eq!(made_up.count(), 1, "{host}");
    }
}

#[tokio::test]
async fn a_made_up_password_is_tried_once_a_day_at_a_repository_too() {
    for (host, expected) in [
        ("echo.example", ANY),
        ("lax.example", Verdict::Verified),
        ("stuck.example", UNPROVED),
    ] {
        let stand_in = StandIn::of(&[host], realm).await;
        let (mut made_up, mut others) = (Vec::new(), 0);
        for (user, image) in [
            ("alice", "acme/app:1"),
            ("alice", "acme/app:1"),
            ("alice", "acme/app:2"),
            ("alice", "acme/other:1"),
            ("bob", "acme/app:1"),
        ] {
            let mut attempt = attempt(host, user, "right", false);
            attempt.image = format!("{host}/{image}").parse().ok();
            assert_eq!(stand_in.verdict(&attempt).await, expected, "{host}");
            let mut logins = stand_in.logins();
            logins.retain(|it| !it.ends_with(":right"));
            made_up.push(logins.len() - others);
            others = logins.len();
        }
        // One for the user, and one for each of the user's repositories.
        assert_eq!(made_up, [2, 0, 0, 1, 2], "{host}");
    }
}

#[tokio::test]
async fn a_token_service_that_cannot_be_reached_is_told_by_its_name_and_not_before_a_second() {
    fn elsewhere(_: &Asked) -> Reply {
        Reply::challenge(r#"Bearer realm="https://closed.example/token",service="x""#)
    }
    let stand_in = StandIn::of(&["registry.example"], elsewhere).await;
    let mut attempt = attempt("registry.example", "alice", "right", false);
    let token_host = "closed.example".parse().ok();
    let host = "registry.example".parse().ok();
    attempt.place =
        pullkey_domain::credential::RegistryPlace::of(RegistryProvider::Custom, host, token_host)
            .unwrap();
    let began = Instant::now();
    let verdict = stand_in.verdict(&attempt).await;
    // Every name leads to this machine, where only allowed ones may lead.
    let host = "closed.example".parse().unwrap();
    assert_eq!(verdict, Verdict::Failed(Obstacle::Unreachable { host }));
    assert!(began.elapsed() >= Duration::from_secs(1));
}
