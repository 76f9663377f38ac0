//! Bodies that are not one JSON object, too large, or declared as something else.

use actix_web::{http::StatusCode, test::TestRequest};

use crate::service::{CREDENTIALS, Service, credential, posted};

#[actix_web::test]
async fn what_is_not_one_json_object_is_refused() {
    let service = Service::start().await;
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let deep_objects = format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    for body in [
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "1",
        "{",
        "{\"name\"}",
        "{\"name\":}",
        "{} {}",
        "{}x",
        "{'name':'n'}",
        "{\"name\":\"n\",}",
        "{\"name\":\"\u{1}\"}",
        "{\"name\":NaN}",
        "\u{feff}{}",
        &deep,
        &deep_objects,
    ] {
        let answer = service.post(body.to_owned()).await;
        let start: String = body.chars().take(40).collect();
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{start}");
        assert_eq!(answer.json()["code"], "body_malformed", "{start}");
    }
}

#[actix_web::test]
async fn a_member_that_stands_twice_is_refused_wherever_it_stands() {
    let service = Service::start().await;
    for body in [
        r#"{"name":"a","name":"b"}"#,
        r#"{"name":"a","na\u006de":"b"}"#,
        r#"{"x":1,"x":2}"#,
        r#"{"x":{"y":1,"y":2}}"#,
        r#"{"name":[{"y":1,"y":2}]}"#,
    ] {
        let answer = service.post(body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("a member stands twice"), "{detail}");
    }
}

#[actix_web::test]
async fn lone_surrogates_are_refused_wherever_they_stand() {
    let service = Service::start().await;
    for body in [
        r#"{"name":"\ud800"}"#,
        r#"{"name":"\udc00"}"#,
        r#"{"name":"\ud800\u0041"}"#,
        r#"{"x":"\ud800"}"#,
        r#"{"\ud800":1}"#,
        r#"{"secret":["\ud800"]}"#,
    ] {
        let answer = service.post(body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let pair = r#"{"name":"\ud83d\udd11","username":"u","secret":"12345678"}"#;
    assert_eq!(service.post(pair).await.json()["name"], "🔑");
}

#[actix_web::test]
async fn invalid_utf_8_is_refused_wherever_it_stands() {
    let service = Service::start().await;
    for body in [
        &b"{\"name\":\"\xff\"}"[..],
        b"{\"\xc3\x28\":1}",
        b"{\"x\":\"\xed\xa0\x80\"}",
        b"{\"x\":[\"\xf0\x28\x8c\xbc\"]}",
        b"\xff\xfe{\0}\0",
    ] {
        let answer = service.post(body.to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:?}");
    }
}

#[actix_web::test]
async fn a_nul_in_a_name_is_a_broken_rule() {
    let service = Service::start().await;
    let answer = service.post(credential("a\0b").to_string()).await;
    assert_eq!(answer.broken(), [("/name".into(), "name_nul".into())]);
}

#[actix_web::test]
async fn a_body_of_64_kib_is_read_and_one_more_byte_is_too_much() {
    let service = Service::start().await;
    let body = credential("n").to_string();
    let padded = |size: usize| format!("{body}{}", " ".repeat(size - body.len()));
    let fits = service.post(padded(64 * 1024)).await;
    assert_eq!(fits.status, StatusCode::CREATED);
    let too_large = service.post(padded(64 * 1024 + 1)).await;
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(too_large.json()["code"], "body_too_large");
}

#[actix_web::test]
async fn only_plain_json_in_utf_8_is_read() {
    let service = Service::start().await;
    let sent = |content_type: &'static str| {
        TestRequest::post()
            .uri(CREDENTIALS)
            .insert_header(("content-type", content_type))
            .set_payload(credential("n").to_string())
    };
    for fine in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
    ] {
        let answer = service.authorized(sent(fine)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{fine}");
    }
    for other in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "application/problem+json",
        "gibberish",
    ] {
        let answer = service.authorized(sent(other)).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{other}");
        assert_eq!(answer.json()["code"], "media_type_unsupported");
    }
    let undeclared = TestRequest::post().uri(CREDENTIALS).set_payload("{}");
    let undeclared = service.authorized(undeclared).await;
    assert_eq!(undeclared.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let packed = posted("{}").insert_header(("content-encoding", "gzip"));
    let packed = service.authorized(packed).await;
    assert_eq!(packed.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[actix_web::test]
async fn the_caller_is_checked_before_the_body() {
    let service = Service::start().await;
    let answer = service.call(posted("x".repeat(100_000))).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_body_behind_a_change_of_protocol_is_refused_at_once() {
    let service = Service::start().await;
    let request = posted(credential("n").to_string())
        .insert_header(("connection", "upgrade"))
        .insert_header(("upgrade", "websocket"));
    let answer = service.authorized(request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn two_media_types_are_none() {
    let service = Service::start().await;
    let request = posted("{}").append_header(("content-type", "text/plain"));
    let answer = service.authorized(request).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
