//! Where a credential may be sent.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::service::{Service, credential};

/// A credential of this provider, with these members besides.
fn of(provider: &str, members: &Value) -> String {
    let mut body = credential("n");
    body["registry"] = json!(provider);
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body.to_string()
}

#[actix_web::test]
async fn a_host_and_its_token_host_are_kept_and_shown_in_lower_case_ascii() {
    let service = Service::start().await;
    let hosts =
        json!({ "host": "Registry.B\u{fc}cher.Example:5000", "token_host": "Auth.Example.com" });
    let answer = service.post(of("custom", &hosts)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let body = answer.json();
    assert_eq!(body["host"], "registry.xn--bcher-kva.example:5000");
    assert_eq!(body["token_host"], "auth.example.com");
    assert_eq!(
        service.find(body["id"].as_str().unwrap()).await.json(),
        body
    );
}

#[actix_web::test]
async fn each_provider_takes_its_own_hosts_only() {
    let service = Service::start().await;
    let amazon = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    for (provider, host) in [
        ("gitlab", "registry.gitlab.com"),
        ("gitlab", "git.example.com:5050"),
        ("gcr", "eu.gcr.io"),
        ("gcr", "europe-docker.pkg.dev"),
        ("ecr", amazon),
        ("custom", "registry"),
    ] {
        let answer = service.post(of(provider, &json!({ "host": host }))).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{provider} {host}");
    }
    for (provider, host, code) in [
        ("dockerHub", "docker.io", "host_fixed"),
        ("github", "ghcr.io", "host_fixed"),
        ("digitalOcean", "registry.example.com", "host_fixed"),
        ("gcr", "registry.example.com", "host_not_of_registry"),
        ("ecr", "public.ecr.aws", "host_not_of_registry"),
        ("custom", "ghcr.io", "host_of_another_registry"),
        ("custom", amazon, "host_of_another_registry"),
        ("custom", "https://registry.example.com", "host_pattern"),
        ("custom", "registry.example.com:443", "host_port"),
        ("custom", "127.1", "host_address"),
        ("custom", "\u{ff45}xample.com", "host_pattern"),
    ] {
        let answer = service.post(of(provider, &json!({ "host": host }))).await;
        let told = [("/host".to_owned(), code.to_owned())];
        assert_eq!(answer.broken(), told, "{provider} {host}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&format!("\"{host}\"")));
    }
}

#[actix_web::test]
async fn a_token_host_goes_with_a_host_only() {
    let service = Service::start().await;
    let alone = json!({ "token_host": "auth.example.com" });
    let answer = service.post(of("custom", &alone)).await;
    let code = "token_host_without_host";
    assert_eq!(answer.broken(), [("/token_host".into(), code.into())]);
}

#[actix_web::test]
async fn a_host_of_the_wrong_registry_is_told_beside_what_else_is_wrong() {
    let service = Service::start().await;
    let members = json!({ "name": "", "host": "ghcr.io" });
    let answer = service.post(of("custom", &members)).await;
    let told = [
        ("/name", "name_empty"),
        ("/host", "host_of_another_registry"),
    ];
    assert_eq!(
        answer.broken(),
        told.map(|(at, code)| (at.to_owned(), code.to_owned()))
    );
}

#[actix_web::test]
async fn no_host_is_not_null_in_a_new_credential() {
    let service = Service::start().await;
    let null = json!({ "host": null, "token_host": null });
    let answer = service.post(of("custom", &null)).await;
    let told = ["/host", "/token_host"].map(|at| (at.to_owned(), "null".to_owned()));
    assert_eq!(answer.broken(), told);
}

#[actix_web::test]
async fn another_host_needs_the_secret_and_null_is_none() {
    let service = Service::start().await;
    let created = service.post(of("custom", &json!({ "host": "a.example.com" })));
    let created = created.await.json();
    let id = created["id"].as_str().unwrap();
    for change in [
        json!({ "host": "b.example.com" }),
        json!({ "host": null }),
        json!({ "token_host": "b.example.com" }),
        json!({ "registry": "gitlab" }),
    ] {
        let refused = service.patch(id, change.to_string()).await;
        let told = [("/secret".to_owned(), "secret_required".to_owned())];
        assert_eq!(refused.broken(), told, "{change}");
        assert_eq!(service.find(id).await.json(), created);
    }
    let moved = json!({ "host": null, "registry": "github", "secret": "my-secret-token" });
    let moved = service.patch(id, moved.to_string()).await.json();
    assert_eq!(
        (&moved["host"], &moved["registry"]),
        (&json!(null), &json!("github"))
    );
}
