//! Typed logins.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::service::{Service, credential};

fn with_login(login: &Value) -> String {
    json!({ "name": "n", "registry": "gcr", "login": login }).to_string()
}

fn a_key() -> Value {
    json!({
        "type": "gcp_service_account_key",
        "key": {
            "type": "service_account",
            "client_email": "ci@acme.iam.gserviceaccount.com",
            "private_key": "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
        },
    })
}

#[actix_web::test]
async fn a_key_of_google_is_stored_and_neither_shown_nor_told() {
    let service = Service::start().await;
    let answer = service.post(with_login(&a_key())).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
    let body = answer.json();
    assert_eq!(body["login_type"], "gcp_service_account_key");
    assert_eq!(body["username"], "_json_key");
}

#[actix_web::test]
async fn a_password_of_any_form_is_stored() {
    let service = Service::start().await;
    let login = json!({ "type": "password", "username": "robot$ci", "password": "x" });
    let body = service.post(with_login(&login)).await.json();
    assert_eq!(
        (&body["login_type"], &body["username"]),
        (&json!("password"), &json!("robot$ci"))
    );
}

#[actix_web::test]
async fn a_login_comes_in_one_of_two_ways() {
    let service = Service::start().await;
    let mut body = credential("n");
    body["login"] = a_key();
    let both = ["/username", "/secret"].map(|at| (at.to_owned(), "beside_login".to_owned()));
    assert_eq!(service.post(body.to_string()).await.broken(), both);
    let id = service.created("n").await;
    let change = json!({ "login": a_key(), "secret": "my-secret-token" });
    let refused = service.patch(&id, change.to_string()).await;
    assert_eq!(refused.broken(), [both[1].clone()]);
    let neither = service.post(json!({ "name": "n" }).to_string()).await;
    let missing = ["/username", "/secret"].map(|at| (at.to_owned(), "missing".to_owned()));
    assert_eq!(neither.broken(), missing);
}

#[actix_web::test]
async fn what_is_wrong_in_a_login_is_told_beside_what_else_is() {
    let service = Service::start().await;
    let login = json!({ "type": "password", "username": "a:b" });
    let body = json!({ "name": "", "login": login, "hots": 1 });
    let answer = service.post(body.to_string()).await;
    let expected = [
        ("/name", "name_empty"),
        ("/login/username", "login_username_pattern"),
        ("/login/password", "missing"),
        ("/hots", "unknown_member"),
    ];
    assert_eq!(
        answer.broken(),
        expected.map(|(at, code)| (at.to_owned(), code.to_owned()))
    );
}

#[actix_web::test]
async fn a_login_replaces_all_of_the_old_one_and_no_part_of_a_key_is_changed_alone() {
    let service = Service::start().await;
    let id = service.created("n").await;
    let changed = service
        .patch(&id, json!({ "login": a_key() }).to_string())
        .await;
    assert_eq!(changed.json()["username"], "_json_key");
    for part in [
        json!({ "username": "u" }),
        json!({ "secret": "my-secret-token" }),
    ] {
        let (member, _) = part.as_object().unwrap().iter().next().unwrap();
        let refused = service.patch(&id, part.to_string()).await;
        let told = (format!("/{member}"), "whole_login_required".to_owned());
        assert_eq!(refused.broken(), [told]);
    }
    let back = json!({ "type": "password", "username": "u", "password": "p" });
    let back = service
        .patch(&id, json!({ "login": back }).to_string())
        .await
        .json();
    assert_eq!(
        (&back["login_type"], &back["username"]),
        (&json!("password"), &json!("u"))
    );
}

#[actix_web::test]
async fn a_member_of_a_key_that_stands_twice_is_no_json() {
    let service = Service::start().await;
    let twice = with_login(&a_key()).replace("\"client_email\"", "\"type\":\"x\",\"client_email\"");
    let answer = service.post(twice).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["code"], "body_malformed");
}
