//! Tokens, as realms hand them out.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, StatusCode};
use pullkey_guarded_http::Request;
use pullkey_registry::Obstacle;
use serde::Deserialize;
use serde_json::Value;
use time::UtcDateTime;
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
pub(crate) struct Token {
    text: Zeroizing<String>,
    expires_in: Option<Duration>,
}

#[derive(Deserialize)]
struct TokenBody {
    token: Option<Zeroizing<String>>,
    access_token: Option<Zeroizing<String>>,
    #[serde(default)]
    expires_in: Value,
}

/// What a JWT says of itself. Nobody checks its signature here: it came from the realm itself.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: Value,
    #[serde(default)]
    exp: Value,
}

/// So long every token lasts, whatever its realm says: that is what all clients take for granted.
const LEAST: Duration = Duration::from_mins(1);
/// So long before its end, a token is not used any more.
const MARGIN: Duration = Duration::from_secs(10);
/// So long a token is believed to last that says so by itself only.
const UNTOLD: Duration = Duration::from_mins(5);
/// No token is used for longer.
const MOST: Duration = Duration::from_hours(1);

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
        let is_token = is_plain && !token.is_empty() && token.len() <= MAX_TOKEN;
        is_token.then(|| Self {
            text: token,
            expires_in: body.expires_in.as_u64().map(Duration::from_secs),
        })
    }

    /// The header `Authorization`.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Obstacle> {
        authorization("Bearer", &self.text)
    }

    /// Whom it is for, if it is a JWT that says so.
    pub(crate) fn subject(&self) -> Option<String> {
        let subject = self.claims()?.sub;
        let subject = subject.as_str().filter(|subject| !subject.is_empty());
        subject.map(str::to_owned)
    }

    /// How long it may be used from now on. What its realm says counts, else what it says itself.
    pub(crate) fn lifetime(&self, now: UtcDateTime) -> Duration {
        let now = Duration::from_secs(now.unix_timestamp().unsigned_abs());
        let ends = || {
            let end = Duration::try_from_secs_f64(self.claims()?.exp.as_f64()?).ok()?;
            Some(end.saturating_sub(now).min(UNTOLD))
        };
        let lifetime = self.expires_in.or_else(ends).unwrap_or(LEAST);
        lifetime.clamp(LEAST, MOST).saturating_sub(MARGIN)
    }

    fn claims(&self) -> Option<Claims> {
        let claims = self.text.split('.').nth(1)?;
        let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&claims).ok()
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
            assert_eq!(read.as_ref().map(|it| it.text.as_str()), token);
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
            let told = read(&format!(r#"{{"token":"{token}"}}"#)).subject();
            assert_eq!(told.as_deref(), subject);
        }
    }

    #[test]
    fn a_token_lasts_as_long_as_its_realm_says_else_as_it_says_itself_and_never_less_than_a_minute()
    {
        let now = UtcDateTime::from_unix_timestamp(1_000_000).unwrap();
        let jwt = |exp: &str| {
            format!(
                "e30.{}.x",
                URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{exp}}}"#))
            )
        };
        let told = |seconds: &str| format!(r#"{{"token":"t","expires_in":{seconds}}}"#);
        let itself = |exp: &str| format!(r#"{{"token":"{}"}}"#, jwt(exp));
        for (body, seconds) in [
            (told("300"), 290),
            (told("5"), 50),
            (told("0"), 50),
            (told("-5"), 50),
            (told("1000000000"), 3_590),
            (told(r#""300""#), 50),
            (told("null"), 50),
            (itself("1000200"), 190),
            (itself("1000200.5"), 190),
            (itself("2000000"), 290),
            (itself("7"), 50),
            (itself("-1e300"), 50),
            (r#"{"token":"opaque"}"#.to_owned(), 50),
        ] {
            let lifetime = read(&body).lifetime(now);
            assert_eq!(lifetime.as_secs(), seconds, "{body}");
        }
    }

    fn read(body: &str) -> Token {
        Token::read(body.as_bytes()).unwrap()
    }
}
