use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};

use crate::service::{CREDENTIALS, Service};

#[actix_web::test]
async fn an_unknown_path_is_told_before_anybody_is_asked_for_a_key() {
    let service = Service::start().await;
    for uri in [
        "/",
        "/v3",
        "/v3/",
        "/v3/nothing",
        "/v3/docker-registries/",
        "/V3/docker-registries",
    ] {
        let answer = service.call(TestRequest::get().uri(uri)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.json()["code"], "route_not_found", "{uri}");
    }
}

#[actix_web::test]
async fn an_unknown_method_is_told_with_those_that_are_known() {
    let service = Service::start().await;
    for (uri, allowed) in [
        (CREDENTIALS, "GET, HEAD, POST"),
        (
            "/v3/docker-registries/fb5e5168-4281-4bec-94c5-0d1584e9e657",
            "GET, HEAD, PATCH, DELETE",
        ),
        ("/livez", "GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
    ] {
        for method in [Method::PUT, Method::OPTIONS, Method::TRACE] {
            let request = TestRequest::default().method(method).uri(uri);
            let answer = service.call(request).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{uri}");
            assert_eq!(answer.header("allow"), Some(allowed), "{uri}");
            assert_eq!(answer.json()["code"], "method_not_allowed");
        }
    }
}

#[actix_web::test]
async fn head_is_answered_where_get_is() {
    let service = Service::start().await;
    let head = |uri: &str| TestRequest::default().method(Method::HEAD).uri(uri);
    assert_eq!(
        service.authorized(head(CREDENTIALS)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        service.call(head(CREDENTIALS)).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(service.call(head("/livez")).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn liveness_and_readiness_need_no_key() {
    let service = Service::start().await;
    let probe = |uri| service.call(TestRequest::get().uri(uri));
    assert_eq!(probe("/livez").await.json()["status"], "alive");
    let before = probe("/readyz").await;
    assert_eq!(before.status, StatusCode::SERVICE_UNAVAILABLE);
    service.parts.readiness.observe().await;
    let ready = probe("/readyz").await;
    assert_eq!(
        (ready.status, &ready.json()["status"]),
        (StatusCode::OK, &"ready".into())
    );
    service.parts.readiness.drain();
    let draining = probe("/readyz").await;
    assert_eq!(draining.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(draining.json()["checks"]["serving"], false);
}

#[actix_web::test]
async fn every_type_of_problem_is_a_page_of_this_service() {
    let service = Service::start().await;
    for uri in [CREDENTIALS, "/nothing", "/v3/docker-registries/1"] {
        let problem = service.call(TestRequest::put().uri(uri)).await.json();
        let page = problem["type"].as_str().unwrap();
        let answer = service.call(TestRequest::get().uri(page)).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let text = String::from_utf8(answer.bytes).unwrap();
        assert!(text.contains(problem["title"].as_str().unwrap()), "{text}");
    }
    let nothing = TestRequest::get().uri("/problems/nothing");
    assert_eq!(service.call(nothing).await.status, StatusCode::NOT_FOUND);
}
