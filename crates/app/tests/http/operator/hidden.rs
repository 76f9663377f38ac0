use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};

use super::{COMPANIES, anonymous, keys_of, one};
use crate::service::{Answer, OPERATOR_KEY, Service};

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];

fn paths() -> [String; 7] {
    [
        "/operator".to_owned(),
        "/operator/v1".to_owned(),
        "/operator/v1/nothing".to_owned(),
        COMPANIES.to_owned(),
        format!("{COMPANIES}/"),
        one(super::NOBODYS),
        keys_of(super::NOBODYS),
    ]
}

fn request(method: &str, uri: &str) -> TestRequest {
    let method: Method = method.parse().unwrap();
    TestRequest::default().method(method).uri(uri)
}

fn headers(answer: &Answer) -> Vec<(String, String)> {
    let shown = answer.headers.iter();
    let shown = shown.filter(|(name, _)| *name != "x-request-id");
    let mut shown: Vec<_> = shown
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    shown.sort();
    shown
}

#[actix_web::test]
async fn where_the_operator_has_no_key_every_path_is_an_unknown_one() {
    let service = Service::start().await;
    let bearers = [
        None,
        Some(OPERATOR_KEY),
        Some(service.key.expose()),
        Some(""),
    ];
    for method in METHODS {
        let unknown = service.call(request(method, "/nothing/v1")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        for uri in paths() {
            for bearer in bearers {
                let asked = request(method, &uri);
                let asked = match bearer {
                    Some(bearer) => {
                        asked.insert_header(("authorization", format!("Bearer {bearer}")))
                    }
                    None => asked,
                };
                let answer = service.call(asked).await;
                assert_eq!(answer.status, unknown.status, "{method} {uri}");
                assert_eq!(headers(&answer), headers(&unknown), "{method} {uri}");
                assert_eq!(anonymous(&answer), anonymous(&unknown), "{method} {uri}");
            }
        }
    }
}

#[actix_web::test]
async fn the_document_is_the_same_whether_the_operator_has_a_key_or_not() {
    let [without, with] = [Service::start().await, Service::with_operator().await];
    let document = || TestRequest::get().uri("/openapi.json");
    let [without, with] = [without.call(document()).await, with.call(document()).await];
    assert_eq!(without.bytes, with.bytes);
    let told = &with.json()["components"]["securitySchemes"]["operator_key"];
    assert_eq!(told["scheme"], "bearer");
}

#[actix_web::test]
async fn where_there_is_a_key_other_paths_and_methods_are_told_before_anybody_is_identified() {
    let service = Service::with_operator().await;
    for uri in ["/operator", "/operator/v1", "/operator/v1/companies/"] {
        let answer = service.call(TestRequest::get().uri(uri)).await;
        assert_eq!(answer.json()["code"], "route_not_found", "{uri}");
    }
    for (uri, allowed) in [
        (COMPANIES.to_owned(), "GET, HEAD, POST"),
        (one(super::NOBODYS), "DELETE"),
        (keys_of(super::NOBODYS), "GET, HEAD, POST"),
    ] {
        for method in ["PUT", "PATCH", "OPTIONS", "TRACE"] {
            let answer = service.call(request(method, &uri)).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{uri}");
            assert_eq!(answer.header("allow"), Some(allowed), "{uri}");
        }
    }
}
