use std::sync::Arc;

use actix_http::{BoxedPayloadStream, Payload};
use actix_web::{http::StatusCode, test::TestRequest};
use futures_util::stream;
use pullkey_storage::{MemoryStore, PageRequest};
use serde_json::json;

use super::{COMPANIES, anonymous, keys_of, one, posted};
use crate::service::{CHALLENGE, CREDENTIALS, OPERATOR_KEY, Service, pullkey};

fn list() -> TestRequest {
    TestRequest::get().uri(COMPANIES)
}

#[actix_web::test]
async fn whoever_is_not_the_operator_gets_one_and_the_same_answer() {
    let service = Service::with_operator().await;
    let none = service.call(list()).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    assert_eq!(none.header("www-authenticate"), Some(CHALLENGE));
    let (short, api_key) = (&OPERATOR_KEY[1..], service.key.expose());
    for header in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {short}"),
        format!("Bearer {OPERATOR_KEY}!"),
        format!("Bearer {}", OPERATOR_KEY.to_uppercase()),
        format!("Basic {OPERATOR_KEY}"),
        OPERATOR_KEY.to_owned(),
        format!("Bearer {api_key}"),
    ] {
        for request in [
            list(),
            posted(COMPANIES, &json!({ "name": "Acme" })),
            TestRequest::delete().uri(&one(&service.company.id().to_string())),
            TestRequest::get().uri(&keys_of(&service.company.id().to_string())),
            posted(&keys_of(super::NOBODYS), &"{}"),
        ] {
            let request = request.insert_header(("authorization", header.as_str()));
            let answer = service.call(request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{header}");
            assert_eq!(answer.header("www-authenticate"), Some(CHALLENGE));
            assert_eq!(anonymous(&answer), anonymous(&none), "{header}");
        }
    }
    let bearer = format!("Bearer {OPERATOR_KEY}");
    let twice = list()
        .append_header(("authorization", bearer.as_str()))
        .append_header(("authorization", bearer.as_str()));
    assert_eq!(anonymous(&service.call(twice).await), anonymous(&none));
    assert_eq!(service.asked(COMPANIES).await.json()["total"], 1);
}

#[actix_web::test]
async fn the_scheme_counts_in_any_case_and_head_works_where_get_does() {
    let service = Service::with_operator().await;
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        let bearer = format!("{scheme} {OPERATOR_KEY}");
        let request = list().insert_header(("authorization", bearer));
        assert_eq!(service.call(request).await.status, StatusCode::OK);
    }
    for uri in [
        COMPANIES.to_owned(),
        keys_of(&service.company.id().to_string()),
    ] {
        let head = || {
            TestRequest::default()
                .method("HEAD".parse().unwrap())
                .uri(&uri)
        };
        assert_eq!(service.operated(head()).await.status, StatusCode::OK);
        let stranger = service.call(head()).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    }
}

#[actix_web::test]
async fn the_operator_s_key_lets_nobody_in_to_a_company() {
    let service = Service::with_operator().await;
    for uri in [CREDENTIALS, "/v3/api-keys", "/v3/api-keys/validate"] {
        let stranger = service.call(TestRequest::get().uri(uri)).await;
        let operator = service.asked(uri).await;
        assert_eq!(operator.status, StatusCode::UNAUTHORIZED, "{uri}");
        assert_eq!(anonymous(&operator), anonymous(&stranger), "{uri}");
    }
}

#[actix_web::test]
async fn a_request_is_checked_in_the_order_of_the_contract() {
    let service = Service::with_operator().await;
    let code =
        async |request: TestRequest| super::text(&service.operated(request).await.json()["code"]);
    // Everything is wrong with it.
    let wrong = |uri: &str| {
        TestRequest::post()
            .uri(uri)
            .insert_header(("content-type", "text/plain"))
            .insert_header(("accept", "text/html"))
            .set_payload("x".repeat(70_000))
    };
    let uri = keys_of(super::NOBODYS);
    let stranger = service.call(wrong(&uri)).await;
    assert_eq!(stranger.json()["code"], "unauthorized");
    assert_eq!(code(wrong(&uri)).await, "not_acceptable");
    let wrong = |uri: &str| wrong(uri).insert_header(("accept", "*/*"));
    assert_eq!(code(wrong(&uri)).await, "media_type_unsupported");
    let wrong = |uri: &str| wrong(uri).insert_header(("content-type", "application/json"));
    assert_eq!(code(wrong(&uri)).await, "body_too_large");
    assert_eq!(code(posted(&uri, &"x")).await, "body_malformed");
    assert_eq!(code(posted(&uri, &"{}")).await, "validation_failed");
    let right = json!({ "name": "n", "capabilities": [{ "permission": "AUDIT:READ" }] });
    assert_eq!(code(posted(&uri, &right)).await, "company_not_found");
}

#[actix_web::test]
async fn no_byte_of_a_body_is_read_for_a_stranger() {
    let service = Service::with_operator().await;
    let request = posted(COMPANIES, &"").insert_header(("authorization", "Bearer wrong"));
    let unread = stream::poll_fn(|_| panic!("the body is asked for"));
    let payload: BoxedPayloadStream = Box::pin(unread);
    let payload = Payload::Stream { payload };
    let (request, _) = request.to_request().replace_payload(payload);
    let answer = service.send(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn nothing_is_done_before_the_key_ring_was_compared_with_the_store() {
    let service = Service::with_operator_of(pullkey(Arc::new(MemoryStore::default()))).await;
    let stranger = service.call(list()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let made = posted(COMPANIES, &json!({ "name": "Acme" }));
    let answer = service.operated(made).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["code"], "store_unavailable");
    let page = PageRequest {
        limit: 1,
        offset: 0,
    };
    let companies = service.pullkey.companies.list(page).await.unwrap();
    assert_eq!(companies.total, 1);
}
