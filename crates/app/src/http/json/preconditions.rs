use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
    mime::Mime,
};

use crate::http::{
    problem::{Code, Problem},
    sent,
};

/// Whether the body is declared as what will be read: JSON in UTF-8, not compressed.
pub(super) fn check(request: &HttpRequest) -> Result<(), Problem> {
    // The parser takes all that follows such a head for another protocol, so the body would never end.
    if sent::upgrades(request) {
        let detail = "send the request without an Upgrade header: the protocol is not changed here";
        return Err(Problem::new(Code::RequestMalformed, detail));
    }
    let headers = sent::headers(request);
    let mut types = headers.get_all(header::CONTENT_TYPE);
    let declared = types.next().and_then(media_type);
    if types.next().is_some() {
        return Err(unsupported("send one Content-Type"));
    }
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if !plain {
        return Err(unsupported("send the body without a Content-Encoding"));
    }
    match declared {
        Some(mime) if mime.essence_str() == "application/json" => {
            let utf8 = mime
                .get_param("charset")
                .is_none_or(|charset| charset == "utf-8");
            if utf8 {
                Ok(())
            } else {
                Err(unsupported("send the body in UTF-8"))
            }
        }
        _ => Err(unsupported(
            "send the body as 'Content-Type: application/json'",
        )),
    }
}

fn media_type(value: &HeaderValue) -> Option<Mime> {
    value.to_str().ok()?.parse().ok()
}

fn unsupported(detail: &'static str) -> Problem {
    Problem::new(Code::MediaTypeUnsupported, detail)
}
