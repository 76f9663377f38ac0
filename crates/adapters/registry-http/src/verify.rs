//! One login, from the first question to the verdict.

use http::{
    HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use pullkey_domain::{
    credential::{EcrRegistry, LoginKind, RegistryHost, RegistryPlace, RegistryProvider},
    image::ImageReference,
};
use pullkey_guarded_http::Request;
use pullkey_registry::{Doubt, LoginAttempt, Unfit, Verdict};

use crate::{
    HttpRegistry,
    challenge::{Bearer, Challenge},
    control::Control,
    exchange::Answer,
    login::Login,
    realm::Realm,
};

/// Every kind of manifest that there is.
const MANIFESTS: HeaderValue = HeaderValue::from_static(
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json, \
     application/vnd.docker.distribution.manifest.v1+prettyjws, */*",
);

impl HttpRegistry {
    pub(crate) async fn judge(&self, attempt: &LoginAttempt) -> Verdict {
        let verdict = self.try_login(attempt).await;
        verdict.unwrap_or_else(|ended| ended)
    }

    async fn try_login(&self, attempt: &LoginAttempt) -> Result<Verdict, Verdict> {
        let host = attempt.place.api();
        let host = host.ok_or(Verdict::Unsupported(Unfit::NoHost))?;
        fit(&attempt.place, attempt.kind)?;
        let challenge = self.challenge(&host).await?;
        let login = match EcrRegistry::parse(host.name()) {
            Some(registry) => self.ecr_login(&registry, &host, attempt).await?,
            None => Login::of_attempt(attempt),
        };
        let image = attempt.image.as_ref();
        match challenge {
            Challenge::Basic => self.by_password(&host, &login, image).await,
            Challenge::Bearer(named) => {
                let realm = self.realm(&attempt.place, &named)?;
                self.by_token(attempt, &host, &realm, &named, &login).await
            }
        }
    }

    /// How the registry wants to be logged in to. Nothing of the login is sent.
    async fn challenge(&self, host: &RegistryHost) -> Result<Challenge, Verdict> {
        let asked = Request::get(self.url(host, "/v2/")?);
        let hello = self.ask(host, asked, None).await?;
        match hello.status {
            StatusCode::UNAUTHORIZED => {
                Challenge::best(&hello.headers).ok_or(Verdict::Unsupported(Unfit::Scheme))
            }
            StatusCode::OK if is_of_registry(&hello) => Err(Verdict::RegistryOpen),
            status if status.is_success() || status.is_redirection() => Err(Verdict::NotARegistry),
            StatusCode::TOO_MANY_REQUESTS => Err(Verdict::RateLimited),
            status if status.is_server_error() => Err(hello.otherwise()),
            _ => Err(Verdict::NotARegistry),
        }
    }

    /// A password that is taken where none was not is proof enough.
    async fn by_password(
        &self,
        host: &RegistryHost,
        login: &Login,
        image: Option<&ImageReference>,
    ) -> Result<Verdict, Verdict> {
        let asked = Request::get(self.url(host, "/v2/")?);
        let answer = self.ask(host, asked, Some(login.basic()?)).await?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(Verdict::Rejected),
            StatusCode::FORBIDDEN => return Err(Verdict::NoAccess),
            _ => return Err(answer.otherwise()),
        }
        match image {
            Some(image) => self.pull(host, image, Some(login.basic()?)).await,
            None => Ok(Verdict::Verified),
        }
    }

    /// A token proves the login where a made-up password gets none, or one for somebody else.
    async fn by_token(
        &self,
        attempt: &LoginAttempt,
        host: &RegistryHost,
        realm: &Realm,
        named: &Bearer,
        login: &Login,
    ) -> Result<Verdict, Verdict> {
        let provider = attempt.place.provider();
        // GitHub hands out tokens for a repository only, whichever it names. Elsewhere a scope is a trap: Harbor hands out
        // tokens with public rights to anybody who asks for some.
        let scope = match provider {
            RegistryProvider::GitHub => named.scope.as_deref(),
            _ => None,
        };
        let token = self.token(realm, Some(login), scope).await?;
        let is_proof = if refuses_wrong_logins(&attempt.place) {
            true
        } else {
            match self.control(realm, &login.username).await? {
                Control::Refused => true,
                Control::Taken(other) => token.subject().is_some() && token.subject() != other,
            }
        };
        let Some(image) = &attempt.image else {
            return if is_proof {
                Ok(Verdict::Verified)
            } else {
                Err(Verdict::Inconclusive(Doubt::AnyLoginIsTaken))
            };
        };
        let pulled = self.pull_by_token(host, realm, Some(login), image).await?;
        if is_proof {
            return Ok(pulled);
        }
        // Whoever may pull what nobody may is known there.
        let by_nobody = match pulled {
            Verdict::Verified => self.pull_by_token(host, realm, None, image).await?,
            _ => Verdict::Verified,
        };
        match by_nobody {
            Verdict::NoAccess => Ok(Verdict::Verified),
            _ => Err(Verdict::Inconclusive(Doubt::AnyLoginIsTaken)),
        }
    }

    async fn pull_by_token(
        &self,
        host: &RegistryHost,
        realm: &Realm,
        login: Option<&Login>,
        image: &ImageReference,
    ) -> Result<Verdict, Verdict> {
        let scope = format!("repository:{}:pull", image.repository());
        match self.token(realm, login, Some(&scope)).await {
            Ok(token) => self.pull(host, image, Some(token.bearer()?)).await,
            Err(Verdict::Rejected) => Ok(Verdict::NoAccess),
            Err(verdict) => Err(verdict),
        }
    }

    /// Whether an image can be pulled. Its manifest is asked about and not fetched: some registries count that as a pull.
    async fn pull(
        &self,
        host: &RegistryHost,
        image: &ImageReference,
        authorization: Option<HeaderValue>,
    ) -> Result<Verdict, Verdict> {
        let path = format!("/v2/{}/manifests/{}", image.repository(), image.version());
        let mut asked = Request::get(self.url(host, &path)?);
        asked.method = Method::HEAD;
        asked.headers.insert(ACCEPT, MANIFESTS);
        let answer = self.ask(host, asked, authorization).await?;
        match answer.status {
            StatusCode::OK => Ok(Verdict::Verified),
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::BAD_REQUEST => Ok(Verdict::NoAccess),
            _ => Err(answer.otherwise()),
        }
    }
}

/// Whether this kind of login is one for this place.
fn fit(place: &RegistryPlace, kind: LoginKind) -> Result<(), Verdict> {
    let is_google = place.provider() == RegistryProvider::Gcr;
    match kind {
        LoginKind::Password if is_google => Err(Verdict::Unsupported(Unfit::GoogleNeedsKey)),
        LoginKind::GcpServiceAccountKey if !is_google => {
            Err(Verdict::Unsupported(Unfit::KeyIsForGoogle))
        }
        LoginKind::Password | LoginKind::GcpServiceAccountKey => Ok(()),
    }
}

/// Whether whoever hands out tokens there is known to refuse wrong logins.
fn refuses_wrong_logins(place: &RegistryPlace) -> bool {
    match place.provider() {
        RegistryProvider::DockerHub | RegistryProvider::GitHub | RegistryProvider::DigitalOcean => {
            true
        }
        RegistryProvider::GitLab => place.host().is_none(),
        RegistryProvider::Gcr | RegistryProvider::Ecr | RegistryProvider::Custom => false,
    }
}

/// Whether a registry says this, and not any other website.
fn is_of_registry(answer: &Answer) -> bool {
    let is_json = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        value.starts_with("application/json")
    };
    answer
        .headers
        .contains_key("docker-distribution-api-version")
        || answer.headers.get(CONTENT_TYPE).is_some_and(is_json)
}
