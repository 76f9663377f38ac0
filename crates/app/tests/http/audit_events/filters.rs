use actix_web::http::StatusCode;
use serde_json::Value;

use super::{EVENTS, NOBODYS, page, texts};
use crate::service::Service;

/// A service with two credentials; the first was changed, and is gone.
async fn with_several() -> (Service, [String; 2]) {
    let service = Service::start().await;
    let ids = [service.created("a").await, service.created("b").await];
    service.patch(&ids[0], r#"{"name":"c"}"#).await;
    service.delete(&ids[0]).await;
    (service, ids)
}

async fn actions(service: &Service, query: &str) -> Vec<String> {
    let page = page(service, query).await;
    assert_eq!(page["next_cursor"], Value::Null);
    let actions = texts(&page, "action").into_iter();
    actions.map(str::to_owned).collect()
}

#[actix_web::test]
async fn what_became_of_one_credential_is_found_though_it_is_gone() {
    let (service, [gone, other]) = with_several().await;
    let of = async |id: &str| actions(&service, &format!("credential_id={id}")).await;
    let told = [
        "credential.delete",
        "credential.update",
        "credential.create",
    ];
    assert_eq!(of(&gone).await, told);
    assert_eq!(of(&gone.to_uppercase()).await, told);
    assert_eq!(of(&other).await, ["credential.create"]);
    assert!(of(NOBODYS).await.is_empty());
}

#[actix_web::test]
async fn what_somebody_did_is_found_by_kind_and_by_id() {
    let (service, _) = with_several().await;
    let own = service.get("/v3/api-keys/me").await.json();
    let own = own["id"].as_str().unwrap();
    let by_key = [
        "credential.delete",
        "credential.update",
        "credential.create",
        "credential.create",
    ];
    for actor in [
        "api_key",
        own,
        &format!("api_key:{own}"),
        &format!("api_key%3A{own}"),
    ] {
        let found = actions(&service, &format!("actor={actor}")).await;
        assert_eq!(found, by_key, "{actor}");
    }
    let by_operator = ["api_key.create", "company.create"];
    assert_eq!(actions(&service, "actor=operator").await, by_operator);
    for nobody in ["system", "cli", "cli:root", NOBODYS] {
        assert!(
            actions(&service, &format!("actor={nobody}"))
                .await
                .is_empty()
        );
    }
}

#[actix_web::test]
async fn filters_narrow_each_other() {
    let (service, [gone, _]) = with_several().await;
    let query = format!("credential_id={gone}&action=credential.update&actor=api_key");
    assert_eq!(actions(&service, &query).await, ["credential.update"]);
    let query = format!("{query}&from=2999-01-01T00:00:00Z");
    assert!(actions(&service, &query).await.is_empty());
    let found = actions(&service, "action=credential.create").await;
    assert_eq!(found, ["credential.create"; 2]);
}

#[actix_web::test]
async fn a_time_begins_at_from_and_ends_before_to() {
    let (service, _) = with_several().await;
    let all = page(&service, "").await;
    let ids = texts(&all, "id");
    let mut moments = texts(&all, "at");
    moments.extend(["2000-01-30T00:00:00.000Z", "2999-01-30T00:00:00.000Z"]);
    for from in &moments {
        for to in &moments {
            let found = page(&service, &format!("from={from}&to={to}")).await;
            let mut expected = texts(&all, "at").into_iter().zip(&ids).collect::<Vec<_>>();
            expected.retain(|(at, _)| from <= at && at < to);
            let expected: Vec<_> = expected.into_iter().map(|(_, id)| *id).collect();
            assert_eq!(texts(&found, "id"), expected, "{from} {to}");
        }
    }
}

#[actix_web::test]
async fn every_broken_parameter_is_named_with_its_rule() {
    let service = Service::start().await;
    let long = format!("actor=cli:{}", "a".repeat(256));
    for (query, expected) in [
        (
            "limit=0",
            vec![("limit", "must be a whole number from 1 to 100")],
        ),
        (
            "limit=101",
            vec![("limit", "must be a whole number from 1 to 100")],
        ),
        ("credential_id=1", vec![("credential_id", UUID)]),
        ("actor=", vec![("actor", ACTOR)]),
        ("actor=root", vec![("actor", ACTOR)]),
        ("actor=operator:1", vec![("actor", ACTOR)]),
        ("actor=cli:", vec![("actor", ACTOR)]),
        ("actor=cli:a%00", vec![("actor", ACTOR)]),
        (&long, vec![("actor", ACTOR)]),
        ("from=2025-02-30T00:00:00Z", vec![("from", TIME)]),
        ("to=2025-01-30", vec![("to", TIME)]),
        ("from=2025-01-30T00:00:00%2B01:00", vec![("from", TIME)]),
        (
            "offset=0",
            vec![("offset", "is not a parameter of this route")],
        ),
        (
            "action=credential.create&action=x",
            vec![("action", "must be given once")],
        ),
        (
            "limit=x&credential_id=x&actor=x&from=x&to=x&z=1",
            vec![
                ("limit", "must be a whole number from 1 to 100"),
                ("credential_id", UUID),
                ("actor", ACTOR),
                ("from", TIME),
                ("to", TIME),
                ("z", "is not a parameter of this route"),
            ],
        ),
    ] {
        let answer = service.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let body = answer.json();
        assert_eq!(body["code"], "query_invalid");
        let told: Vec<_> = body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (
                    it["parameter"].as_str().unwrap(),
                    it["detail"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(told, expected, "{query}");
    }
    let answer = service
        .get(&format!("{EVENTS}?action=credential.steal"))
        .await;
    let told = answer.json()["errors"][0]["detail"].to_string();
    assert!(
        told.contains("must be one of credential.create, "),
        "{told}"
    );
}

const UUID: &str = "must be a UUID such as fb5e5168-4281-4bec-94c5-0d1584e9e657";
const TIME: &str = "must be a UTC time in ISO 8601 format such as 2025-01-30T00:00:00.000Z";
const ACTOR: &str = "must be api_key, cli, operator or system, or one actor: api_key:<id>, the id of an API key alone, or cli:<user>";
