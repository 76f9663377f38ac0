use pullkey_domain::id::CompanyId;
use pullkey_storage::PageRequest;
use serde_json::json;

use super::{COMPANIES, NOBODYS, keys_of, one, posted};
use crate::service::Service;

#[actix_web::test]
async fn the_trail_of_a_company_names_the_operator_and_each_request() {
    let service = Service::with_operator().await;
    let key = json!({ "name": "n", "capabilities": [{ "permission": "AUDIT:READ" }] });
    for (nth, request) in [
        posted(COMPANIES, &json!({ "id": NOBODYS, "name": "Acme" })),
        posted(&keys_of(NOBODYS), &key),
        actix_web::test::TestRequest::delete().uri(&one(NOBODYS)),
    ]
    .into_iter()
    .enumerate()
    {
        let request = request.insert_header(("x-request-id", format!("act-{nth}")));
        let answer = service.operated(request).await;
        assert!(answer.status.is_success(), "{}", answer.status);
    }
    let page = PageRequest {
        limit: 10,
        offset: 0,
    };
    let company = CompanyId::parse(NOBODYS).unwrap();
    let trail = service.pullkey.audit_log.list(company, page).await.unwrap();
    let mut told: Vec<_> = trail
        .items
        .iter()
        .map(|event| {
            let request = event.request().map(ToString::to_string).unwrap_or_default();
            let actor = (event.actor().kind(), event.actor().id());
            (request, event.action().as_str(), actor)
        })
        .collect();
    told.sort();
    let operator = ("operator", None);
    assert_eq!(
        told,
        [
            ("act-0".to_owned(), "company.create", operator.clone()),
            ("act-1".to_owned(), "api_key.create", operator.clone()),
            ("act-2".to_owned(), "company.delete", operator),
        ]
    );
}
