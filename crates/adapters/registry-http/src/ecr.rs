//! Amazon's registries: a key that signs is exchanged for a password that lasts for hours.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, Method, StatusCode, header::CONTENT_TYPE};
use pullkey_domain::credential::{EcrRegistry, RegistryHost};
use pullkey_guarded_http::Request;
use pullkey_registry::{Doubt, Obstacle};
use serde::Deserialize;
use time::UtcDateTime;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::{
    HttpRegistry,
    exchange::{Answer, odd},
    login::{Login, StoredLogin},
    sigv4::{SignedRequest, amz_date},
};

const ACTION: &str = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";
const JSON: &str = "application/x-amz-json-1.1";
const BODY: &[u8] = b"{}";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Passwords {
    authorization_data: Vec<Password>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Password {
    authorization_token: Zeroizing<String>,
    expires_at: Option<f64>,
    proxy_endpoint: Option<String>,
}

/// What an access key is exchanged for.
pub(crate) struct Exchanged {
    pub(crate) login: Login,
    /// When Amazon ends it, in seconds since 1970.
    expires_at: Option<f64>,
}

/// So long before its end, a password is not used any more.
const MARGIN: Duration = Duration::from_mins(10);
/// No password is used for longer, though Amazon's last for 12 hours.
const MOST: Duration = Duration::from_hours(6);

impl Exchanged {
    /// How long it may be used from now on. One that is said to have ended, by whosever clock, is good for one use.
    pub(crate) fn lifetime(&self, now: UtcDateTime) -> Duration {
        let now = Duration::from_secs(now.unix_timestamp().unsigned_abs());
        let end = self.expires_at.unwrap_or_default();
        let end = Duration::try_from_secs_f64(end).unwrap_or_default();
        end.saturating_sub(now).saturating_sub(MARGIN).min(MOST)
    }
}

impl HttpRegistry {
    /// The login that an access key is exchanged for.
    pub(crate) async fn ecr_login(
        &self,
        registry: &EcrRegistry<'_>,
        host: &RegistryHost,
        stored: StoredLogin<'_>,
        deadline: Instant,
    ) -> Result<Exchanged, Obstacle> {
        let api = RegistryHost::parse(registry.api()).map_err(|_| odd())?;
        let asked = Request {
            method: Method::POST,
            body: BODY.into(),
            ..Request::get(self.url(&api, "/")?)
        };
        let (asked, authorization) = self.signed(asked, registry, &api, stored)?;
        let answer = self.ask_by(deadline, &api, asked, Some(authorization));
        let answer = answer.await?;
        match answer.status {
            StatusCode::OK => password(&answer.body, host).ok_or_else(odd),
            status if status.is_client_error() => Err(refused(&answer)),
            _ => Err(answer.otherwise()),
        }
    }

    fn signed(
        &self,
        mut asked: Request,
        registry: &EcrRegistry<'_>,
        api: &RegistryHost,
        stored: StoredLogin<'_>,
    ) -> Result<(Request, HeaderValue), Obstacle> {
        let at = (self.surroundings.now)();
        let date = amz_date(at);
        let headers = [
            ("content-type", JSON),
            ("host", api.as_str()),
            ("x-amz-date", date.as_str()),
            ("x-amz-target", ACTION),
        ];
        let signed = SignedRequest {
            access_key: stored.username.as_str(),
            secret_key: stored.secret.expose(),
            region: registry.region,
            service: "ecr",
            at,
            headers: &headers,
            body: BODY,
        };
        let mut authorization =
            HeaderValue::from_str(&signed.authorization()).map_err(|_| odd())?;
        authorization.set_sensitive(true);
        let dated = HeaderValue::from_str(&date).map_err(|_| odd())?;
        asked
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        asked
            .headers
            .insert(HeaderName::from_static("x-amz-date"), dated);
        let target = HeaderName::from_static("x-amz-target");
        asked
            .headers
            .insert(target, HeaderValue::from_static(ACTION));
        Ok((asked, authorization))
    }
}

/// The password for this registry. One for another is none.
fn password(body: &[u8], host: &RegistryHost) -> Option<Exchanged> {
    let passwords: Passwords = serde_json::from_slice(body).ok()?;
    let first = passwords.authorization_data.into_iter().next()?;
    // It names the account of the key, whose policy may let it pull from others' registries, too.
    let named = first.proxy_endpoint.unwrap_or_default();
    let named = named.trim_start_matches("https://").trim_end_matches('/');
    let (named, own) = (EcrRegistry::parse(named)?, EcrRegistry::parse(host.name())?);
    if !named.is_beside(&own) {
        return None;
    }
    let pair = STANDARD.decode(first.authorization_token.as_bytes());
    let pair = Zeroizing::new(pair.ok()?);
    let (username, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    Some(Exchanged {
        login: Login::of(username, password),
        expires_at: first.expires_at,
    })
}

/// Why Amazon refuses, which it says in JSON or XML, and with 400 as with 403.
fn refused(answer: &Answer) -> Obstacle {
    let text = String::from_utf8_lossy(&answer.body);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if answer.status == StatusCode::TOO_MANY_REQUESTS || says(&LIMITS) {
        Obstacle::RateLimited
    } else if says(&CLOCK) {
        Obstacle::Inconclusive(Doubt::Clock)
    } else if says(&["AccessDenied"]) {
        Obstacle::NoPasswords
    } else if says(&UNKNOWN) {
        Obstacle::Rejected
    } else {
        odd()
    }
}

const LIMITS: [&str; 3] = [
    "ThrottlingException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
];
const CLOCK: [&str; 4] = [
    "Signature expired",
    "Signature not yet current",
    "RequestTimeTooSkewed",
    "RequestExpired",
];
/// Of keys that are not known, have ended, or did not make this signature.
const UNKNOWN: [&str; 6] = [
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "InvalidAccessKeyId",
];

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

    fn read(body: &str) -> Option<(String, String)> {
        let host = RegistryHost::parse(HOST).unwrap();
        let login = password(body.as_bytes(), &host)?.login;
        Some((login.username.to_string(), login.password.to_string()))
    }

    #[test]
    fn the_password_of_this_registry_is_taken_and_no_other() {
        let answer = |endpoint: &str, token: &str| {
            format!(
                r#"{{"authorizationData":[{{"authorizationToken":"{token}","expiresAt":1.0,"proxyEndpoint":"{endpoint}"}}]}}"#
            )
        };
        // AWS:pass:word
        let token = "QVdTOnBhc3M6d29yZA==";
        let login = Some(("AWS".to_owned(), "pass:word".to_owned()));
        let own = format!("https://{HOST}");
        for (body, taken) in [
            (answer(&own, token), login.clone()),
            // Another account's registry, in this region and in another.
            (
                answer(
                    "https://999999999999.dkr.ecr.eu-central-1.amazonaws.com",
                    token,
                ),
                login.clone(),
            ),
            (
                answer(
                    "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                    token,
                ),
                None,
            ),
            (answer("https://registry.example.com", token), None),
            (answer(&own, "!"), None),
            (answer(&own, "QVdT"), None),
            (r#"{"authorizationData":[]}"#.to_owned(), None),
            ("<html>".to_owned(), None),
        ] {
            assert_eq!(read(&body), taken, "{body}");
        }
    }

    #[test]
    fn a_password_is_used_for_six_hours_at_most_and_not_in_its_last_minutes() {
        let now = UtcDateTime::from_unix_timestamp(1_000_000).unwrap();
        let lifetime = |expires_at| {
            let login = Login::of("AWS", "password");
            Exchanged { login, expires_at }.lifetime(now).as_secs()
        };
        let hours = |count: f64| Some(1_000_000.0 + count * 3_600.0);
        assert_eq!(lifetime(hours(12.0)), 6 * 3_600);
        assert_eq!(lifetime(hours(1.0)), 50 * 60);
        assert_eq!(lifetime(hours(0.1)), 0);
        for odd in [None, Some(0.0), Some(-1.0), Some(f64::NAN)] {
            assert_eq!(lifetime(odd), 0);
        }
        assert_eq!(lifetime(Some(f64::INFINITY)), 0);
    }
}
