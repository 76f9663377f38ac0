//! An adapter that does what clients of registries did for years.

use std::time::Duration;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_guarded_http::{Client, Error, Limits, Request, Resolve};
use pullkey_registry::{Doubt, LoginAttempt, Obstacle, Registry, Unfit, Verdict};
use serde_json::Value as Json;
use tokio::{net::TcpStream, time::timeout};
use ureq::http::{
    HeaderValue,
    header::{AUTHORIZATION, LOCATION, WWW_AUTHENTICATE},
};
use url::Url;

mod pulls;

use super::Flaw;
use crate::registry_attacks::names::Names;

pub(in crate::registry_attacks) struct Naive {
    pub(in crate::registry_attacks) client: Client,
    pub(in crate::registry_attacks) names: Names,
    pub(in crate::registry_attacks) flaw: Flaw,
}

pub(super) struct Answer {
    challenge: String,
    pub(super) location: String,
    pub(super) body: Vec<u8>,
}

const BYTES: u64 = 64 * 1024;
const LONG: Duration = Duration::from_hours(1);
const REDIRECTS: usize = 5;

#[async_trait]
impl Registry for Naive {
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict {
        let Some(host) = attempt.place.api() else {
            return Verdict::Failed(Obstacle::Unsupported(Unfit::NoHost));
        };
        let Ok(url) = Url::parse(&format!("https://{host}/v2/")) else {
            return Verdict::Failed(Obstacle::NotARegistry);
        };
        let verdict = match self.flaw {
            Flaw::LooksUpTwice => self.dial(&url).await,
            _ => self.log_in(&url, attempt).await,
        };
        verdict.unwrap_or(Verdict::Failed(Obstacle::Unreachable { host }))
    }
}

impl Naive {
    /// What is judged is not what is connected to.
    pub(super) async fn dial(&self, url: &Url) -> Option<Verdict> {
        let (name, port) = (url.host_str()?, url.port_or_known_default()?);
        let judged = self.names.resolve(name, port).await.ok()?;
        let reach = self.client.policy().judge(url).ok()?;
        if !reach.admits(judged.first()?.ip()) {
            return None;
        }
        for address in self.names.resolve(name, port).await.ok()? {
            let dialled = timeout(Duration::from_secs(1), TcpStream::connect(address)).await;
            drop(dialled);
        }
        None
    }

    async fn log_in(&self, url: &Url, attempt: &LoginAttempt) -> Option<Verdict> {
        let pair = format!("{}:{}", attempt.username, attempt.secret.expose());
        let login = format!("Basic {}", BASE64_STANDARD.encode(pair));
        let hello = self.ask(url.clone(), None).await.ok()?;
        if hello.challenge.to_ascii_lowercase().starts_with("basic") {
            self.ask(url.clone(), Some(&login)).await.ok()?;
            return Some(Verdict::Failed(Obstacle::Rejected));
        }
        let (_, realm) = hello.challenge.split_once("realm=\"")?;
        let realm = Url::parse(realm.split('"').next()?).ok()?;
        if realm.host() != url.host() && self.flaw != Flaw::AnyRealm {
            return Some(Verdict::Failed(Obstacle::RealmUnusable));
        }
        let answer = self.ask(realm, Some(&login)).await.ok()?;
        let answer: Json = serde_json::from_slice(&answer.body).ok()?;
        let token = format!("Bearer {}", answer["token"].as_str()?);
        match self.flaw {
            Flaw::BelievesTokens => return Some(Verdict::Verified),
            Flaw::Panics => drop(HeaderValue::from_str(&token).expect("a token can be sent")),
            _ => {}
        }
        let image = attempt.image.as_ref()?;
        let manifest = format!(
            "{url}{}/manifests/{}",
            image.repository().path(),
            image.version()
        );
        self.ask(Url::parse(&manifest).ok()?, Some(&token))
            .await
            .ok()?;
        Some(Verdict::Failed(Obstacle::Inconclusive(
            Doubt::AnyLoginIsTaken,
        )))
    }

    pub(super) async fn ask(
        &self,
        mut url: Url,
        authorization: Option<&str>,
    ) -> Result<Answer, Error> {
        let mut redirects = 0;
        loop {
            let answer = self.ask_once(url.clone(), authorization).await?;
            let target = url.join(&answer.location);
            let is_followed = self.flaw == Flaw::FollowsRedirects
                && !answer.location.is_empty()
                && redirects < REDIRECTS;
            match target {
                Ok(target) if is_followed => url = target,
                _ => return Ok(answer),
            }
            redirects += 1;
        }
    }

    async fn ask_once(&self, url: Url, authorization: Option<&str>) -> Result<Answer, Error> {
        let mut request = Request::get(url);
        let value = authorization.and_then(|it| HeaderValue::from_str(it).ok());
        if let Some(value) = value {
            request.headers.insert(AUTHORIZATION, value);
        }
        let limits = match self.flaw {
            Flaw::NoDeadline => Limits {
                head: LONG,
                total: None,
                idle: LONG,
                bytes: None,
            },
            _ => Limits::exchange(BYTES),
        };
        let (head, body) = self.client.send(request, limits).await?.into_parts();
        let header = |name| {
            let value = head.headers.get(name);
            let text = value.and_then(|it: &HeaderValue| it.to_str().ok());
            text.unwrap_or_default().to_owned()
        };
        Ok(Answer {
            challenge: header(WWW_AUTHENTICATE),
            location: header(LOCATION),
            body: body.read().await?.to_vec(),
        })
    }
}
