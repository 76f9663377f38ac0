use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::service::{CREDENTIALS, Service};

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn an_empty_list_is_a_list() {
    let service = Service::start().await;
    let answer = service.get(CREDENTIALS).await;
    assert_eq!(answer.status, StatusCode::OK);
    let empty = json!({ "data": [], "total": 0, "offset": 0, "limit": 25, "next_cursor": null });
    assert_eq!(answer.json(), empty);
}

#[actix_web::test]
async fn the_newest_come_first_within_limit_and_offset() {
    let service = Service::start().await;
    for name in ["a", "b", "c", "d"] {
        service.created(name).await;
    }
    let all = service.get(CREDENTIALS).await.json();
    assert_eq!(names(&all), ["d", "c", "b", "a"]);
    let page = service
        .get(&format!("{CREDENTIALS}?limit=2&offset=1"))
        .await
        .json();
    assert_eq!(names(&page), ["c", "b"]);
    assert_eq!(
        (&page["total"], &page["limit"], &page["offset"]),
        (&json!(4), &json!(2), &json!(1))
    );
    let beyond = service
        .get(&format!("{CREDENTIALS}?offset=10000"))
        .await
        .json();
    assert_eq!((names(&beyond), &beyond["total"]), (vec![], &json!(4)));
}

#[actix_web::test]
async fn every_broken_parameter_is_named() {
    let service = Service::start().await;
    for (query, expected) in [
        ("limit=0", vec![("limit", "invalid_parameter")]),
        ("limit=101", vec![("limit", "invalid_parameter")]),
        ("limit=", vec![("limit", "invalid_parameter")]),
        ("limit=%2B5", vec![("limit", "invalid_parameter")]),
        ("limit=1e1", vec![("limit", "invalid_parameter")]),
        (
            "limit=99999999999999999999",
            vec![("limit", "invalid_parameter")],
        ),
        ("offset=-1", vec![("offset", "invalid_parameter")]),
        ("offset=10001", vec![("offset", "invalid_parameter")]),
        ("limit=1&limit=1", vec![("limit", "repeated_parameter")]),
        ("limit=1&limit=x", vec![("limit", "repeated_parameter")]),
        ("Limit=1&Limit=2", vec![("Limit", "unknown_parameter")]),
        ("search=%ff", vec![("search", "invalid_parameter")]),
        ("search=%C3", vec![("search", "invalid_parameter")]),
        ("search=%zz", vec![("search", "invalid_parameter")]),
        ("search=%", vec![("search", "invalid_parameter")]),
        ("search=%a", vec![("search", "invalid_parameter")]),
        ("%ff=1", vec![("?", "unknown_parameter")]),
        (
            "limit=x&offset=y&z=1",
            vec![
                ("limit", "invalid_parameter"),
                ("offset", "invalid_parameter"),
                ("z", "unknown_parameter"),
            ],
        ),
    ] {
        let answer = service.get(&format!("{CREDENTIALS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["code"], "query_invalid");
        let broken = answer.broken();
        let broken: Vec<_> = broken
            .iter()
            .map(|(at, code)| (at.as_str(), code.as_str()))
            .collect();
        assert_eq!(broken, expected, "{query}");
    }
}

#[actix_web::test]
async fn no_more_than_twenty_unknown_parameters_are_told_of_however_often_they_stand_there() {
    let service = Service::start().await;
    let names: Vec<_> = (0..700).map(|count| format!("a{count}&a{count}")).collect();
    let query = format!("{CREDENTIALS}?{}", names.join("&"));
    let answer = service.get(&query).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.broken().len(), 20);
}
