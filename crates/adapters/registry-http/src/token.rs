//! Tokens, as realms hand them out.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, StatusCode};
use pullkey_guarded_http::Request;
use pullkey_registry::Obstacle;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{
    HttpRegistry,
    exchange::{Answer, odd},
    login::{Login, authorization},
    realm::Realm,
};

/// A token may have so many bytes.
const MAX_TOKEN: usize = 16 * 1024;

/// What a registry takes in place of a password, for some minutes.
pub(crate) struct Token(Zeroizing<String>);

#[derive(Deserialize)]
struct TokenBody {
    token: Option<Zeroizing<String>>,
    access_token: Option<Zeroizing<String>>,
}

impl HttpRegistry {
    /// Asks for a token, with a login or as nobody.
    pub(crate) async fn token(
        &self,
        realm: &Realm,
        login: Option<&Login>,
        scope: Option<&str>,
    ) -> Result<Token, Obstacle> {
        let answer = self.ask_token(realm, login, scope).await?;
        match answer.status {
            StatusCode::OK => Token::read(&answer.body).ok_or_else(odd),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Obstacle::Rejected),
            _ => Err(answer.otherwise()),
        }
    }

    pub(crate) async fn ask_token(
        &self,
        realm: &Realm,
        login: Option<&Login>,
        scope: Option<&str>,
    ) -> Result<Answer, Obstacle> {
        let asked = Request::get(realm.request(scope));
        let login = login.map(Login::basic).transpose()?;
        let answer = self.ask_by(realm.deadline, &realm.host, asked, login);
        // A registry is there: what hands out its tokens is broken.
        answer.await.map_err(|obstacle| match obstacle {
            Obstacle::NotARegistry => odd(),
            other => other,
        })
    }
}

impl Token {
    /// Of the answer of a realm. Only what a header can carry is one.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let body: TokenBody = serde_json::from_slice(body).ok()?;
        let token = body.token.filter(|token| !token.is_empty());
        let token = token.or(body.access_token)?;
        let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
        (is_plain && !token.is_empty() && token.len() <= MAX_TOKEN).then_some(Self(token))
    }

    /// The header `Authorization`.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Obstacle> {
        authorization("Bearer", &self.0)
    }

    /// Whom it is for, if it is a JWT that says so. Nobody checks its signature here: it came from the realm itself.
    pub(crate) fn subject(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Claims {
            sub: Option<String>,
        }

        let claims = self.0.split('.').nth(1)?;
        let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
        let claims: Claims = serde_json::from_slice(&claims).ok()?;
        claims.sub.filter(|subject| !subject.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stands_under_either_name_and_holds_what_a_header_can_carry() {
        let long = format!(r#"{{"token":"{}"}}"#, "t".repeat(MAX_TOKEN + 1));
        for (body, token) in [
            (r#"{"token":"a.b.c"}"#, Some("a.b.c")),
            (r#"{"access_token":"abc","expires_in":300}"#, Some("abc")),
            (r#"{"token":"a","access_token":"b"}"#, Some("a")),
            (r#"{"token":"","access_token":"b"}"#, Some("b")),
            (r#"{"token":null,"access_token":"b"}"#, Some("b")),
            (r#"{"token":""}"#, None),
            (r#"{"token":"a\r\nx-injected: b"}"#, None),
            (r#"{"token":"a b"}"#, None),
            (r#"{"token":"é"}"#, None),
            (r#"{"token":7}"#, None),
            (r#"["token"]"#, None),
            ("", None),
            (&long, None),
        ] {
            let read = Token::read(body.as_bytes());
            assert_eq!(read.as_ref().map(|it| it.0.as_str()), token);
        }
    }

    #[test]
    fn a_token_says_whom_it_is_for_or_nothing() {
        let jwt = |claims: &str| format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims));
        for (token, subject) in [
            (jwt(r#"{"sub":"alice"}"#), Some("alice")),
            (jwt(r#"{"sub":""}"#), None),
            (jwt(r#"{"aud":"x"}"#), None),
            (jwt(r#"{"sub":7}"#), None),
            ("opaque".to_owned(), None),
            ("a.!.c".to_owned(), None),
        ] {
            let told = Token(Zeroizing::new(token)).subject();
            assert_eq!(told.as_deref(), subject);
        }
    }
}
