use actix_web::http::StatusCode;

use super::{Code, ProblemBody};
use crate::http::request_id;

/// The whole answer, head and body, to a request that the HTTP parser refused before any handler could see it.
pub fn refusal(status: StatusCode) -> Vec<u8> {
    let request_id = &request_id::fresh();
    let (code, detail) = match status {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => (
            Code::HeadTooLarge,
            "the request head must have at most 96 headers and 16 KiB",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            Code::RequestTimeout,
            "the request head must arrive within 9 seconds",
        ),
        _ => (
            Code::RequestMalformed,
            "the request is not HTTP/1.1 as this server reads it",
        ),
    };
    let body = ProblemBody::of(code, detail, &[], request_id).to_json();
    let status = code.status();
    let head = format!(
        "HTTP/1.1 {} {}\r\n\
         content-type: {}\r\n\
         content-length: {}\r\n\
         cache-control: no-store\r\n\
         x-request-id: {request_id}\r\n\
         connection: close\r\n\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        ProblemBody::MEDIA_TYPE,
        body.len(),
    );
    [head.into_bytes(), body].concat()
}
