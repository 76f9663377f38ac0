use std::collections::BTreeSet;

use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};
use serde_json::Value;

use crate::service::Service;

async fn document(service: &Service) -> Value {
    service
        .call(TestRequest::get().uri("/openapi.json"))
        .await
        .json()
}

fn operations(document: &Value) -> Vec<(Method, String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase().parse().unwrap();
            found.push((method, path.clone(), operation));
        }
    }
    found
}

fn uri(path: &str) -> String {
    path.replace("{id}", "fb5e5168-4281-4bec-94c5-0d1584e9e657")
        .replace("{code}", "validation_failed")
}

#[actix_web::test]
async fn the_document_lists_exactly_the_routes_of_this_service() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    let listed: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let wanted = [
        "DELETE /operator/v1/companies/{id}",
        "DELETE /v3/api-keys/{id}",
        "DELETE /v3/docker-registries/{id}",
        "GET /docs",
        "GET /livez",
        "GET /metrics",
        "GET /openapi.json",
        "GET /operator/v1/companies",
        "GET /operator/v1/companies/{id}/api-keys",
        "GET /problems/{code}",
        "GET /readyz",
        "GET /v3/api-keys",
        "GET /v3/api-keys/me",
        "GET /v3/api-keys/validate",
        "GET /v3/api-keys/{id}",
        "GET /v3/audit-events",
        "GET /v3/docker-registries",
        "GET /v3/docker-registries/{id}",
        "PATCH /v3/api-keys/{id}",
        "PATCH /v3/docker-registries/{id}",
        "POST /operator/v1/companies",
        "POST /operator/v1/companies/{id}/api-keys",
        "POST /v3/api-keys",
        "POST /v3/api-keys/{id}/rotate",
        "POST /v3/api-keys/{id}/toggle",
        "POST /v3/docker-registries",
        "POST /v3/docker-registries/resolve",
        "POST /v3/docker-registries/{id}/verify",
    ];
    assert_eq!(listed, wanted.map(str::to_owned).into());
}

#[actix_web::test]
async fn every_method_answers_where_the_document_has_it_and_nowhere_else() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    let listed: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(method, path, _)| (path, method.to_string()))
        .collect();
    let paths: BTreeSet<_> = listed.iter().map(|(path, _)| path).collect();
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let request = TestRequest::default()
                .method(method.parse().unwrap())
                .uri(&uri(path));
            let answer = service.call(request).await;
            let there = listed.contains(&(path.clone(), method.to_owned()));
            let refused = answer.status == StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(there, !refused, "{method} {path}: {}", answer.status);
            assert_ne!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn an_operation_needs_a_key_exactly_where_the_document_says_so() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    for (method, path, operation) in operations(&document) {
        let request = TestRequest::default()
            .method(method.clone())
            .uri(&uri(&path));
        let answer = service.call(request).await;
        let says = operation.get("security").is_some();
        let does = answer.status == StatusCode::UNAUTHORIZED;
        assert_eq!(says, does, "{method} {path}");
    }
}

#[actix_web::test]
async fn every_answer_of_the_document_is_described() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    assert_eq!(document["openapi"], "3.1.0");
    for (method, path, operation) in operations(&document) {
        assert!(operation["operationId"].is_string(), "{method} {path}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(!answers.is_empty(), "{method} {path}");
        for (status, answer) in answers {
            assert!(
                answer["description"].is_string(),
                "{method} {path} {status}"
            );
        }
    }
}

#[actix_web::test]
async fn the_body_of_a_new_credential_is_that_of_the_published_contract() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    let body = &document["components"]["schemas"]["CreateCredentialBody"];
    assert_eq!(body["additionalProperties"], false);
    // User name and secret are, too, unless a login comes in their place, which a list of names cannot say.
    assert_eq!(body["required"], serde_json::json!(["name"]));
    let members = &body["properties"];
    assert_eq!(members["name"]["minLength"], 1);
    assert_eq!(members["name"]["maxLength"], 255);
    assert_eq!(
        members["username"]["pattern"],
        "^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$"
    );
    assert_eq!(members["secret"]["pattern"], "^.{8,128}$");
    assert_eq!(members["secret"]["writeOnly"], true);
    let providers = [
        "gcr",
        "ecr",
        "dockerHub",
        "github",
        "gitlab",
        "digitalOcean",
        "custom",
    ];
    assert_eq!(members["registry"]["enum"], serde_json::json!(providers));
    assert_eq!(members["registry"]["default"], "dockerHub");
}
