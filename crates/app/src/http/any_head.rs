//! Heads as anybody may send them: no reader of a header or a query panics, and no refusal repeats what it read.
//! `PROPTEST_CASES=200000` tries so many.

use std::net::SocketAddr;

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    test::TestRequest,
    web::Data,
};
use proptest::{collection::vec, prelude::*};

use super::{
    accept, client_address, entity_tag,
    problem::Problem,
    query::{Query, whole_number},
    sent::SentKey,
    trace_context,
};
use crate::config::TrustedProxies;

/// Stands in what callers send.
const MARK: &str = "hunter!two";

/// A value that a header may have: any bytes, and what its readers look for.
fn value() -> impl Strategy<Value = HeaderValue> {
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "*", "\"", "\"1\"", "W/", ",", " ", "\t", "9223372036854775808", "application/json", ";q=", "0.5", "*/*",
            "/", "bytes=", "-", "00-", "ff-", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "10.0.0.1",
            "[::1]:80", "::ffff:10.0.0.1", ":", "Bearer ", "basic ", "OnBsa18=", "plk_", MARK,
        ]).prop_map(|it| it.as_bytes().to_vec()),
        1 => vec(prop_oneof![Just(b'\t'), 0x20..0x7f_u8, 0x80..=0xff_u8], 0..40),
    ];
    vec(part, 0..8).prop_map(|parts| HeaderValue::from_bytes(&parts.concat()).expect("a value"))
}

/// A request with several lines of this header.
fn request(name: &'static str, lines: Vec<HeaderValue>) -> TestRequest {
    let name = HeaderName::from_static(name);
    let request = TestRequest::default().peer_addr(SocketAddr::from(([10, 0, 0, 1], 4711)));
    lines.into_iter().fold(request, |request, line| {
        request.append_header((name.clone(), line))
    })
}

fn lines() -> impl Strategy<Value = Vec<HeaderValue>> {
    vec(value(), 0..4)
}

/// Whether it is refused as the caller's fault, without what was sent.
fn is_told_well<T>(read: Result<T, Problem>) -> Result<(), TestCaseError> {
    if let Err(problem) = read {
        let told = format!("{problem:?}");
        prop_assert!(problem.status().is_client_error(), "{}", told);
        prop_assert!(!told.contains(MARK), "{}", told);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_precondition_is_read_well(lines in lines()) {
        is_told_well(entity_tag::precondition(&request("if-match", lines).to_http_request()))?;
    }

    #[test]
    fn any_wish_for_an_answer_is_read_well(lines in lines()) {
        is_told_well(accept::check(&request("accept", lines).to_http_request()))?;
    }

    #[test]
    fn any_trace_has_an_id_of_its_form_or_none(lines in lines()) {
        let request = request("traceparent", lines).to_srv_request();
        let id = trace_context::trace_id(&request);
        let is_id = |id: &str| id.len() == 32 && id.bytes().all(|it| it.is_ascii_hexdigit());
        prop_assert!(id.is_none_or(is_id));
    }

    #[test]
    fn any_chain_of_proxies_leads_to_an_address(lines in lines()) {
        let proxies = TrustedProxies::parse("10.0.0.0/8,::1").expect("networks");
        let request = request("x-forwarded-for", lines).app_data(Data::new(proxies));
        let address = client_address::of(&request.to_http_request());
        prop_assert_eq!(address, address.to_canonical());
    }

    #[test]
    fn any_authorization_holds_a_key_that_was_sent_or_none(lines in lines()) {
        let request = request("authorization", lines.clone()).to_http_request();
        let sent = |key: &SentKey| {
            let mut lines = lines.iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
            lines.any(|line| line.contains(key.expose()))
        };
        prop_assert!(SentKey::as_token(&request).is_none_or(|key| sent(&key)));
        drop(SentKey::as_password(&request));
    }

    #[test]
    fn any_query_is_read_well(query in "([a-z!&=%+;]|limit=|%[0-9a-fA-F]{2}|%[gG]|[0-9]{1,20}|hunter!two){0,12}") {
        let request: HttpRequest = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
        let mut sent = Query::of(&request);
        let limit = sent.take("limit", whole_number(1..=100));
        prop_assert!(limit.is_none_or(|limit| (1..=100).contains(&limit)));
        is_told_well(sent.finish())?;
    }
}

#[test]
fn a_refusal_with_what_was_sent_would_be_found() {
    let problem = Problem::malformed_header("If-Match", MARK);
    assert_eq!(problem.status(), StatusCode::BAD_REQUEST);
    assert!(is_told_well::<()>(Err(problem)).is_err());
}
