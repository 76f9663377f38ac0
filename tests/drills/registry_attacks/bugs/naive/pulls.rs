//! The same adapter, where images are pulled.

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_registry::{
    Body, Content, Description, Fetched, ImageSource, Obstacle, Part, Pull, PullError,
    SignedAddress, Unfit,
};
use serde_json::Value as Json;
use url::Url;

use super::{super::Flaw, Naive};

#[async_trait]
impl ImageSource for Naive {
    async fn fetch(&self, pull: &Pull) -> Result<Fetched, PullError> {
        let no_host = Obstacle::Unsupported(Unfit::NoHost);
        let host = pull.binding.place.api().ok_or(no_host)?;
        let nobody = || PullError::from(Obstacle::Unreachable { host: host.clone() });
        let root = Url::parse(&format!("https://{host}/v2/")).map_err(|_| nobody())?;
        if self.flaw == Flaw::LooksUpTwice {
            drop(self.dial(&root).await);
            return Err(nobody());
        }
        self.pulled(pull, &root).await.ok_or_else(nobody)
    }
}

impl Naive {
    /// By whatever way the registry asks for, at the first question or late.
    async fn pulled(&self, pull: &Pull, root: &Url) -> Option<Fetched> {
        let part = root
            .join(&format!("{}/{}", pull.repository, wanted(&pull.part)))
            .ok()?;
        let hello = self.ask(root.clone(), None).await.ok()?;
        let mut challenge = hello.challenge;
        if challenge.is_empty() {
            challenge = self.ask(part.clone(), None).await.ok()?.challenge;
        }
        let shown = self.shown(pull, root, &challenge).await?;
        let answer = self.ask(part.clone(), Some(&shown)).await.ok()?;
        let is_blob = matches!(pull.part, Part::Blob { .. });
        if is_blob && self.flaw == Flaw::SendsAnywhere && !answer.location.is_empty() {
            let target = part.join(&answer.location).ok()?;
            return Some(Fetched::Elsewhere(SignedAddress::new(String::from(target))));
        }
        (self.flaw == Flaw::BelievesManifests).then(|| {
            Fetched::Here(Content {
                description: Description::default(),
                body: Body::Whole(answer.body.into()),
            })
        })
    }

    /// The login, or what a realm hands out for it.
    async fn shown(&self, pull: &Pull, root: &Url, challenge: &str) -> Option<String> {
        let pair = format!("{}:{}", pull.binding.username, pull.secret.expose());
        let login = format!("Basic {}", BASE64_STANDARD.encode(pair));
        if challenge.to_ascii_lowercase().starts_with("basic") {
            return Some(login);
        }
        let (_, realm) = challenge.split_once("realm=\"")?;
        let realm = Url::parse(realm.split('"').next()?).ok()?;
        if realm.host() != root.host() && self.flaw != Flaw::AnyRealm {
            return None;
        }
        let answer = self.ask(realm, Some(&login)).await.ok()?;
        let answer: Json = serde_json::from_slice(&answer.body).ok()?;
        Some(format!("Bearer {}", answer["token"].as_str()?))
    }
}

fn wanted(part: &Part) -> String {
    match part {
        Part::Manifest { version, .. } => format!("manifests/{version}"),
        Part::Blob { digest, .. } => format!("blobs/{digest}"),
        Part::Tags { .. } | Part::Referrers { .. } => "tags/list".to_owned(),
    }
}
