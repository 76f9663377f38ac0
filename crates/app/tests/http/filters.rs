//! Filters, search, sort and total of lists.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::service::{CREDENTIALS, Service, credential};

async fn with(service: &Service, name: &str, username: &str, registry: &str) {
    let mut body = credential(name);
    body["username"] = json!(username);
    body["registry"] = json!(registry);
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

async fn with_several() -> Service {
    let service = Service::start().await;
    with(&service, "Éclair", "alice", "gcr").await;
    with(&service, "100 % beta", "bob", "ecr").await;
    with(&service, "alpha", "hub-bot", "gcr").await;
    with(&service, "My Docker HUB", "dave", "dockerHub").await;
    service
}

async fn listed(service: &Service, query: &str) -> (Vec<String>, Value) {
    let answer = service.get(&format!("{CREDENTIALS}?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    let page = answer.json();
    let data = page["data"].as_array().unwrap();
    let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
    (data.iter().map(name).collect(), page["total"].clone())
}

#[actix_web::test]
async fn a_search_looks_into_names_and_user_names_in_either_case() {
    let service = with_several().await;
    for (search, expected) in [
        ("hub", vec!["My Docker HUB", "alpha"]),
        ("ALICE", vec!["Éclair"]),
        ("%C3%A9CL", vec!["Éclair"]),
        ("0+%25", vec!["100 % beta"]),
        ("0%25b", vec![]),
        ("_", vec![]),
    ] {
        let (names, total) = listed(&service, &format!("search={search}")).await;
        assert_eq!(names, expected, "{search}");
        assert_eq!(total, expected.len(), "{search}");
    }
}

#[actix_web::test]
async fn a_filter_narrows_list_and_total() {
    let service = with_several().await;
    let (names, total) = listed(&service, "registry=gcr&limit=1").await;
    assert_eq!((names, total), (vec!["alpha".to_owned()], json!(2)));
    let (names, total) = listed(&service, "registry=gcr&search=cl").await;
    assert_eq!((names, total), (vec!["Éclair".to_owned()], json!(1)));
}

#[actix_web::test]
async fn every_sort_has_its_order_and_names_go_by_their_bytes() {
    let service = with_several().await;
    let oldest_first = ["Éclair", "100 % beta", "alpha", "My Docker HUB"];
    let by_name = ["100 % beta", "My Docker HUB", "alpha", "Éclair"];
    for (sort, mut expected, reversed) in [
        ("created_at", oldest_first, false),
        ("-created_at", oldest_first, true),
        ("name", by_name, false),
        ("-name", by_name, true),
    ] {
        if reversed {
            expected.reverse();
        }
        let (names, _) = listed(&service, &format!("sort={sort}")).await;
        assert_eq!(names, expected, "{sort}");
    }
}

#[actix_web::test]
async fn the_total_is_left_out_on_demand_and_with_it_the_offset() {
    let service = with_several().await;
    let answer = service
        .get(&format!("{CREDENTIALS}?total=false&offset=1"))
        .await;
    let page = answer.json();
    let members: Vec<_> = page.as_object().unwrap().keys().collect();
    assert_eq!(members, ["data", "limit", "next_cursor"]);
    assert_eq!(page["data"].as_array().unwrap().len(), 3);
    let (_, total) = listed(&service, "total=true").await;
    assert_eq!(total, 4);
}

#[actix_web::test]
async fn every_broken_filter_is_named() {
    let service = Service::start().await;
    let long = format!("search={}", "x".repeat(101));
    for (query, parameter) in [
        ("registry=quay", "registry"),
        ("registry=GCR", "registry"),
        ("search=", "search"),
        (long.as_str(), "search"),
        ("search=a%00", "search"),
        ("sort=username", "sort"),
        ("sort=", "sort"),
        ("total=yes", "total"),
        ("total=", "total"),
    ] {
        let answer = service.get(&format!("{CREDENTIALS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let expected = [(parameter.to_owned(), "invalid_parameter".to_owned())];
        assert_eq!(answer.broken(), expected, "{query}");
    }
}
