//! Which problems an operation may answer with, for the OpenAPI document.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    example::ExampleBuilder, header::Header, schema::Type,
};

use super::{Code, ProblemBody};

/// Every request at all.
pub(crate) const REQUEST: &[Code] = &[
    Code::RequestMalformed,
    Code::RequestTimeout,
    Code::UriTooLong,
    Code::HeadTooLarge,
];
/// Every operation of a company, besides.
pub(crate) const CALL: &[Code] = &[
    Code::QueryInvalid,
    Code::Unauthorized,
    Code::TooManyFailures,
    Code::RateLimited,
    Code::PermissionDenied,
    Code::NotAcceptable,
    Code::Internal,
    Code::Overloaded,
    Code::StoreUnavailable,
    Code::KeyUnavailable,
];
/// One with a body.
pub(crate) const BODY: &[Code] = &[
    Code::BodyMalformed,
    Code::BodyTooLarge,
    Code::MediaTypeUnsupported,
    Code::ValidationFailed,
];
/// One that any valid key may do.
pub(crate) const OWN: &[Code] = &[
    Code::QueryInvalid,
    Code::Unauthorized,
    Code::TooManyFailures,
    Code::RateLimited,
    Code::NotAcceptable,
    Code::Internal,
    Code::Overloaded,
    Code::StoreUnavailable,
    Code::KeyUnavailable,
];
/// One of the operator.
pub(crate) const OPERATOR: &[Code] = &[
    Code::QueryInvalid,
    Code::Unauthorized,
    Code::NotAcceptable,
    Code::Internal,
    Code::Overloaded,
    Code::StoreUnavailable,
];
/// One that needs a key of the ring which rows were made with.
pub(crate) const RING: &[Code] = &[Code::KeyUnavailable];
/// One on one company, or in it.
pub(crate) const COMPANY_LOOK_UP: &[Code] = &[Code::IdMalformed, Code::CompanyNotFound];
/// One that makes a company.
pub(crate) const NEW_COMPANY: &[Code] = &[Code::CompanyIdTaken];
/// One on one API key.
pub(crate) const KEY_LOOK_UP: &[Code] = &[Code::IdMalformed, Code::ApiKeyNotFound];
/// One that starts over when others come between.
pub(crate) const EDIT: &[Code] = &[Code::EditConflict];
/// One that may take a key from whoever makes keys.
pub(crate) const MANAGERS: &[Code] = &[Code::LastManagingKey];
/// One that gives somebody what a key may do.
pub(crate) const HANDING_OUT: &[Code] = &[Code::EscalationDenied];
/// One that gives out a token, once.
pub(crate) const ISSUE: &[Code] = &[Code::TokenAlreadyIssued];
/// One on a page of this service.
pub(crate) const PAGE: &[Code] = &[Code::RouteNotFound];
/// One on one credential.
pub(crate) const LOOK_UP: &[Code] = &[Code::IdMalformed, Code::CredentialNotFound];
/// One that writes.
pub(crate) const WRITE: &[Code] = &[Code::OutcomeUnknown];
/// One that asks for a version.
pub(crate) const CONDITION: &[Code] = &[
    Code::HeaderMalformed,
    Code::EditConflict,
    Code::PreconditionFailed,
];
/// One that may be repeated under a key.
pub(crate) const ATTEMPT: &[Code] = &[Code::HeaderMalformed, Code::IdempotencyKeyReused];
/// One that leads on by a cursor.
pub(crate) const CURSOR: &[Code] = &[Code::CursorInvalid];

/// Names the problems of an operation, as lists of this module.
macro_rules! problems {
    ($name:ident = [$($list:ident),+];) => {
        pub(crate) struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::Response>,
            > {
                $crate::http::problem::responses_of(&[$($crate::http::problem::$list),+])
            }
        }
    };
}
pub(crate) use problems;

problems! {
    RequestProblems = [REQUEST];
}

/// One answer for each status, with an example of each problem that has it.
pub(crate) fn responses_of(lists: &[&[Code]]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status = BTreeMap::<_, Vec<Code>>::new();
    for code in lists.iter().copied().flatten() {
        by_status.entry(code.status()).or_default().push(*code);
    }
    let responses = by_status.into_iter().map(|(status, codes)| {
        let response = RefOr::T(response(&codes));
        (status.as_str().to_owned(), response)
    });
    responses.collect()
}

fn response(codes: &[Code]) -> Response {
    let titles: Vec<_> = codes.iter().map(|code| code.title()).collect();
    let examples = codes.iter().map(|code| {
        let example = ExampleBuilder::new()
            .summary(code.title())
            .description(code.help())
            .value(Some(ProblemBody::example(*code)));
        (code.slug(), example)
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("ProblemBody")))
        .examples_from_iter(examples)
        .build();
    let response = ResponseBuilder::new()
        .description(titles.join("; "))
        .content(ProblemBody::MEDIA_TYPE, content);
    let response = match codes.first().map(|code| code.status()) {
        Some(StatusCode::UNAUTHORIZED) => response.header(
            "WWW-Authenticate",
            text("The scheme that is asked for: `Bearer`"),
        ),
        Some(StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) => {
            response.header("Retry-After", whole_number("When to repeat it, in seconds"))
        }
        _ if codes.contains(&Code::TokenAlreadyIssued) => response.header(
            "Location",
            text("The path of the API key, if its token was issued already"),
        ),
        _ => response,
    };
    response.build()
}

/// A header of text.
pub(crate) fn text(description: &str) -> Header {
    header(Type::String, description)
}

/// A header with a whole number.
pub(crate) fn whole_number(description: &str) -> Header {
    header(Type::Integer, description)
}

fn header(kind: Type, description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .description(Some(description))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_status_is_an_example_of_its_answer() {
        let responses = responses_of(&[REQUEST, CALL, CURSOR]);
        let Some(RefOr::T(response)) = responses.get("400") else {
            panic!("there are problems of this status");
        };
        let response = serde_json::to_value(response).unwrap();
        assert_eq!(
            response["description"],
            "Malformed request; Invalid query; Invalid cursor"
        );
        let examples = &response["content"]["application/problem+json"]["examples"];
        let example = &examples["cursor_invalid"]["value"];
        assert_eq!(example["type"], "/problems/cursor_invalid");
        assert_eq!(examples.as_object().unwrap().len(), 3);
    }

    #[test]
    fn the_headers_that_a_status_comes_with_are_named() {
        let responses = serde_json::to_value(responses_of(&[CALL])).unwrap();
        for status in ["429", "503"] {
            assert!(responses[status]["headers"]["Retry-After"].is_object());
        }
        assert!(responses["401"]["headers"]["WWW-Authenticate"].is_object());
        assert_eq!(responses["403"].get("headers"), None);
    }
}
