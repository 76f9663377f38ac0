mod filters;
mod walks;

use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::{Capabilities, Permission};
use serde_json::{Value, json};

use crate::service::{Service, company, one, patched, token};

const EVENTS: &str = "/v3/audit-events";

async fn page(service: &Service, query: &str) -> Value {
    let answer = service.get(&format!("{EVENTS}?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.json()
}

fn texts<'a>(page: &'a Value, member: &str) -> Vec<&'a str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|it| it[member].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn an_event_tells_who_did_what_to_what_in_which_request() {
    let service = Service::start().await;
    let id = service.created("a name").await;
    let answer = service
        .authorized(
            patched(&id, r#"{"name":"another name"}"#)
                .insert_header(("x-request-id", "build-1742")),
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let own = service.get("/v3/api-keys/me").await.json();
    let page = page(&service, "limit=1").await;
    let event = &page["data"][0];
    let expected = json!({
        "id": event["id"], "at": event["at"],
        "actor": { "kind": "api_key", "id": own["id"] },
        "action": "credential.update",
        "target": { "kind": "credential", "id": id },
        "outcome": "succeeded",
        "request_id": "build-1742",
        "version_before": 1, "version_after": 2,
    });
    assert_eq!(*event, expected);
    assert_eq!(event["at"].as_str().unwrap().len(), 24);
}

#[actix_web::test]
async fn what_is_not_there_is_null() {
    let service = Service::start().await;
    let id = service.created("gone").await;
    service.delete(&id).await;
    let page = page(&service, "").await;
    let [deletion, creation, .., first] = page["data"].as_array().unwrap().as_slice() else {
        panic!("{page}");
    };
    assert_eq!(deletion["action"], "credential.delete");
    assert_eq!(
        [&deletion["version_before"], &deletion["version_after"]],
        [&json!(1), &Value::Null]
    );
    assert_eq!(
        [&creation["version_before"], &creation["version_after"]],
        [&Value::Null, &json!(1)]
    );
    assert_eq!(first["action"], "company.create");
    assert_eq!(first["actor"], json!({ "kind": "operator", "id": null }));
    assert_eq!(
        first["target"],
        json!({ "kind": "company", "id": service.company.id() })
    );
    assert_eq!(first["request_id"], Value::Null);
}

#[actix_web::test]
async fn nothing_else_of_an_event_is_shown_and_nothing_of_a_credential_but_its_id() {
    let service = Service::start().await;
    service.created("a-name-of-ours").await;
    let answer = service.get(EVENTS).await;
    let members = [
        "action",
        "actor",
        "at",
        "id",
        "outcome",
        "request_id",
        "target",
        "version_after",
        "version_before",
    ];
    for event in answer.json()["data"].as_array().unwrap() {
        let shown: Vec<_> = event.as_object().unwrap().keys().collect();
        assert_eq!(shown, members);
    }
    let text = String::from_utf8(answer.bytes).unwrap();
    for never in [
        "a-name-of-ours",
        "my-docker-user",
        "my-secret-token",
        "Acme",
    ] {
        assert!(!text.contains(never), "{never}");
    }
}

#[actix_web::test]
async fn only_who_may_read_the_trail_reads_it() {
    let service = Service::start().await;
    for permission in Permission::ALL {
        let capabilities = permission.as_str().parse().unwrap();
        let key = token(&service.pullkey, service.company.id(), capabilities).await;
        let request = TestRequest::get().uri(EVENTS);
        let answer = service.authorized_by(&key, request).await;
        let may = permission == Permission::AuditRead;
        let expected = if may { 200 } else { 403 };
        assert_eq!(answer.status.as_u16(), expected, "{permission}");
    }
    let answer = service.call(TestRequest::get().uri(EVENTS)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_company_sees_its_own_events_only() {
    let service = Service::start().await;
    let id = service.created("of Acme").await;
    let other = company(&service.pullkey, "Other").await;
    let key = token(&service.pullkey, other.id(), Capabilities::all()).await;
    let get = async |query: &str| {
        let request = TestRequest::get().uri(&format!("{EVENTS}?{query}"));
        service.authorized_by(&key, request).await.json()
    };
    let own = get("").await;
    assert_eq!(texts(&own, "action"), ["api_key.create", "company.create"]);
    for event in own["data"].as_array().unwrap() {
        assert_ne!(event["target"]["id"], id.as_str());
    }
    let foreign = get(&format!("credential_id={id}")).await;
    assert_eq!(foreign, json!({ "data": [], "next_cursor": null }));
}

#[actix_web::test]
async fn to_read_the_trail_leaves_no_event() {
    let service = Service::start().await;
    let before = page(&service, "").await;
    assert_eq!(page(&service, "").await, before);
}

#[actix_web::test]
async fn head_is_answered_where_get_is() {
    let service = Service::start().await;
    let request = TestRequest::with_uri(EVENTS).method(actix_web::http::Method::HEAD);
    let answer = service.authorized(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[actix_web::test]
async fn a_refused_look_at_a_credential_is_no_event() {
    let service = Service::start().await;
    let before = page(&service, "").await;
    let key = "DOCKER_REGISTRY:READ".parse().unwrap();
    let key = token(&service.pullkey, service.company.id(), key).await;
    let request = TestRequest::delete().uri(&one(NOBODYS));
    let answer = service.authorized_by(&key, request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let after = page(&service, "").await;
    let events = |page: &Value| page["data"].as_array().unwrap().len();
    // The new key is one.
    assert_eq!(events(&after), events(&before) + 1);
}

const NOBODYS: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
