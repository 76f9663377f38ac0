use actix_web::{http::StatusCode, test::TestRequest};

use crate::service::{CREDENTIALS, Service};

#[actix_web::test]
async fn every_answer_has_a_request_id_and_is_not_to_be_stored() {
    let service = Service::start().await;
    for uri in ["/livez", "/nothing", CREDENTIALS] {
        let answer = service.call(TestRequest::get().uri(uri)).await;
        let id = answer.header("x-request-id").unwrap();
        assert_eq!(id.len(), 36, "{uri}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{uri}");
    }
}

#[actix_web::test]
async fn a_well_formed_request_id_of_the_caller_is_kept_and_any_other_replaced() {
    let service = Service::start().await;
    let sent = |id: String| {
        TestRequest::get()
            .uri("/livez")
            .insert_header(("x-request-id", id))
    };
    let longest = "a".repeat(64);
    for id in ["deploy-42", "A.b_c-9", longest.as_str()] {
        let answer = service.call(sent(id.to_owned())).await;
        assert_eq!(answer.header("x-request-id"), Some(id));
    }
    for id in [
        "two words".to_owned(),
        "a".repeat(65),
        "<script>".to_owned(),
        format!("plk_{}", "a".repeat(55)),
        String::new(),
    ] {
        let answer = service.call(sent(id.clone())).await;
        assert_ne!(answer.header("x-request-id"), Some(id.as_str()));
    }
}

#[actix_web::test]
async fn an_endless_uri_and_endless_headers_are_refused() {
    let service = Service::start().await;
    let uri = format!("/livez?{}", "a".repeat(8 * 1024));
    let answer = service.call(TestRequest::get().uri(&uri)).await;
    assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
    assert_eq!(answer.json()["code"], "uri_too_long");
    let header = ("x-long", "a".repeat(16 * 1024));
    let answer = service
        .call(TestRequest::get().uri("/livez").insert_header(header))
        .await;
    assert_eq!(answer.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(answer.json()["code"], "head_too_large");
}

#[actix_web::test]
async fn a_caller_who_takes_no_json_is_told_after_he_was_let_in() {
    let service = Service::start().await;
    let html = || {
        TestRequest::get()
            .uri(CREDENTIALS)
            .insert_header(("accept", "text/html"))
    };
    assert_eq!(service.call(html()).await.status, StatusCode::UNAUTHORIZED);
    let answer = service.authorized(html()).await;
    assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(answer.json()["code"], "not_acceptable");
}

#[actix_web::test]
async fn a_node_that_is_about_to_stop_ends_its_connections_with_their_answers() {
    let service = Service::start().await;
    let livez = || service.call(TestRequest::get().uri("/livez"));
    assert!(!livez().await.closes);
    service.parts.readiness.drain();
    let last = livez().await;
    assert_eq!((last.status, last.closes), (StatusCode::OK, true));
}
