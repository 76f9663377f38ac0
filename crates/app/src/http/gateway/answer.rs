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

use super::{asked::NextPage, oci_error::OciError, under_way::Pulling};
use crate::{
    http::{large_answer::Rest, problem::Problem},
    server::RequestPhase,
};

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
pub(super) fn content(
    request: &HttpRequest,
    next_page: &NextPage,
    content: Content,
    pulling: Pulling,
) -> HttpResponse {
    let Content { description, body } = content;
    let status = match description.range {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let mut answer = HttpResponse::build(status);
    describe(&mut answer, &description);
    if let Some(query) = &description.next {
        let next = format!("<{}>; rel=\"next\"", next_page.of(query));
        insert(&mut answer, &header::LINK, &next);
    }
    match (body, description.length) {
        (Body::Whole(bytes), _) => answer.body(Rest::of(bytes, pulling)),
        (Body::Absent, length) => {
            let nothing = stream::empty::<Result<Bytes, Interrupted>>();
            match length {
                Some(length) => answer.body(SizedStream::new(length, nothing)),
                // No length would be told as none at all.
                None => answer.streaming(nothing),
            }
        }
        (Body::Pieces(pieces), length) => {
            let passing = Passing {
                pieces,
                _phase: RequestPhase::extend_stream(request),
                _pulling: pulling,
            };
            match length {
                Some(length) => answer.body(SizedStream::new(length, passing)),
                None => answer.streaming(passing),
            }
        }
    }
}

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
    for (name, value) in &description.oci_headers {
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
    _pulling: Pulling,
}

impl Stream for Passing {
    type Item = Result<Bytes, Interrupted>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.as_mut().poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::{
        body::{BodySize, MessageBody},
        test::TestRequest,
    };
    use pullkey_domain::id::CompanyId;
    use uuid::Uuid;

    use super::*;
    use crate::http::PullsUnderWay;

    #[test]
    fn a_description_tells_the_length_that_is_known_and_none_otherwise() {
        let pulls = Arc::new(PullsUnderWay::of_connections(8));
        for (length, size) in [
            (Some(7), BodySize::Sized(7)),
            (Some(0), BodySize::Sized(0)),
            (None, BodySize::Stream),
        ] {
            let pulling = pulls.clone().begin(CompanyId::from_uuid(Uuid::nil()));
            let description = Description {
                length,
                ..Description::default()
            };
            let content = Content {
                description,
                body: Body::Absent,
            };
            let request = TestRequest::default().to_http_request();
            let next_page = NextPage::default();
            let answer = super::content(&request, &next_page, content, pulling.unwrap());
            assert_eq!(answer.body().size(), size);
        }
    }
}
