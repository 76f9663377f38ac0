use actix_web::http::StatusCode;
use serde_json::json;

use crate::service::{CREDENTIALS, Service, credential, posted};

#[actix_web::test]
async fn a_created_credential_is_answered_without_its_secret() {
    let service = Service::start().await;
    let answer = service.post(credential("My Docker Hub").to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let body = answer.json();
    let id = body["id"].as_str().unwrap();
    assert_eq!(&id[14..15], "7", "ids are in the order of their making");
    assert_eq!(
        answer.header("location").unwrap(),
        format!("/v3/docker-registries/{id}")
    );
    assert_eq!(
        body,
        json!({
            "id": id,
            "company_id": service.company.id().to_string(),
            "name": "My Docker Hub",
            "registry": "github",
            "username": "my-docker-user",
            "host": null,
            "token_host": null,
            "path_prefix": null,
            "login_type": "password",
            "last_verified_at": null,
            "last_outcome": null,
            "last_used_at": null,
            "created_at": body["created_at"],
            "updated_at": body["created_at"],
        })
    );
    let at = body["created_at"].as_str().unwrap();
    assert!(
        at.len() == 24 && at.ends_with('Z') && &at[19..20] == ".",
        "{at}"
    );
}

#[actix_web::test]
async fn without_a_registry_it_is_docker_hub() {
    let service = Service::start().await;
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" });
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.json()["registry"], "dockerHub");
}

#[actix_web::test]
async fn a_name_is_kept_as_sent_whatever_characters_it_has() {
    let service = Service::start().await;
    for name in [
        "'; drop table",
        "%_\\",
        "e\u{301}",
        "é",
        "🔑",
        "a\nb",
        "\u{202e}",
    ] {
        let answer = service.post(credential(name).to_string()).await;
        assert_eq!(answer.json()["name"], name);
    }
}

#[actix_web::test]
async fn two_credentials_may_be_alike() {
    let service = Service::start().await;
    assert_ne!(service.created("same").await, service.created("same").await);
}

#[actix_web::test]
async fn all_broken_members_are_told_at_once_in_the_order_of_the_contract() {
    let service = Service::start().await;
    let body = json!({
        "secert": "my-secret-token", "registry": "quay", "secret": "short", "username": "-user", "name": "",
    });
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    let expected = [
        ("/name", "name_empty"),
        ("/username", "username_pattern"),
        ("/secret", "secret_too_short"),
        ("/registry", "registry_unknown"),
        ("/secert", "unknown_member"),
    ];
    assert_eq!(
        answer.broken(),
        expected.map(|(at, code)| (at.to_owned(), code.to_owned()))
    );
    assert_eq!(answer.json()["detail"], "5 fields break a rule");
}

#[actix_web::test]
async fn what_is_missing_null_or_of_another_type_is_told_as_such() {
    let service = Service::start().await;
    for (body, expected) in [
        (json!({}), ["missing", "missing", "missing"]),
        (
            json!({ "name": null, "username": null, "secret": null }),
            ["null", "null", "null"],
        ),
        (
            json!({ "name": 1, "username": ["u"], "secret": { "a": true } }),
            ["wrong_type", "wrong_type", "wrong_type"],
        ),
        (
            json!({ "name": false, "username": 1.5, "secret": -1 }),
            ["wrong_type", "wrong_type", "wrong_type"],
        ),
    ] {
        let answer = service.post(body.to_string()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let codes: Vec<_> = answer.broken().into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, expected, "{body}");
    }
}

#[actix_web::test]
async fn thousands_of_unknown_members_do_not_swell_the_answer() {
    let service = Service::start().await;
    let members: Vec<_> = (0..5_000).map(|at| format!("\"m{at}\":1")).collect();
    let answer = service.post(format!("{{{}}}", members.join(","))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.broken().len(), 3 + 20);
}

#[actix_web::test]
async fn a_secret_in_the_place_of_a_name_does_not_come_back() {
    let service = Service::start().await;
    let key = service.key.expose();
    let mut body = credential("n");
    body[key] = json!(1);
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.broken(), [(String::new(), "unknown_member".into())]);
    let answer = service.get(&format!("{CREDENTIALS}?{key}=1")).await;
    assert_eq!(answer.broken(), [("?".into(), "unknown_parameter".into())]);
}

#[actix_web::test]
async fn a_create_takes_no_parameters() {
    let service = Service::start().await;
    let request = posted(credential("n").to_string()).uri(&format!("{CREDENTIALS}?dry_run=1"));
    let answer = service.authorized(request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.broken(),
        [("dry_run".into(), "unknown_parameter".into())]
    );
}

#[actix_web::test]
async fn a_registry_may_be_left_out_but_not_be_null() {
    let service = Service::start().await;
    let mut body = credential("n");
    body["registry"] = json!(null);
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.broken(), [("/registry".into(), "null".into())]);
}

#[actix_web::test]
async fn a_problem_serves_clients_of_both_error_forms() {
    let service = Service::start().await;
    let answer = service.post("{}").await;
    let body = answer.json();
    assert_eq!(body["type"], "/problems/validation_failed");
    assert_eq!(body["title"], "Validation failed");
    assert_eq!(body["status"], 422);
    assert_eq!(body["code"], "validation_failed");
    assert_eq!(body["message"], body["title"]);
    assert_eq!(body["data"]["message"], body["detail"]);
    assert_eq!(body["data"]["code"], body["request_id"]);
    assert_eq!(answer.header("x-request-id"), body["request_id"].as_str());
}

#[actix_web::test]
async fn no_value_that_was_sent_comes_back_in_a_refusal() {
    let service = Service::start().await;
    let canary = "CANARY\u{2028}3f9a";
    let body = json!({ "name": [canary], "username": canary, "secret": canary, "registry": canary, "x": canary });
    for sent in [
        body.to_string(),
        format!("{{\"name\": \"{canary}\", broken"),
    ] {
        let answer = service.post(sent).await;
        assert!(answer.status.is_client_error());
        let text = String::from_utf8(answer.bytes).unwrap();
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[actix_web::test]
async fn the_secret_is_kept_byte_for_byte_within_its_bounds() {
    let service = Service::start().await;
    for secret in ["12345678", "\0\u{7}\t  \u{85}é🔑", &"🔑".repeat(128)] {
        let mut body = credential("n");
        body["secret"] = json!(secret);
        assert_eq!(
            service.post(body.to_string()).await.status,
            StatusCode::CREATED
        );
    }
    for secret in [
        "1234567",
        "1234\n5678",
        "1234\r5678",
        "1234\u{2029}5678",
        &"x".repeat(129),
    ] {
        let mut body = credential("n");
        body["secret"] = json!(secret);
        let answer = service.post(body.to_string()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
