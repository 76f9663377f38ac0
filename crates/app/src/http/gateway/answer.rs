//! Answers that pass something on.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web::Bytes,
};
use futures_util::{Stream, stream};
use pullkey_registry::{Body, Content, Description, Interrupted, Pieces, SignedAddress};

use super::oci_error::OciError;
use crate::{http::problem::Problem, server::RequestPhase};

/// That this is a registry.
pub(super) fn hello() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body("{}")
}

/// Where the client can get it.
pub(super) fn elsewhere(address: &SignedAddress) -> Result<HttpResponse, OciError> {
    let location = HeaderValue::from_str(address.expose());
    let location = location.map_err(|_| Problem::internal("an address does not fit a header"))?;
    let mut answer = HttpResponse::TemporaryRedirect();
    Ok(answer.insert_header((header::LOCATION, location)).finish())
}

/// What was fetched.
pub(super) fn content(request: &HttpRequest, content: Content) -> HttpResponse {
    let Content { description, body } = content;
    let status = match description.range {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let mut answer = HttpResponse::build(status);
    describe(&mut answer, &description);
    if let Some(query) = &description.next {
        insert(&mut answer, &header::LINK, &next_page(request, query));
    }
    match (body, description.length) {
        (Body::Whole(bytes), _) => answer.body(bytes),
        (Body::Absent, Some(length)) => {
            let nothing = stream::empty::<Result<Bytes, Interrupted>>();
            answer.body(SizedStream::new(length, nothing))
        }
        (Body::Absent, None) => answer.finish(),
        (Body::Pieces(pieces), length) => {
            let passing = Passing {
                pieces,
                _phase: RequestPhase::extend_stream(request),
            };
            match length {
                Some(length) => answer.body(SizedStream::new(length, passing)),
                None => answer.streaming(passing),
            }
        }
    }
}

/// Where a list goes on, by the name that it was asked for by.
fn next_page(request: &HttpRequest, query: &str) -> String {
    let pairs = request.query_string().split('&');
    let namespace = pairs.filter(|pair| pair.starts_with(NAMESPACE));
    let query: Vec<_> = [query].into_iter().chain(namespace).collect();
    let path = request.uri().path();
    format!("<{path}?{}>; rel=\"next\"", query.join("&"))
}

/// The parameter that clients of a mirror send with every request.
const NAMESPACE: &str = "ns=";

fn describe(answer: &mut HttpResponseBuilder, description: &Description) {
    let media_type = description.media_type.as_deref();
    let known = [
        (
            header::CONTENT_TYPE,
            Some(media_type.unwrap_or("application/octet-stream")),
        ),
        (header::CONTENT_RANGE, description.range.as_deref()),
        (
            header::ACCEPT_RANGES,
            description.accepted_ranges.as_deref(),
        ),
        (header::ETAG, description.entity_tag.as_deref()),
        (DIGEST, description.digest.as_deref()),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            insert(answer, &name, value);
        }
    }
    for (name, value) in &description.annotations {
        if let Ok(name) = HeaderName::try_from(name.as_str()) {
            insert(answer, &name, value);
        }
    }
}

const DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// What fits no header is left out: it is the registry's word, and no part of what was asked for.
fn insert(answer: &mut HttpResponseBuilder, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.insert_header((name.clone(), value));
    }
}

/// Bytes on their way. As long as some come and are taken, that may last.
struct Passing {
    pieces: Pieces,
    _phase: RequestPhase,
}

impl Stream for Passing {
    type Item = Result<Bytes, Interrupted>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.as_mut().poll_next(context)
    }
}
