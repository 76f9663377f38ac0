use actix_web::http::StatusCode;
use serde_json::json;

use super::{COMPANIES, NOBODYS, keys_of, one, posted, text};
use crate::service::Service;

#[actix_web::test]
async fn a_new_company_is_shown_and_listed() {
    let service = Service::with_operator().await;
    let made = service
        .operated(posted(COMPANIES, &json!({ "name": "Träger" })))
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let company = made.json();
    let location = one(&text(&company["id"]));
    assert_eq!(made.header("location"), Some(&*location));
    assert_eq!(company["name"], "Träger");
    let created_at = text(&company["created_at"]);
    assert!(
        created_at.len() == 24 && created_at.ends_with('Z'),
        "{created_at}"
    );
    assert_eq!(
        company.as_object().unwrap().len(),
        3,
        "the salt is nobody's"
    );
    let listed = service.asked(COMPANIES).await.json();
    assert_eq!(listed["data"][1], company);
}

#[actix_web::test]
async fn names_of_attempts_are_ignored_where_a_company_is_made() {
    let service = Service::with_operator().await;
    for _ in 0..2 {
        let request = posted(COMPANIES, &json!({ "name": "Globex" }));
        let request = request.insert_header(("idempotency-key", "globex"));
        let answer = service.operated(request).await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
    assert_eq!(service.asked(COMPANIES).await.json()["total"], 3);
}

#[actix_web::test]
async fn companies_are_listed_oldest_first_page_by_page() {
    let service = Service::with_operator().await;
    let mut ids = vec![service.company.id().to_string()];
    for name in ["one", "two", "three"] {
        ids.push(service.founded(name).await);
    }
    let page = service
        .asked(&format!("{COMPANIES}?limit=2&offset=1"))
        .await
        .json();
    assert_eq!(page["total"], 4);
    assert_eq!((&page["limit"], &page["offset"]), (&json!(2), &json!(1)));
    let shown = page["data"].as_array().unwrap();
    let shown: Vec<_> = shown.iter().map(|it| text(&it["id"])).collect();
    assert_eq!(shown, ids[1..3]);
    let all = service.asked(COMPANIES).await.json();
    assert_eq!((&all["limit"], &all["offset"]), (&json!(25), &json!(0)));
    for query in [
        "limit=0",
        "limit=101",
        "offset=10001",
        "cursor=x",
        "limit=1&limit=1",
    ] {
        let answer = service.asked(&format!("{COMPANIES}?{query}")).await;
        assert_eq!(answer.json()["code"], "query_invalid", "{query}");
    }
}

#[actix_web::test]
async fn an_id_that_is_asked_for_is_given_once_and_never_again() {
    let service = Service::with_operator().await;
    let made = async |id: &str| {
        let body = json!({ "id": id, "name": "Acme" });
        service.operated(posted(COMPANIES, &body)).await
    };
    assert_eq!(made(NOBODYS).await.json()["id"], NOBODYS);
    let taken = async |id: &str| {
        let answer = made(id).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(answer.json()["code"], "company_id_taken");
    };
    taken(NOBODYS).await;
    taken(&NOBODYS.to_uppercase()).await;
    assert_eq!(service.dissolved(NOBODYS).await.status, StatusCode::OK);
    taken(NOBODYS).await;
    assert_eq!(service.asked(COMPANIES).await.json()["total"], 1);
}

#[actix_web::test]
async fn every_broken_member_of_a_company_is_told_at_once() {
    let service = Service::with_operator().await;
    let long = "x".repeat(256);
    for (body, told) in [
        (json!({}), vec![("/name", "missing")]),
        (
            json!({ "id": "1", "name": "", "plan": 1 }),
            vec![
                ("/id", "id_malformed"),
                ("/name", "name_empty"),
                ("/plan", "unknown_member"),
            ],
        ),
        (
            json!({ "id": null, "name": null }),
            vec![("/id", "null"), ("/name", "null")],
        ),
        (
            json!({ "id": 1, "name": ["Acme"] }),
            vec![("/id", "wrong_type"), ("/name", "wrong_type")],
        ),
        (
            json!({ "id": "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "name": long }),
            vec![("/id", "id_malformed"), ("/name", "name_too_long")],
        ),
        (json!({ "name": "\u{0}" }), vec![("/name", "name_nul")]),
    ] {
        let answer = service.operated(posted(COMPANIES, &body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let told: Vec<_> = told
            .into_iter()
            .map(|(place, code)| (place.to_owned(), code.to_owned()))
            .collect();
        assert_eq!(answer.broken(), told);
    }
    assert_eq!(service.asked(COMPANIES).await.json()["total"], 1);
}

#[actix_web::test]
async fn a_deleted_company_is_gone_with_its_keys_at_once() {
    let service = Service::with_operator().await;
    let id = service.company.id().to_string();
    assert_eq!(service.get("/v3/api-keys/me").await.status, StatusCode::OK);
    let deleted = service.dissolved(&id).await;
    assert_eq!(deleted.status, StatusCode::OK);
    assert_eq!(deleted.json(), json!({ "message": "Company deleted" }));
    let refused = service.get("/v3/api-keys/me").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(service.asked(COMPANIES).await.json()["total"], 0);
    for answer in [
        service.dissolved(&id).await,
        service.asked(&keys_of(&id)).await,
        service.dissolved(NOBODYS).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.json()["code"], "company_not_found");
    }
}

#[actix_web::test]
async fn what_is_no_id_and_what_is_no_parameter_are_told() {
    let service = Service::with_operator().await;
    for answer in [
        service.dissolved("1").await,
        service.asked(&keys_of("1")).await,
        service.operated(posted(&keys_of("1"), &"{}")).await,
    ] {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.json()["code"], "id_malformed");
    }
    let other = format!("{NOBODYS}?force=true");
    assert_eq!(
        service.dissolved(&other).await.json()["code"],
        "query_invalid"
    );
}
