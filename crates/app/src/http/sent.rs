//! The headers of a request, apart from the request: the framework keeps that for later.

use std::{cell::Ref, mem::take, ops::Deref};

use actix_web::{
    HttpMessage, HttpRequest,
    dev::{Extensions, ServiceRequest},
    http::{
        Method,
        header::{self, HeaderMap},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// What was taken out of the head of a request.
struct SentHead {
    method: Method,
    headers: HeaderMap,
    upgrades: bool,
}

/// Takes the headers out of the head. They go with the end of the request, and what they were read into with them.
///
/// The framework keeps heads as they are until it has a use for them, and each header in one holds the whole buffer that
/// it was read into: in the memory of an idle service would lie the last keys, and the bodies that came with them.
pub(super) fn set_apart(request: &mut ServiceRequest) {
    let upgrades = request.head().upgrade();
    let headers = take(request.headers_mut());
    let sent = SentHead {
        method: request.method().clone(),
        headers,
        upgrades,
    };
    request.extensions_mut().insert(sent);
}

/// The headers. They are to be let go of before anything is put into the request's extensions, or is waited for.
pub(super) fn headers(request: &HttpRequest) -> Headers<'_> {
    let apart = Ref::filter_map(request.extensions(), Extensions::get::<SentHead>);
    match apart {
        Ok(sent) => Headers::Apart(Ref::map(sent, |sent| &sent.headers)),
        Err(_) => Headers::InHead(request.headers()),
    }
}

/// The method, which a handler of GET is not told of HEAD.
pub(super) fn method(request: &HttpRequest) -> Method {
    let extensions = request.extensions();
    let sent: Option<&SentHead> = extensions.get();
    sent.map_or_else(|| request.method().clone(), |sent| sent.method.clone())
}

/// Whether what follows the head would be taken for another protocol.
pub(super) fn upgrades(request: &HttpRequest) -> bool {
    let extensions = request.extensions();
    let sent: Option<&SentHead> = extensions.get();
    sent.map_or_else(|| request.head().upgrade(), |sent| sent.upgrades)
}

/// Headers, wherever they are.
pub(super) enum Headers<'a> {
    /// Set apart.
    Apart(Ref<'a, HeaderMap>),
    /// In a request that came by no app, as in tests.
    InHead(&'a HeaderMap),
}

impl Deref for Headers<'_> {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        match self {
            Self::Apart(headers) => headers,
            Self::InHead(headers) => headers,
        }
    }
}

/// The API key of the one `Authorization` header. It is wiped when dropped.
pub(super) struct SentKey(Zeroizing<Box<str>>);

impl SentKey {
    /// The token of the Bearer scheme.
    pub(super) fn as_token(request: &HttpRequest) -> Option<Self> {
        Self::of(request, |scheme, token| {
            let is_bearer = scheme.eq_ignore_ascii_case("bearer");
            is_bearer.then(|| Self(Zeroizing::new(token.into())))
        })
    }

    /// The same, or the password of the Basic scheme, with whatever user name.
    pub(super) fn as_password(request: &HttpRequest) -> Option<Self> {
        Self::of(request, |scheme, pair| {
            if !scheme.eq_ignore_ascii_case("basic") {
                return Self::as_token(request);
            }
            let pair = Zeroizing::new(STANDARD.decode(pair).ok()?);
            let (_, password) = str::from_utf8(&pair).ok()?.split_once(':')?;
            Some(Self(Zeroizing::new(password.into())))
        })
    }

    /// The key, in the clear.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// Reads the one header. Its scheme may be written in any case.
    fn of(request: &HttpRequest, read: impl FnOnce(&str, &str) -> Option<Self>) -> Option<Self> {
        let headers = headers(request);
        let mut sent = headers.get_all(header::AUTHORIZATION);
        let (Some(only), None) = (sent.next(), sent.next()) else {
            return None;
        };
        let (scheme, rest) = only.to_str().ok()?.split_once(' ')?;
        read(scheme, rest.trim_matches(' '))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        http::header::HeaderValue,
        test::TestRequest,
        web::{Bytes, BytesMut},
    };

    use super::*;

    fn shown(lines: &[&'static str]) -> Option<String> {
        let request = TestRequest::default();
        let request = lines.iter().fold(request, |request, line| {
            request.append_header((header::AUTHORIZATION, *line))
        });
        let request = request.to_http_request();
        SentKey::as_token(&request).map(|key| key.expose().to_owned())
    }

    #[test]
    fn the_one_token_of_the_bearer_scheme_is_shown() {
        for line in ["Bearer token", "bearer token", "BEARER  token "] {
            assert_eq!(shown(&[line]).as_deref(), Some("token"), "{line}");
        }
    }

    #[test]
    fn anything_else_shows_nothing() {
        let wrong: [&[&str]; 5] = [
            &[],
            &["token"],
            &["Basic token"],
            &["Bearertoken"],
            &["Bearer token", "Bearer token"],
        ];
        for lines in wrong {
            assert_eq!(shown(lines), None, "{lines:?}");
        }
    }

    /// As a server reads a head: each value is a part of one buffer.
    fn read_into(buffer: &Bytes) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut add = |name, value: std::ops::Range<usize>| {
            let value = HeaderValue::from_maybe_shared(buffer.slice(value)).unwrap();
            headers.append(name, value);
        };
        add(header::CONNECTION, 0..7);
        add(header::AUTHORIZATION, 7..19);
        headers
    }

    #[test]
    fn the_head_that_the_framework_keeps_is_empty_and_what_was_in_it_ends_with_the_request() {
        let buffer = BytesMut::from(&b"upgradeBearer token"[..]).freeze();
        let mut request = TestRequest::default().to_srv_request();
        *request.headers_mut() = read_into(&buffer);
        set_apart(&mut request);
        assert!(request.headers().is_empty());
        assert!(!buffer.is_unique());
        let request = request.request();
        assert_eq!(headers(request).len(), 2);
        assert!(upgrades(request));
        assert_eq!(SentKey::as_token(request).unwrap().expose(), "token");
        // As the framework does before it keeps a request.
        request.extensions_mut().clear();
        assert!(buffer.is_unique());
    }

    #[test]
    fn nothing_of_a_token_can_be_shown_or_compared() {
        static_assertions::assert_not_impl_any!(
            SentKey: Clone, std::fmt::Debug, std::fmt::Display, serde::Serialize, PartialEq<SentKey>, AsRef<str>, Deref
        );
    }
}
