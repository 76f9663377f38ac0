use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::ApiKeyToken;

use crate::service::{CREDENTIALS, Service, one, patched, posted, token};

const NOBODYS: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

/// A service with three credentials, and a key that may read the second only.
async fn narrowed() -> (Service, [String; 3], ApiKeyToken) {
    let service = Service::start().await;
    let ids = [
        service.created("a").await,
        service.created("b").await,
        service.created("c").await,
    ];
    let capability = format!("DOCKER_REGISTRY:READ@{}", ids[1]).parse().unwrap();
    let key = token(&service.pullkey, service.company.id(), capability).await;
    (service, ids, key)
}

fn get(id: &str) -> TestRequest {
    TestRequest::get().uri(&format!("{CREDENTIALS}/{id}"))
}

#[actix_web::test]
async fn a_narrowed_key_reads_its_own_credential() {
    let (service, [_, own, _], key) = narrowed().await;
    let answer = service.authorized_by(&key, get(&own)).await;
    assert_eq!(answer.json()["name"], "b");
}

#[actix_web::test]
async fn any_other_id_is_forbidden_whether_it_is_there_or_not() {
    let (service, [other, ..], key) = narrowed().await;
    for id in [other.as_str(), NOBODYS] {
        let answer = service.authorized_by(&key, get(id)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[actix_web::test]
async fn to_change_and_to_delete_any_other_is_forbidden_too() {
    let (service, [other, own, _], _) = narrowed().await;
    let capabilities = format!("DOCKER_REGISTRY:UPDATE@{own},DOCKER_REGISTRY:DELETE@{own}");
    let capabilities = capabilities.parse().unwrap();
    let key = token(&service.pullkey, service.company.id(), capabilities).await;
    for (id, status) in [(&*other, 403), (NOBODYS, 403), (&*own, 200)] {
        for request in [
            patched(id, r#"{"name":"changed"}"#),
            TestRequest::delete().uri(&one(id)),
        ] {
            let answer = service.authorized_by(&key, request).await;
            assert_eq!(answer.status.as_u16(), status, "{id}");
        }
    }
    assert_eq!(service.find(&other).await.json()["name"], "a");
}

#[actix_web::test]
async fn list_and_total_hold_its_own_only() {
    let (service, [_, own, _], key) = narrowed().await;
    let listed = service
        .authorized_by(&key, TestRequest::get().uri(CREDENTIALS))
        .await
        .json();
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["data"][0]["id"], own);
}

#[actix_web::test]
async fn it_does_nothing_else() {
    let (service, _, key) = narrowed().await;
    let answer = service.authorized_by(&key, posted("{}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
