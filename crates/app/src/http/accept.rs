use actix_web::{
    HttpRequest,
    http::header::{self, Quality, QualityItem, from_comma_delimited},
    mime::Mime,
};

use super::{
    problem::{Code, Problem},
    sent,
};

/// Whether the caller takes JSON. One that does not say, or says something unreadable, does.
pub(super) fn check(request: &HttpRequest) -> Result<(), Problem> {
    let headers = sent::headers(request);
    let lines = headers.get_all(header::ACCEPT);
    match from_comma_delimited(lines) {
        Ok(accept) if !accept.is_empty() && !takes_json(&accept) => {
            let detail = "this service answers in application/json";
            Err(Problem::new(Code::NotAcceptable, detail))
        }
        _ => Ok(()),
    }
}

/// Whether the most specific range that covers JSON does not exclude it.
fn takes_json(accept: &[QualityItem<Mime>]) -> bool {
    let covering = accept.iter().filter_map(|range| {
        let specificity = match range.item.essence_str() {
            "*/*" => 0,
            "application/*" => 1,
            "application/json" => 2,
            _ => return None,
        };
        Some((specificity, range.quality))
    });
    covering
        .max_by_key(|(specificity, _)| *specificity)
        .is_some_and(|(_, quality)| quality > Quality::ZERO)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn accepted(header: &'static str) -> bool {
        let request = TestRequest::default().insert_header((header::ACCEPT, header));
        check(&request.to_http_request()).is_ok()
    }

    #[test]
    fn a_caller_who_takes_json_in_any_form_is_answered() {
        for header in [
            "*/*",
            "application/*",
            "application/json",
            "text/html, application/json;q=0.1",
            "APPLICATION/JSON",
            "",
            "gibberish",
        ] {
            assert!(accepted(header), "{header}");
        }
    }

    #[test]
    fn a_caller_who_takes_no_json_is_told() {
        for header in ["text/html", "*/*, application/json;q=0", "application/xml"] {
            assert!(!accepted(header), "{header}");
        }
    }
}
