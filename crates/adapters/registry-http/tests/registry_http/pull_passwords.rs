//! Pulls from registries that take a password, where every wrong one may count towards locking somebody out.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use pullkey_registry::{Obstacle, Pull, PullError};

use crate::{
    pulls::{MANIFEST, RIGHT, at_once, fetched, from, pull, refused},
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const CHALLENGE: &str = r#"Basic realm="x""#;

fn by_password(asked: &Asked) -> Reply {
    match asked.login() {
        Some(login) if login.ends_with(RIGHT) => Reply::json(200, MANIFEST),
        _ => Reply::challenge(CHALLENGE),
    }
}

/// As Nexus does with anonymous access.
fn open_at_first(asked: &Asked) -> Reply {
    match asked.path() {
        "/v2/" => Reply::json(200, "{}"),
        _ => by_password(asked),
    }
}

async fn stage(answering: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Arc<StandIn> {
    Arc::new(StandIn::of(&[REGISTRY], answering).await)
}

fn right() -> Pull {
    pull(REGISTRY, None, RIGHT)
}

fn wrong() -> Pull {
    pull(REGISTRY, None, "wrong-secret")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_password_fails_once_however_many_pull_with_it_at_once_and_in_a_row() {
    let stand_in = stage(by_password).await;
    let repository = |nth| format!("acme/app-{}", nth % 5);
    for _ in 0..3 {
        for result in at_once(50, &stand_in, |nth| from(&repository(nth), wrong())).await {
            assert_eq!(result, Err(Obstacle::Rejected.into()));
        }
    }
    assert_eq!(stand_in.logins(), ["alice:wrong-secret"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn so_does_one_at_a_registry_that_is_open_until_something_is_pulled() {
    let stand_in = stage(open_at_first).await;
    for _ in 0..3 {
        for result in at_once(50, &stand_in, |_| wrong()).await {
            assert_eq!(result, Err(Obstacle::Rejected.into()));
        }
    }
    let tried = stand_in.asked();
    let tried = tried
        .iter()
        .filter(|it| it.login().is_some() && it.path() != "/v2/");
    assert_eq!(tried.count(), 1);
    // The right one is taken there.
    let mut pull = right();
    pull.binding.secret_version = pull.binding.secret_version.next();
    fetched(&stand_in.registry, &pull).await.unwrap();
}

#[tokio::test]
async fn a_right_password_is_proved_once_for_all_repositories() {
    let stand_in = stage(by_password).await;
    for repository in ["acme/app", "acme/app", "acme/other"] {
        fetched(&stand_in.registry, &from(repository, right()))
            .await
            .unwrap();
    }
    let asked = stand_in.asked();
    let proofs = asked
        .iter()
        .filter(|it| it.path() == "/v2/" && it.login().is_some());
    assert_eq!(proofs.count(), 1);
}

#[tokio::test]
async fn a_password_that_is_changed_there_fails_twice_and_then_no_more() {
    for answering in [by_password, open_at_first] {
        let is_changed = Arc::new(AtomicBool::new(false));
        let changed = is_changed.clone();
        let stand_in = stage(move |asked: &Asked| {
            let mut asked = asked.clone();
            if changed.load(Ordering::SeqCst) {
                asked.headers.retain(|(name, _)| name != "authorization");
            }
            answering(&asked)
        });
        let stand_in = stand_in.await;
        fetched(&stand_in.registry, &right()).await.unwrap();
        is_changed.store(true, Ordering::SeqCst);
        let before = stand_in.asked().len();
        for _ in 0..5 {
            let refused = refused(&stand_in.registry, &right()).await;
            assert_eq!(refused, Obstacle::Rejected.into());
        }
        // Once by the pull that finds it out, and once by the proof that it is not about the repository.
        let asked = stand_in.asked();
        let failed = asked[before..].iter().filter(|it| {
            it.login().is_some()
                && answering(&Asked {
                    headers: Vec::new(),
                    ..(*it).clone()
                })
                .0 == 401
        });
        assert_eq!(failed.count(), 2);
    }
}

#[tokio::test]
async fn a_password_that_is_good_for_other_repositories_is_no_access() {
    // As Gitea does.
    let stand_in = stage(|asked: &Asked| match asked.path() {
        "/v2/acme/secret/manifests/1" => Reply::challenge(CHALLENGE),
        _ => by_password(asked),
    });
    let stand_in = stand_in.await;
    for _ in 0..3 {
        let pull = from("acme/secret", right());
        assert_eq!(
            refused(&stand_in.registry, &pull).await,
            PullError::NoAccess
        );
        fetched(&stand_in.registry, &right()).await.unwrap();
    }
}
