use serde_json::{Value, json};

use super::*;
use crate::http::json::{Object, One};

#[derive(Default, Validate)]
struct Body {
    #[validate(nested)]
    login: Optional<One<WholeLogin>>,
}

crate::http::json::members!(Body: login);

/// The kind, the user name and the secret, or else the broken rules.
fn read(login: &Value) -> Result<(LoginKind, String, String), String> {
    let body = json!({ "login": login }).to_string();
    let object: Object<Body> = serde_json::from_str(&body).unwrap();
    let body = object.into_valid().map_err(|broken| {
        let errors: Vec<_> = broken.into_iter().map(Broken::in_body).collect();
        serde_json::to_string(&errors).unwrap()
    })?;
    let One(login) = body.login.into_value().unwrap();
    let secret = login.secret.expose().to_owned();
    Ok((login.kind, login.username.as_str().to_owned(), secret))
}

fn key() -> Value {
    json!({
        "type": "service_account",
        "project_id": "acme",
        "client_email": "ci@acme.iam.gserviceaccount.com",
        "private_key": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
    })
}

#[test]
fn a_password_may_have_any_form() {
    let login = json!({ "type": "password", "username": "robot$ci", "password": "a\nb" });
    let read = read(&login).unwrap();
    let expected = (
        LoginKind::Password,
        "robot$ci".to_owned(),
        "a\nb".to_owned(),
    );
    assert_eq!(read, expected);
}

#[test]
fn a_key_is_kept_whole_and_on_one_line() {
    let login = json!({ "type": "gcp_service_account_key", "key": key() });
    let (kind, username, secret) = read(&login).unwrap();
    assert_eq!(kind, LoginKind::GcpServiceAccountKey);
    assert_eq!(username, "_json_key");
    assert!(!secret.contains('\n'));
    assert_eq!(serde_json::from_str::<Value>(&secret).unwrap(), key());
}

fn assert_told(cases: impl IntoIterator<Item = (Value, &'static str, &'static str)>) {
    for (login, pointer, code) in cases {
        let told = read(&login).unwrap_err();
        let wanted = format!("\"pointer\":\"{pointer}\",\"code\":\"{code}\"");
        assert!(told.contains(&wanted), "{login}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn each_broken_rule_is_told_at_its_place_and_no_value_with_it() {
    assert_told([
        (json!("hunter2"), "/login", "wrong_type"),
        (json!(null), "/login", "null"),
        (json!({}), "/login/type", "missing"),
        (
            json!({ "type": "hunter2" }),
            "/login/type",
            "login_type_unknown",
        ),
        (json!({ "type": "password" }), "/login/password", "missing"),
        (
            json!({ "type": "password", "username": "hunter:2", "password": "p" }),
            "/login/username",
            "login_username_pattern",
        ),
        (
            json!({ "type": "password", "username": "u", "password": "" }),
            "/login/password",
            "login_secret_empty",
        ),
        (
            json!({ "type": "password", "username": "u", "password": "p", "key": key() }),
            "/login/key",
            "login_member",
        ),
        (
            json!({ "type": "gcp_service_account_key", "key": key(), "password": "hunter2" }),
            "/login/password",
            "login_member",
        ),
        (
            json!({ "type": "password", "username": "u", "password": "p", "hunter": 2 }),
            "/login/hunter",
            "unknown_member",
        ),
    ]);
}

#[test]
fn what_is_no_key_file_is_told_by_its_member() {
    let broken_key = |name: &str, value: Value| {
        let mut key = key();
        key[name] = value;
        json!({ "type": "gcp_service_account_key", "key": key })
    };
    assert_told([
        (
            json!({ "type": "gcp_service_account_key", "key": "hunter2" }),
            "/login/key",
            "wrong_type",
        ),
        (
            broken_key("type", json!("hunter2")),
            "/login/key/type",
            "service_account_key",
        ),
        (
            broken_key("private_key", json!(2)),
            "/login/key/private_key",
            "service_account_key",
        ),
        (
            broken_key("nested", json!({ "a": "hunter2" })),
            "/login/key",
            "service_account_key",
        ),
        (
            broken_key("padding", json!("x".repeat(16_384))),
            "/login/key",
            "login_secret_too_long",
        ),
    ]);
}

#[test]
fn the_document_has_the_words_of_the_types() {
    let schema = <LoginType as utoipa::PartialSchema>::schema();
    let schema = serde_json::to_value(schema).unwrap();
    assert_eq!(schema["enum"], json!(LoginKind::ALL.map(LoginKind::as_str)));
}
