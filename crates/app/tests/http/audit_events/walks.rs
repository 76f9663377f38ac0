use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::Capabilities;
use serde_json::Value;

use super::{EVENTS, page, texts};
use crate::service::{CREDENTIALS, Service, company, token};

async fn with_seven() -> Service {
    let service = Service::start().await;
    // Besides those of company and key.
    for name in ["a", "b", "c", "d", "e"] {
        service.created(name).await;
    }
    service
}

fn cursor(page: &Value) -> &str {
    page["next_cursor"].as_str().unwrap()
}

#[actix_web::test]
async fn a_walk_comes_by_every_event_once_newest_first_and_ends() {
    let service = with_seven().await;
    let whole = page(&service, "limit=100").await;
    assert_eq!(whole["next_cursor"], Value::Null);
    let whole = texts(&whole, "id");
    assert_eq!(whole.len(), 7);
    for limit in [1, 2, 3, 7] {
        let mut walked = Vec::new();
        let mut query = format!("limit={limit}");
        loop {
            let part = page(&service, &query).await;
            walked.extend(texts(&part, "id").into_iter().map(str::to_owned));
            let Some(cursor) = part["next_cursor"].as_str() else {
                break;
            };
            query = format!("limit={limit}&cursor={cursor}");
        }
        assert_eq!(walked, whole, "{limit}");
    }
}

#[actix_web::test]
async fn events_that_come_meanwhile_are_not_gone_back_for() {
    let service = with_seven().await;
    let first = page(&service, "limit=2").await;
    service.created("f").await;
    let second = page(&service, &format!("limit=2&cursor={}", cursor(&first))).await;
    let whole = page(&service, "").await;
    let whole = texts(&whole, "id");
    assert_eq!(texts(&first, "id"), whole[1..3]);
    assert_eq!(texts(&second, "id"), whole[3..5]);
}

#[actix_web::test]
async fn a_cursor_goes_on_in_its_own_list_only() {
    let service = with_seven().await;
    let plain = page(&service, "limit=2").await;
    let filter = "actor=api_key&action=credential.create&from=2025-01-30T00:00:00Z";
    let filtered = page(&service, &format!("{filter}&limit=2")).await;
    let refused = async |query: String| {
        let answer = service.get(&format!("{EVENTS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["code"], "cursor_invalid");
    };
    for query in [
        format!("{filter}&cursor={}", cursor(&plain)),
        format!("cursor={}", cursor(&filtered)),
        format!(
            "{}&cursor={}",
            filter.replace("api_key", "operator"),
            cursor(&filtered)
        ),
        format!(
            "{}&cursor={}",
            filter.replace("2025", "2024"),
            cursor(&filtered)
        ),
        format!("cursor={}A", cursor(&plain)),
        "cursor=".to_owned(),
        "cursor=x".to_owned(),
    ] {
        refused(query).await;
    }
    // The same filter in other words, and another limit.
    let same = format!("limit=5&{filter}&cursor={}", cursor(&filtered));
    let same = same.replace("00:00:00Z", "00:00Z");
    assert_eq!(
        page(&service, &same).await["data"]
            .as_array()
            .unwrap()
            .len(),
        3
    );

    let credentials = service.get(&format!("{CREDENTIALS}?limit=1")).await.json();
    refused(format!("cursor={}", cursor(&credentials))).await;
    let answer = service
        .get(&format!("{CREDENTIALS}?cursor={}", cursor(&plain)))
        .await;
    assert_eq!(answer.json()["code"], "cursor_invalid");
}

#[actix_web::test]
async fn a_cursor_of_another_company_is_refused() {
    let service = with_seven().await;
    let own = page(&service, "limit=1").await;
    let other = company(&service.pullkey, "Other").await;
    let key = token(&service.pullkey, other.id(), Capabilities::all()).await;
    let request = TestRequest::get().uri(&format!("{EVENTS}?cursor={}", cursor(&own)));
    let answer = service.authorized_by(&key, request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["code"], "cursor_invalid");
}
