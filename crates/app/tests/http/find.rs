use actix_web::http::StatusCode;

use crate::service::{CREDENTIALS, Service};

#[actix_web::test]
async fn a_credential_is_read_back_as_it_was_created() {
    let service = Service::start().await;
    let created = service
        .post(crate::service::credential("one").to_string())
        .await
        .json();
    let id = created["id"].as_str().unwrap();
    let found = service.get(&format!("{CREDENTIALS}/{id}")).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.json(), created);
    let shouted = service
        .get(&format!("{CREDENTIALS}/{}", id.to_uppercase()))
        .await;
    assert_eq!(shouted.json(), created);
}

#[actix_web::test]
async fn the_nil_and_the_max_uuid_are_well_formed_and_not_there() {
    let service = Service::start().await;
    for id in [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "fb5e5168-4281-4bec-94c5-0d1584e9e657",
    ] {
        let answer = service.get(&format!("{CREDENTIALS}/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(answer.json()["code"], "credential_not_found");
    }
}

#[actix_web::test]
async fn an_id_that_breaks_the_pattern_is_refused() {
    let service = Service::start().await;
    for id in [
        "1",
        "fb5e516842814bec94c50d1584e9e657",
        "fb5e5168-4281-9bec-94c5-0d1584e9e657",
        "fb5e5168-4281-4bec-c4c5-0d1584e9e657",
        "%7Bfb5e5168-4281-4bec-94c5-0d1584e9e657%7D",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "fb5e5168-4281-4bec-94c5-0d1584e9e657%00",
        "%F0%9F%94%91",
        "%ff",
    ] {
        let answer = service.get(&format!("{CREDENTIALS}/{id}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{id}");
        assert_eq!(answer.json()["code"], "id_malformed");
    }
}

#[actix_web::test]
async fn a_read_takes_no_parameters() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let answer = service
        .get(&format!("{CREDENTIALS}/{id}?fields=name"))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["code"], "query_invalid");
}
