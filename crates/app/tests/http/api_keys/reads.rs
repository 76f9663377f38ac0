use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};
use serde_json::json;

use super::{KEYS, NOBODYS, of};
use crate::service::{Service, company, token};

#[actix_web::test]
async fn keys_are_listed_newest_first_page_by_page() {
    let service = Service::start().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, service.key_that_may(&["AUDIT:READ"]).await.0);
    }
    let page = service.get("/v3/api-keys?limit=2&offset=1").await.json();
    assert_eq!(page["total"], 4);
    assert_eq!((&page["limit"], &page["offset"]), (&json!(2), &json!(1)));
    let shown: Vec<_> = page["data"].as_array().unwrap().iter().collect();
    assert_eq!(shown.len(), 2);
    assert_eq!(
        (&shown[0]["id"], &shown[1]["id"]),
        (&json!(ids[1]), &json!(ids[2]))
    );
    let found = service.get(&of(&ids[1], "")).await.json();
    assert_eq!(found, *shown[0]);
    for uri in [
        "/v3/api-keys?limit=0",
        "/v3/api-keys?cursor=x",
        "/v3/api-keys?offset=10001",
    ] {
        let answer = service.get(uri).await;
        assert_eq!(answer.json()["code"], "query_invalid", "{uri}");
    }
}

#[actix_web::test]
async fn another_company_s_key_is_the_same_as_none() {
    let service = Service::start().await;
    let other = company(&service.pullkey, "Other").await;
    let theirs = token(&service.pullkey, other.id(), "AUDIT:READ".parse().unwrap()).await;
    let me = TestRequest::get().uri("/v3/api-keys/me");
    let theirs = service.authorized_by(&theirs, me).await.json();
    let theirs = theirs["id"].as_str().unwrap();
    let mut told = Vec::new();
    for id in [theirs, NOBODYS] {
        for request in [
            TestRequest::get().uri(&of(id, "")),
            TestRequest::delete().uri(&of(id, "")),
            super::patched(id, &json!({ "name": "mine" })),
            TestRequest::post().uri(&of(id, "/toggle")),
            TestRequest::post().uri(&of(id, "/rotate")),
        ] {
            let request = request.insert_header(("x-request-id", "same"));
            let answer = service.authorized(request).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert_eq!(answer.json()["code"], "api_key_not_found");
            told.push(answer.bytes);
        }
    }
    assert!(told.iter().all(|bytes| *bytes == told[0]));
    let malformed = service.get(&of("me2", "")).await;
    assert_eq!(malformed.json()["code"], "id_malformed");
}

#[actix_web::test]
async fn any_valid_key_may_ask_for_itself() {
    let service = Service::start().await;
    let key = service.operators_key("DOCKER_REGISTRY:PULL").await;
    let ask = |uri: &str| TestRequest::get().uri(uri);
    let me = service.authorized_by(&key, ask("/v3/api-keys/me")).await;
    assert_eq!(me.status, StatusCode::OK);
    let me = me.json();
    assert_eq!(me["capabilities"][0]["permission"], "DOCKER_REGISTRY:PULL");
    let valid = service
        .authorized_by(&key, ask("/v3/api-keys/validate"))
        .await;
    let expected = json!({
        "is_valid": true, "id": me["id"], "company_id": me["company_id"], "name": me["name"],
    });
    assert_eq!(valid.json(), expected);
    for uri in ["/v3/api-keys/me", "/v3/api-keys/validate"] {
        assert_eq!(
            service.call(ask(uri)).await.status,
            StatusCode::UNAUTHORIZED
        );
        let asked = service
            .authorized_by(&key, ask(&format!("{uri}?x=1")))
            .await;
        assert_eq!(asked.status, StatusCode::BAD_REQUEST);
    }
}

#[actix_web::test]
async fn each_operation_takes_its_permission() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    let every = "API_KEY:READ,API_KEY:CREATE,API_KEY:UPDATE,API_KEY:DELETE";
    let own = of(&id, "");
    let (toggle, rotate) = (of(&id, "/toggle"), of(&id, "/rotate"));
    let requests = [
        ("API_KEY:READ", Method::GET, KEYS),
        ("API_KEY:READ", Method::GET, &own),
        ("API_KEY:CREATE", Method::POST, KEYS),
        ("API_KEY:UPDATE", Method::PATCH, &own),
        ("API_KEY:UPDATE", Method::POST, &toggle),
        ("API_KEY:UPDATE", Method::POST, &rotate),
        ("API_KEY:DELETE", Method::DELETE, &own),
    ];
    for (permission, method, uri) in requests {
        let others = every.split(',').filter(|other| *other != permission);
        let others = others.collect::<Vec<_>>().join(",");
        let lacking = service.operators_key(&others).await;
        let request = TestRequest::default().method(method).uri(uri);
        let refused = service.authorized_by(&lacking, request).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{permission}");
        assert_eq!(refused.json()["code"], "permission_denied");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(permission), "{detail}");
    }
}

#[actix_web::test]
async fn the_last_use_of_a_key_is_shown_once_it_was_stored() {
    let service = Service::start().await;
    let (id, token) = service.key_that_may(&["DOCKER_REGISTRY:READ"]).await;
    service.listing(&token).await;
    let shown = service.get(&of(&id, "")).await.json();
    assert_eq!(shown["last_used_at"], json!(null));
    service.pullkey.authentication.tell_uses().await.unwrap();
    let after = service.get(&of(&id, "")).await.json();
    assert!(after["last_used_at"].is_string(), "{after}");
    assert_eq!(after["updated_at"], shown["updated_at"]);
}
