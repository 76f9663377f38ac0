use actix_web::{http::StatusCode, test::TestRequest};
use serde_json::{Value, json};

use super::{of, patched, posted};
use crate::service::{Answer, Service};

fn assert_kept(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.json()["code"], "last_managing_key");
}

/// What would take it from those who make keys.
fn endings(id: &str) -> [TestRequest; 3] {
    [
        TestRequest::delete().uri(&of(id, "")),
        posted(&of(id, "/toggle"), &json!({ "is_enabled": false })),
        patched(
            id,
            &json!({ "capabilities": [{ "permission": "AUDIT:READ" }] }),
        ),
    ]
}

async fn own_id(service: &Service) -> String {
    let me: Value = service.get("/v3/api-keys/me").await.json();
    me["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_last_managing_key_of_a_company_stays() {
    let service = Service::start().await;
    service
        .key_that_may(&["API_KEY:READ", "API_KEY:UPDATE"])
        .await;
    let own = own_id(&service).await;
    for ending in endings(&own) {
        assert_kept(&service.authorized(ending).await);
    }
    // A leaked one can be given another token.
    let rotate = TestRequest::post().uri(&of(&own, "/rotate"));
    assert_eq!(service.authorized(rotate).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn beside_another_one_it_may_go() {
    for nth in 0..3 {
        let service = Service::start().await;
        let own = own_id(&service).await;
        service.key_that_may(&["API_KEY:CREATE"]).await;
        let ending = endings(&own).into_iter().nth(nth).unwrap();
        assert_eq!(service.authorized(ending).await.status, StatusCode::OK);
    }
}
