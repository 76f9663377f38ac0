use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::service::{CREDENTIALS, Service, company, token};

async fn page(service: &Service, query: &str) -> Value {
    let answer = service.get(&format!("{CREDENTIALS}?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.json()
}

fn names(page: &Value) -> Vec<String> {
    let data = page["data"].as_array().unwrap();
    let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
    data.iter().map(name).collect()
}

async fn with_seven() -> Service {
    let service = Service::start().await;
    for name in ["d", "b", "f", "a", "g", "c", "e"] {
        service.created(name).await;
    }
    service
}

#[actix_web::test]
async fn cursors_lead_through_the_whole_list_in_every_order() {
    let service = with_seven().await;
    for sort in ["created_at", "-created_at", "name", "-name"] {
        let whole = names(&page(&service, &format!("sort={sort}")).await);
        let mut walked = Vec::new();
        let mut next = page(&service, &format!("sort={sort}&limit=3")).await;
        assert_eq!(next["total"], 7);
        loop {
            walked.extend(names(&next));
            let Some(cursor) = next["next_cursor"].as_str() else {
                break;
            };
            let query = format!("sort={sort}&limit=2&cursor={cursor}");
            next = page(&service, &query).await;
            let members: Vec<_> = next.as_object().unwrap().keys().collect();
            assert_eq!(members, ["data", "limit", "next_cursor"]);
        }
        assert_eq!(next["next_cursor"], json!(null));
        assert_eq!(walked, whole, "{sort}");
    }
}

#[actix_web::test]
async fn a_walk_goes_on_where_it_was_although_rows_come_and_go() {
    let service = with_seven().await;
    let first = page(&service, "limit=3").await;
    let last = first["data"][2]["id"].as_str().unwrap().to_owned();
    let cursor = first["next_cursor"].as_str().unwrap();
    service.delete(&last).await;
    service.created("newest").await;
    let rest = page(&service, &format!("cursor={cursor}")).await;
    assert_eq!(names(&rest), ["a", "f", "b", "d"]);
}

#[actix_web::test]
async fn a_cursor_that_does_not_belong_here_is_refused() {
    let service = with_seven().await;
    let first = page(&service, "limit=3&sort=name&registry=github").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let own = format!("sort=name&registry=github&cursor={cursor}");
    assert_eq!(names(&page(&service, &own).await), ["d", "e", "f", "g"]);
    for query in [
        format!("cursor={cursor}"),
        format!("sort=-name&registry=github&cursor={cursor}"),
        format!("sort=name&cursor={cursor}"),
        format!("sort=name&registry=gitlab&cursor={cursor}"),
        format!("sort=name&registry=github&search=a&cursor={cursor}"),
        format!("{own}&offset=0"),
        format!("{own}A"),
        "cursor=".to_owned(),
        "cursor=nonsense".to_owned(),
    ] {
        let answer = service.get(&format!("{CREDENTIALS}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["code"], "cursor_invalid", "{query}");
        let expected = [("cursor".to_owned(), "cursor_invalid".to_owned())];
        assert_eq!(answer.broken(), expected, "{query}");
    }
}

#[actix_web::test]
async fn a_cursor_of_another_company_is_refused() {
    let service = with_seven().await;
    let first = page(&service, "limit=3").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let other = company(&service.pullkey, "Other").await;
    let all = pullkey_domain::api_key::Capabilities::all();
    let key = token(&service.pullkey, other.id(), all).await;
    let uri = format!("{CREDENTIALS}?cursor={cursor}");
    let request = actix_web::test::TestRequest::get().uri(&uri);
    let answer = service.authorized_by(&key, request).await;
    assert_eq!(answer.json()["code"], "cursor_invalid");
}
