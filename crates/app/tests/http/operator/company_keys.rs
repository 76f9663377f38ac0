use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::{ApiKeyToken, Permission};
use serde_json::{Value, json};

use super::{NOBODYS, keys_of, posted, text};
use crate::service::{CREDENTIALS, Service};

fn body(permissions: &[Permission]) -> Value {
    let capabilities = permissions.iter();
    let capabilities = capabilities.map(|it| json!({ "permission": it.as_str() }));
    json!({ "name": "first", "capabilities": capabilities.collect::<Vec<_>>() })
}

#[actix_web::test]
async fn a_company_without_a_key_gets_its_first_one_which_may_do_everything() {
    let service = Service::with_operator().await;
    let company = service.founded("Other").await;
    let request = posted(&keys_of(&company), &body(&Permission::ALL));
    let made = service.operated(request).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let key = made.json();
    assert_eq!(key["company_id"], company);
    let location = format!("/v3/api-keys/{}", text(&key["id"]));
    assert_eq!(made.header("location"), Some(&*location));
    let token = ApiKeyToken::parse(&text(&key["token"])).unwrap();
    let request = TestRequest::get().uri(&location);
    let found = service.authorized_by(&token, request).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.json()["capabilities"], key["capabilities"]);
}

#[actix_web::test]
async fn the_keys_of_a_company_are_listed_as_the_company_sees_them() {
    let service = Service::with_operator().await;
    let uri = keys_of(&service.company.id().to_string());
    for _ in 0..2 {
        let made = posted(&uri, &body(&[Permission::AuditRead]));
        assert_eq!(service.operated(made).await.status, StatusCode::CREATED);
    }
    for query in ["", "?limit=2&offset=1"] {
        let listed = service.asked(&format!("{uri}{query}")).await;
        assert_eq!(listed.status, StatusCode::OK);
        let seen = service.get(&format!("/v3/api-keys{query}")).await;
        assert_eq!(listed.json(), seen.json());
        assert_eq!(listed.json()["total"], 3);
        let text = String::from_utf8(listed.bytes).unwrap();
        assert!(!text.contains("token"), "{text}");
    }
    let wrong = service.asked(&format!("{uri}?limit=0")).await;
    assert_eq!(wrong.json()["code"], "query_invalid");
}

#[actix_web::test]
async fn a_repeat_is_told_which_key_was_made_until_its_company_is_gone() {
    let service = Service::with_operator().await;
    let company = service.founded("Other").await;
    let uri = keys_of(&company);
    let keyed = |body: &Value| posted(&uri, &body).insert_header(("idempotency-key", "attempt"));
    let first = body(&[Permission::AuditRead]);
    let made = service.operated(keyed(&first)).await;
    let again = service.operated(keyed(&first)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.json()["code"], "token_already_issued");
    assert_eq!(again.header("location"), made.header("location"));
    let other = service
        .operated(keyed(&body(&[Permission::ApiKeyRead])))
        .await;
    assert_eq!(other.json()["code"], "idempotency_key_reused");
    let malformed = posted(&uri, &first).insert_header(("idempotency-key", "a b"));
    let malformed = service.operated(malformed).await;
    assert_eq!(malformed.json()["code"], "header_malformed");
    assert_eq!(service.asked(&uri).await.json()["total"], 1);
    service.dissolved(&company).await;
    let gone = service.operated(keyed(&first)).await;
    assert_eq!(gone.json()["code"], "company_not_found");
}

#[actix_web::test]
async fn the_rules_of_a_new_key_are_those_of_any() {
    let service = Service::with_operator().await;
    let uri = keys_of(&service.company.id().to_string());
    let bad = json!({
        "name": "",
        "capabilities": [{ "permission": "ROOT" }],
        "expired_at": "tomorrow",
        "more": 1,
    });
    let answer = service.operated(posted(&uri, &bad)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let broken = answer.broken();
    let places: Vec<_> = broken.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        [
            "/name",
            "/capabilities/0/permission",
            "/expired_at",
            "/more"
        ]
    );
    let mut past = body(&[Permission::AuditRead]);
    past["expired_at"] = json!("2025-01-30T00:00:00.000Z");
    let answer = service.operated(posted(&uri, &past)).await;
    let told = [("/expired_at".to_owned(), "expired_at_in_past".to_owned())];
    assert_eq!(answer.broken(), told);
    assert_eq!(service.asked(&uri).await.json()["total"], 1);
}

#[actix_web::test]
async fn a_company_that_is_not_there_has_no_keys_and_gets_none() {
    let service = Service::with_operator().await;
    let uri = keys_of(NOBODYS);
    let made = posted(&uri, &body(&[Permission::AuditRead]));
    for answer in [service.asked(&uri).await, service.operated(made).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.json()["code"], "company_not_found");
    }
    // And the companies that are there are as before.
    assert_eq!(service.get(CREDENTIALS).await.status, StatusCode::OK);
}
