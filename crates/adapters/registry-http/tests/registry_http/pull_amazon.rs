//! Pulls from Amazon's registries, whose passwords are given out so many times a second only.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use pullkey_domain::{
    credential::{RegistryHost, RegistryPlace, RegistryProvider},
    id::CompanyId,
};
use pullkey_registry::{Obstacle, Pull, PullError};

use crate::{
    amazon::{API, HOST, ID, SECRET, amazon},
    pulls::{MANIFEST, at_once, blob, elsewhere, fetched, from, of, pull_at, refused},
    stand_in::{Asked, Reply, StandIn},
};

fn with_key(id: &str, secret: &str) -> Pull {
    let host = RegistryHost::parse(HOST).unwrap();
    let place = RegistryPlace::of(RegistryProvider::Ecr, Some(host), None).unwrap();
    pull_at(place, id, secret)
}

fn any() -> Pull {
    with_key(ID, SECRET)
}

/// Gives out `password-1`, `password-2` and so on, and takes those from the number on that is told.
async fn numbered(oldest: Arc<AtomicUsize>) -> Arc<StandIn> {
    let given_out = AtomicUsize::new(0);
    let answering = move |asked: &Asked| {
        if asked.host() == API {
            let nth = given_out.fetch_add(1, Ordering::SeqCst) + 1;
            let token = STANDARD.encode(format!("AWS:password-{nth}"));
            let body = format!(
                r#"{{"authorizationData":[{{"authorizationToken":"{token}","expiresAt":1.4E9,"proxyEndpoint":"https://{HOST}"}}]}}"#
            );
            return Reply::json(200, &body);
        }
        let login = asked.login().unwrap_or_default();
        let nth = login
            .strip_prefix("AWS:password-")
            .map(|it| it.parse().unwrap());
        match nth {
            Some(nth) if oldest.load(Ordering::SeqCst) <= nth => Reply::json(200, MANIFEST),
            _ => Reply::challenge(r#"Basic realm="x",service="ecr.amazonaws.com""#),
        }
    };
    Arc::new(StandIn::of(&[HOST, API], answering).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_is_exchanged_once_for_many_pulls_of_many_repositories() {
    let stand_in = Arc::new(StandIn::of(&[HOST, API], amazon).await);
    let repository = |nth| format!("acme/app-{}", nth % 5);
    for _ in 0..2 {
        let all = at_once(20, &stand_in, |nth| from(&repository(nth), any())).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
    }
    assert_eq!(stand_in.asked_of(API).len(), 1);
    let logins = stand_in.logins();
    assert!(logins.iter().all(|it| it == "AWS:the:password"));
    let all = format!("{:?}", stand_in.asked());
    assert!(!all.contains(SECRET));
}

#[tokio::test]
async fn nobody_pulls_with_the_password_that_anothers_key_was_exchanged_for() {
    let stand_in = StandIn::of(&[HOST, API], amazon).await;
    fetched(&stand_in.registry, &any()).await.unwrap();
    let wrong = || with_key(ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYWRONGKEYXX");
    let mut of_version = wrong();
    of_version.binding.secret_version = of_version.binding.secret_version.next();
    let mut of_company = wrong();
    of_company.binding.company = CompanyId::parse("00000000-0000-4000-8000-000000000009").unwrap();
    for pull in [of_version, of_company] {
        assert_eq!(
            refused(&stand_in.registry, &pull).await,
            Obstacle::Rejected.into()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_that_is_refused_is_exchanged_for_once_more_and_all_pulls_go_on() {
    let oldest = Arc::new(AtomicUsize::new(1));
    let stand_in = numbered(oldest.clone()).await;
    fetched(&stand_in.registry, &any()).await.unwrap();
    oldest.store(2, Ordering::SeqCst);
    // One of them was pulled from before, and the others were not.
    let repository = |nth: usize| ["acme/app", "acme/new"][nth % 2];
    let all = at_once(20, &stand_in, |nth| from(repository(nth), any())).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    let count = stand_in.asked_of(API).len();
    assert_eq!(count, 2);
    // One that was not pulled from before is no worse off.
    oldest.store(3, Ordering::SeqCst);
    fetched(&stand_in.registry, &from("acme/third", any()))
        .await
        .unwrap();
    assert_eq!(stand_in.asked_of(API).len(), 3);
}

#[tokio::test]
async fn a_registry_that_takes_no_password_is_asked_so_often_and_no_more() {
    let stand_in = numbered(Arc::new(AtomicUsize::new(1_000))).await;
    for nth in 1..4 {
        assert_eq!(
            refused(&stand_in.registry, &any()).await,
            PullError::NoAccess
        );
        assert!(stand_in.asked_of(API).len() <= 2 * nth);
        assert!(stand_in.asked_of(HOST).len() <= 4 * nth);
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_not_tried_again_at_once() {
    let stand_in = StandIn::of(&[HOST, API], amazon).await;
    for (id, expected) in [
        ("AKIAUNKNOWN", Obstacle::Rejected),
        ("LIMITED", Obstacle::RateLimited),
        ("BARRED", Obstacle::NoPasswords),
    ] {
        let mut pull = with_key(id, SECRET);
        pull.binding.company =
            CompanyId::parse(&format!("00000000-0000-4000-8000-{:0>12}", id.len())).unwrap();
        let before = stand_in.asked_of(API).len();
        for repository in ["acme/app", "acme/other", "acme/app"] {
            pull = from(repository, pull);
            assert_eq!(
                refused(&stand_in.registry, &pull).await,
                expected.clone().into()
            );
        }
        assert_eq!(stand_in.asked_of(API).len(), before + 1, "{id}");
    }
}

#[tokio::test]
async fn a_layer_is_left_to_the_client_at_the_store_of_amazon() {
    let address = "https://prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com/b?X-Amz-Signature=x";
    let stand_in = StandIn::of(&[HOST, API], move |asked: &Asked| match asked.path() {
        path if path.contains("/blobs/") && asked.login().is_some() => {
            Reply(307, vec![format!("location: {address}")], String::new())
        }
        _ => amazon(asked),
    });
    let stand_in = stand_in.await;
    assert_eq!(
        elsewhere(&stand_in.registry, &of(blob(), any())).await,
        address
    );
}
