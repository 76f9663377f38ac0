//! What pulls are granted: by whom, how often, and for whom else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join;
use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_registry::{Obstacle, Pull, PullError};
use tokio::time::timeout;

use crate::{
    pulls::{MANIFEST, RIGHT, at_once, fetched, from, of, pull, refused, tags},
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const TOKENS: &str = "tokens.example";
const CHALLENGE: &str = r#"Bearer realm="https://tokens.example/token",service="the registry""#;

/// A registry that takes what its realm hands out to the user.
fn by_token(asked: &Asked) -> Reply {
    match (asked.host(), asked.bearer()) {
        (TOKENS, _) => tokens(asked, "a-token"),
        (_, Some("a-token")) => Reply::json(200, MANIFEST),
        _ => Reply::challenge(CHALLENGE),
    }
}

fn tokens(asked: &Asked, token: &str) -> Reply {
    match asked.login() {
        Some(login) if login.ends_with(RIGHT) => {
            Reply::json(200, &format!(r#"{{"token":"{token}"}}"#))
        }
        _ => Reply::json(401, "{}"),
    }
}

fn any() -> Pull {
    pull(REGISTRY, Some(TOKENS), RIGHT)
}

fn wrong() -> Pull {
    pull(REGISTRY, Some(TOKENS), "wrong-secret")
}

async fn stage(answering: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Arc<StandIn> {
    Arc::new(StandIn::of(&[REGISTRY, TOKENS], answering).await)
}

#[tokio::test]
async fn a_realm_is_asked_as_all_token_servers_can_be_and_it_alone_gets_the_login() {
    let stand_in = stage(by_token).await;
    fetched(&stand_in.registry, &any()).await.unwrap();
    let [asked] = &stand_in.asked_of(TOKENS)[..] else {
        panic!("it is asked once");
    };
    assert_eq!((asked.method.as_str(), asked.body.as_str()), ("GET", ""));
    let query = "service=the+registry&client_id=pullkey&scope=repository%3Aacme%2Fapp%3Apull";
    assert_eq!(asked.target, format!("/token?{query}"));
    assert_eq!(asked.login().unwrap(), format!("alice:{RIGHT}"));
    let shown: Vec<_> = stand_in.asked_of(REGISTRY);
    let shown: Vec<_> = shown.iter().map(|it| it.header("authorization")).collect();
    assert_eq!(shown, [None, Some("Bearer a-token")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_pulls_at_once_ask_a_realm_once_for_each_repository() {
    let stand_in = stage(by_token).await;
    let repository = |nth| {
        if nth % 2 == 0 {
            "acme/app"
        } else {
            "acme/other"
        }
    };
    let all = at_once(50, &stand_in, |nth| from(repository(nth), any())).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    let mut asked = stand_in.asked_of(TOKENS);
    asked.sort_by(|one, other| one.target.cmp(&other.target));
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].target, asked[1].target);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_pulls_at_once_with_a_wrong_secret_are_tried_with_the_repository_and_without_it() {
    let stand_in = stage(by_token).await;
    for _ in 0..3 {
        for result in at_once(50, &stand_in, |_| wrong()).await {
            assert_eq!(result, Err(Obstacle::Rejected.into()));
        }
    }
    assert_eq!(stand_in.logins(), ["alice:wrong-secret"; 2]);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_for_all_repositories_once_it_was_for_one() {
    let stand_in = stage(by_token).await;
    for nth in 0..20 {
        let pull = from(&format!("acme/app{nth}"), wrong());
        let refused = refused(&stand_in.registry, &pull).await;
        assert_eq!(refused, Obstacle::Rejected.into());
    }
    assert_eq!(stand_in.logins().len(), 2);
}

#[tokio::test]
async fn a_realm_that_refuses_a_good_login_for_one_repository_is_asked_for_others() {
    // What else the realm says without a repository is not about the login.
    for alone in [200, 400, 429, 500] {
        let stand_in = stage(move |asked: &Asked| {
            let is_closed = asked.target.contains("closed");
            let is_alone = !asked.target.contains("scope");
            match asked.host() {
                TOKENS if is_closed => Reply::json(401, "{}"),
                TOKENS if is_alone => Reply::json(alone, r#"{"token":"a-token"}"#),
                _ => by_token(asked),
            }
        });
        let stand_in = stand_in.await;
        let closed = from("acme/closed", any());
        for _ in 0..3 {
            let refused = refused(&stand_in.registry, &closed).await;
            assert_eq!(refused, PullError::NoAccess, "{alone}");
            fetched(&stand_in.registry, &any()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn nobody_pulls_with_what_others_were_granted() {
    let stand_in = stage(by_token).await;
    fetched(&stand_in.registry, &any()).await.unwrap();
    let mut of_company = wrong();
    of_company.binding.company = CompanyId::parse("00000000-0000-4000-8000-000000000009").unwrap();
    let mut of_credential = wrong();
    of_credential.binding.credential =
        CredentialId::parse("00000000-0000-4000-8000-000000000009").unwrap();
    let mut of_version = wrong();
    of_version.binding.secret_version = of_version.binding.secret_version.next();
    for pull in [of_company, of_credential, of_version] {
        let refused = refused(&stand_in.registry, &pull).await;
        assert_eq!(refused, Obstacle::Rejected.into());
    }
    fetched(&stand_in.registry, &any()).await.unwrap();
    assert_eq!(stand_in.asked_of(TOKENS).len(), 1 + 3 * 2);
}

#[tokio::test]
async fn a_new_secret_works_at_once_though_the_old_one_was_refused_a_moment_ago() {
    let stand_in = stage(by_token).await;
    assert_eq!(
        refused(&stand_in.registry, &wrong()).await,
        Obstacle::Rejected.into()
    );
    let mut new = any();
    new.binding.secret_version = new.binding.secret_version.next();
    fetched(&stand_in.registry, &new).await.unwrap();
}

/// A realm that hands out `token-1`, `token-2`, and so on, and a registry that takes the last one only, if any.
fn numbered(takes: impl Fn(usize, &str) -> bool) -> impl Fn(&Asked) -> Reply {
    let handed_out = AtomicUsize::new(0);
    move |asked| {
        if asked.host() == TOKENS {
            let nth = handed_out.fetch_add(1, Ordering::SeqCst) + 1;
            return tokens(asked, &format!("token-{nth}"));
        }
        let last = handed_out.load(Ordering::SeqCst);
        match asked.bearer() {
            Some(token) if takes(last, token) => Reply::json(200, MANIFEST),
            _ => Reply::challenge(CHALLENGE),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_that_is_refused_early_is_renewed_once_and_all_pulls_go_on() {
    let is_ended = Arc::new(AtomicUsize::new(0));
    let ended = is_ended.clone();
    let stand_in = stage(numbered(move |_, token| {
        ended.load(Ordering::SeqCst) == 0 || token != "token-1"
    }));
    let stand_in = stand_in.await;
    fetched(&stand_in.registry, &any()).await.unwrap();
    is_ended.store(1, Ordering::SeqCst);
    let all = at_once(50, &stand_in, |_| any()).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(stand_in.asked_of(TOKENS).len(), 2);
}

#[tokio::test]
async fn a_registry_that_takes_no_token_is_asked_twice_at_most_and_there_is_no_access() {
    let stand_in = stage(numbered(|_, _| false)).await;
    let mut before = 0;
    for most in [3, 4, 4] {
        assert_eq!(
            refused(&stand_in.registry, &any()).await,
            PullError::NoAccess
        );
        // The question what it wants, a token, and the pull; later the pull, another token, and the pull again.
        let asked = stand_in.asked().len();
        assert!(asked - before <= most, "{:?}", stand_in.asked());
        before = asked;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_registry_that_is_open_until_something_is_pulled_is_logged_in_to_then() {
    let stand_in = stage(|asked: &Asked| match asked.path() {
        "/v2/" => Reply::json(200, "{}"),
        _ => by_token(asked),
    });
    let stand_in = stand_in.await;
    let all = at_once(20, &stand_in, |_| any()).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(stand_in.asked_of(TOKENS).len(), 1);
    fetched(&stand_in.registry, &of(tags(None), any()))
        .await
        .unwrap();
    assert_eq!(stand_in.asked_of(TOKENS).len(), 1);
}

#[tokio::test]
async fn a_registry_that_wants_no_login_gets_none() {
    let stand_in = stage(|_: &Asked| Reply::json(200, MANIFEST)).await;
    for _ in 0..3 {
        fetched(&stand_in.registry, &any()).await.unwrap();
    }
    let asked = stand_in.asked();
    assert!(asked.iter().all(|it| it.header("authorization").is_none()));
    assert_eq!(asked.iter().filter(|it| it.path() == "/v2/").count(), 1);
}

#[tokio::test]
async fn a_token_that_says_it_is_short_lived_is_used_again_all_the_same() {
    for told in ["", r#","expires_in":0"#, r#","expires_in":1"#] {
        let body = format!(r#"{{"token":"e30.eyJleHAiOjF9.x"{told}}}"#);
        let stand_in = stage(move |asked: &Asked| match (asked.host(), asked.bearer()) {
            (TOKENS, _) => Reply::json(200, &body),
            (_, Some(_)) => Reply::json(200, MANIFEST),
            _ => Reply::challenge(CHALLENGE),
        });
        let stand_in = stand_in.await;
        for _ in 0..3 {
            fetched(&stand_in.registry, &any()).await.unwrap();
        }
        assert_eq!(stand_in.asked_of(TOKENS).len(), 1, "{told}");
    }
}

#[tokio::test]
async fn what_a_realm_does_otherwise_ends_the_pull() {
    for (reply, expected) in [
        (403, PullError::NoAccess),
        (404, PullError::NoAccess),
        (400, PullError::NoAccess),
        (429, PullError::RateLimited { retry_after: None }),
    ] {
        let stand_in = stage(move |asked: &Asked| match asked.host() {
            TOKENS => Reply::json(reply, r#"{"token":"a-token"}"#),
            _ => by_token(asked),
        });
        let stand_in = stand_in.await;
        for _ in 0..3 {
            assert_eq!(refused(&stand_in.registry, &any()).await, expected);
        }
        assert_eq!(stand_in.asked_of(TOKENS).len(), 1);
    }
}

#[tokio::test]
async fn whoever_leaves_while_a_token_is_asked_for_leaves_that_to_the_next() {
    let times = AtomicUsize::new(0);
    let stand_in = stage(move |asked: &Asked| match asked.host() {
        TOKENS if times.fetch_add(1, Ordering::SeqCst) == 0 => Reply::never(),
        _ => by_token(asked),
    });
    let stand_in = stand_in.await;
    let (first, second) = (any(), any());
    let leaving = timeout(
        Duration::from_millis(300),
        fetched(&stand_in.registry, &first),
    );
    let staying = fetched(&stand_in.registry, &second);
    let (left, stayed) = join(leaving, staying).await;
    assert!(left.is_err() && stayed.is_ok());
    assert_eq!(stand_in.asked_of(TOKENS).len(), 2);
}
