//! What the document says about problems and headers, held against what the service does.

use actix_web::test::TestRequest;
use pullkey_domain::api_key::ApiKeyToken;
use serde_json::{Value, json};

use crate::{
    rate_limits::limited,
    service::{Answer, CREDENTIALS, Service, credential, one, patched, posted},
};

const EVENTS: &str = "/v3/audit-events";
const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

async fn document(service: &Service) -> Value {
    let request = TestRequest::get().uri("/openapi.json");
    service.call(request).await.json()
}

/// The answer must be one that the document has for this operation: status, problem and headers.
fn assert_documented(document: &Value, path: &str, method: &str, answer: &Answer) {
    let status = answer.status.as_str().to_owned();
    let told = &document["paths"][path][method]["responses"][&status];
    assert!(told.is_object(), "{method} {path} answers {status}");
    let before_the_key = status == "429" && answer.json()["code"] == "too_many_failures";
    for header in told["headers"].as_object().unwrap().keys() {
        let of_company = header.starts_with("x-ratelimit-");
        let optional = header == "Idempotency-Replayed"
            || (of_company && before_the_key)
            || (header == "Location" && status == "409");
        let there = answer.header(&header.to_lowercase()).is_some();
        assert!(there || optional, "{method} {path} {status}: {header}");
    }
    if !answer.status.is_success() {
        let content = &told["content"]["application/problem+json"];
        let code = answer.json()["code"].as_str().unwrap().to_owned();
        let example = &content["examples"][&code]["value"];
        assert_eq!(example["title"], answer.json()["title"], "{method} {path}");
    }
}

#[actix_web::test]
async fn whatever_an_operation_answers_is_in_the_document() {
    let (service, _) = limited(9, 16).await;
    let document = document(&service).await;
    let by_id = "/v3/docker-registries/{id}";
    let id = service.created("one").await;
    let json_of = |body: Value| posted(body.to_string());
    let text = |request: TestRequest| request.insert_header(("content-type", "text/plain"));
    let with = |header, value| posted("{}").insert_header((header, value));
    let patched_if = |tags| patched(&id, "{}").insert_header(("if-match", tags));
    let huge = "x".repeat(70_000);
    let get = |uri: &str| TestRequest::get().uri(uri);
    let delete = |id: &str| TestRequest::delete().uri(&one(id));
    let calls = vec![
        (CREDENTIALS, "post", 201, json_of(credential("two"))),
        (CREDENTIALS, "post", 422, json_of(json!({}))),
        (CREDENTIALS, "post", 400, posted("{")),
        (CREDENTIALS, "post", 413, posted(huge)),
        (CREDENTIALS, "post", 415, text(posted("{}"))),
        (CREDENTIALS, "post", 400, with("idempotency-key", "a b")),
        (CREDENTIALS, "post", 406, with("accept", "text/html")),
        (CREDENTIALS, "get", 200, get(CREDENTIALS)),
        (
            CREDENTIALS,
            "get",
            400,
            get("/v3/docker-registries?limit=0"),
        ),
        (
            CREDENTIALS,
            "get",
            400,
            get("/v3/docker-registries?cursor=x"),
        ),
        (EVENTS, "get", 200, get(EVENTS)),
        (EVENTS, "get", 400, get("/v3/audit-events?from=now")),
        (EVENTS, "get", 400, get("/v3/audit-events?cursor=x")),
        (by_id, "get", 200, get(&one(&id))),
        (by_id, "get", 404, get(&one(ID))),
        (by_id, "get", 400, get(&one("1"))),
        (by_id, "patch", 200, patched(&id, "{}")),
        (by_id, "patch", 412, patched_if("\"9\"")),
        (by_id, "patch", 400, patched_if("9")),
        (
            by_id,
            "patch",
            422,
            patched(&id, r#"{"registry":"custom"}"#),
        ),
        (by_id, "patch", 404, patched(ID, "{}")),
        (by_id, "delete", 404, delete(ID)),
        (by_id, "delete", 400, delete("1")),
        (by_id, "delete", 200, delete(&id)),
        (by_id, "delete", 429, delete(&id)),
        (by_id, "get", 429, get(&one(&id))),
    ];
    for (path, method, status, request) in calls {
        let answer = service.authorized(request).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_documented(&document, path, method, &answer);
    }
    let refused = service.call(TestRequest::get().uri(CREDENTIALS)).await;
    assert_documented(&document, CREDENTIALS, "get", &refused);
    let unknown = ApiKeyToken::generate(|bytes| bytes.fill(7));
    for status in [[401; 60].as_slice(), &[429]].concat() {
        let answer = service.authorized_by(&unknown, get(CREDENTIALS)).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_documented(&document, CREDENTIALS, "get", &answer);
    }
}

#[actix_web::test]
async fn whatever_an_operation_of_the_operator_answers_is_in_the_document() {
    let service = Service::with_operator().await;
    let document = document(&service).await;
    let (companies, one, keys) = (
        "/operator/v1/companies",
        "/operator/v1/companies/{id}",
        "/operator/v1/companies/{id}/api-keys",
    );
    let acme = service.company.id().to_string();
    let at = |path: &str, id: &str| path.replace("{id}", id);
    let post = |uri: &str, body: Value| posted(body.to_string()).uri(uri);
    let get = |uri: &str| TestRequest::get().uri(uri);
    let delete = |id: &str| TestRequest::delete().uri(&at(one, id));
    let key = || json!({ "name": "n", "capabilities": [{ "permission": "AUDIT:READ" }] });
    let keyed = || post(&at(keys, &acme), key()).insert_header(("idempotency-key", "once"));
    let calls = [
        (
            companies,
            "post",
            201,
            post(companies, json!({ "name": "n" })),
        ),
        (
            companies,
            "post",
            409,
            post(companies, json!({ "id": acme, "name": "n" })),
        ),
        (companies, "post", 422, post(companies, json!({}))),
        (companies, "get", 200, get(companies)),
        (companies, "get", 400, get("/operator/v1/companies?limit=0")),
        (keys, "get", 200, get(&at(keys, &acme))),
        (keys, "get", 404, get(&at(keys, ID))),
        (keys, "get", 400, get(&at(keys, "1"))),
        (keys, "post", 201, keyed()),
        (keys, "post", 409, keyed()),
        (keys, "post", 422, post(&at(keys, ID), json!({}))),
        (keys, "post", 404, post(&at(keys, ID), key())),
        (one, "delete", 400, delete("1")),
        (one, "delete", 200, delete(&acme)),
        (one, "delete", 404, delete(&acme)),
    ];
    for (path, method, status, request) in calls {
        let answer = service.operated(request).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_documented(&document, path, method, &answer);
    }
    let refused = service.call(get(companies)).await;
    assert_documented(&document, companies, "get", &refused);
}

#[actix_web::test]
async fn every_problem_of_an_operation_that_needs_a_key_is_named_with_an_example() {
    let service = Service::start().await;
    let document = document(&service).await;
    let mut checked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/v3/") && !path.starts_with("/operator/") {
            continue;
        }
        for operation in item.as_object().unwrap().values() {
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let headers = &answer["headers"];
                assert!(headers["x-request-id"].is_object(), "{path} {status}");
                assert!(headers["Cache-Control"].is_object(), "{path} {status}");
                if status.starts_with('2') {
                    continue;
                }
                let content = &answer["content"]["application/problem+json"];
                for (code, example) in content["examples"].as_object().unwrap() {
                    assert_eq!(example["value"]["code"], *code);
                    assert_eq!(example["value"]["status"].to_string(), *status);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 60, "{checked}");
}
