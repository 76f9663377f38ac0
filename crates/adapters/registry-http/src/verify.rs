//! One login, from the first question to the verdict.

use http::{HeaderValue, Method, StatusCode, header::ACCEPT};
use pullkey_domain::{
    credential::{EcrRegistry, RegistryHost, RegistryPlace, RegistryProvider},
    image::ImageReference,
};
use pullkey_guarded_http::Request;
use pullkey_registry::{Doubt, LoginAttempt, Obstacle, Verdict};
use tokio::time::Instant;

use crate::{
    HttpRegistry,
    challenge::Challenge,
    control::Control,
    exchange::odd,
    hello::is_of_registry,
    login::{Login, StoredLogin},
    realm::Realm,
    token::Token,
};

/// Every kind of manifest that there is.
pub(crate) const MANIFESTS: HeaderValue = HeaderValue::from_static(
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json, \
     application/vnd.docker.distribution.manifest.v1+prettyjws, */*",
);

impl HttpRegistry {
    pub(crate) async fn judge(
        &self,
        attempt: &LoginAttempt,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Verdict {
        let verdict = self.try_login(attempt, host, deadline).await;
        verdict.unwrap_or_else(Verdict::Failed)
    }

    async fn try_login(
        &self,
        attempt: &LoginAttempt,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Result<Verdict, Obstacle> {
        if let Some(unfit) = attempt.unfit() {
            return Err(Obstacle::Unsupported(unfit));
        }
        let Some(challenge) = self.challenge(host).await? else {
            return Ok(Verdict::RegistryOpen);
        };
        let stored = StoredLogin::from(attempt);
        let login = match EcrRegistry::parse(host.name()) {
            Some(registry) => {
                let exchanged = self.ecr_login(&registry, host, stored, deadline);
                exchanged.await?.login
            }
            None => Login::of_stored(stored),
        };
        let image = attempt.image.as_ref();
        match challenge {
            Challenge::Basic => self.by_password(host, &login, image).await,
            Challenge::Bearer(named) => {
                let realm = self.realm(&attempt.place, &named, deadline)?;
                let scope = named.scope.filter(|_| is_asked_for_scope(&attempt.place));
                let token = self.token(&realm, Some(&login), scope.as_deref()).await?;
                self.by_token(attempt, host, &realm, &login, &token).await
            }
        }
    }

    /// A password that is taken where none was not is proof enough.
    async fn by_password(
        &self,
        host: &RegistryHost,
        login: &Login,
        image: Option<&ImageReference>,
    ) -> Result<Verdict, Obstacle> {
        let asked = Request::get(self.url(host, "/v2/")?);
        let answer = self.ask(host, asked, Some(login.basic()?)).await?;
        match answer.status {
            StatusCode::OK if is_of_registry(&answer) => {}
            StatusCode::OK => return Err(Obstacle::NotARegistry),
            StatusCode::UNAUTHORIZED => return Err(Obstacle::Rejected),
            StatusCode::FORBIDDEN => return Err(Obstacle::Inconclusive(Doubt::Forbidden)),
            _ => return Err(answer.otherwise()),
        }
        match image {
            Some(image) => self.pull(host, image, Some(login.basic()?)).await,
            None => Ok(Verdict::Verified),
        }
    }

    /// A token proves the login where a made-up password gets none, or one for nobody.
    async fn by_token(
        &self,
        attempt: &LoginAttempt,
        host: &RegistryHost,
        realm: &Realm,
        login: &Login,
        token: &Token,
    ) -> Result<Verdict, Obstacle> {
        let control = if refuses_wrong_logins(&attempt.place) {
            Control::Refused
        } else {
            self.control(realm, &login.username).await
        };
        let is_proof = match control {
            Control::Refused => true,
            Control::TakenForNobody => token.subject().is_some(),
            Control::Taken => false,
            Control::Unknown => return Err(Obstacle::Inconclusive(Doubt::Unproved)),
        };
        let doubt = || Obstacle::Inconclusive(Doubt::AnyLoginIsTaken);
        let Some(image) = &attempt.image else {
            return is_proof.then_some(Verdict::Verified).ok_or_else(doubt);
        };
        let pulled = self.pull_by_token(host, realm, login, image).await?;
        if is_proof || pulled != Verdict::Verified {
            return is_proof.then_some(pulled).ok_or_else(doubt);
        }
        // Whoever may pull what a made-up password may not is known there.
        let control = self.control_pull(host, realm, &login.username, image);
        match control.await {
            Control::Refused => Ok(Verdict::Verified),
            Control::Unknown => Err(Obstacle::Inconclusive(Doubt::Unproved)),
            Control::Taken | Control::TakenForNobody => Err(doubt()),
        }
    }

    pub(crate) async fn pull_by_token(
        &self,
        host: &RegistryHost,
        realm: &Realm,
        login: &Login,
        image: &ImageReference,
    ) -> Result<Verdict, Obstacle> {
        let scope = format!("repository:{}:pull", image.repository().path());
        let answer = self.ask_token(realm, Some(login), Some(&scope)).await?;
        match answer.status {
            StatusCode::OK => {
                let token = Token::read(&answer.body).ok_or_else(odd)?;
                self.pull(host, image, Some(token.bearer()?)).await
            }
            // Of a repository that is not there, some hand out no token.
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::BAD_REQUEST => Ok(Verdict::NoAccess),
            _ => Err(answer.otherwise()),
        }
    }

    /// Whether an image can be pulled. Its manifest is asked about and not fetched: some registries count that as a pull.
    async fn pull(
        &self,
        host: &RegistryHost,
        image: &ImageReference,
        authorization: Option<HeaderValue>,
    ) -> Result<Verdict, Obstacle> {
        let path = format!(
            "/v2/{}/manifests/{}",
            image.repository().path(),
            image.version()
        );
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

/// Whether whoever hands out tokens there is known to refuse wrong logins.
pub(crate) fn refuses_wrong_logins(place: &RegistryPlace) -> bool {
    let provider = place.provider();
    let is_own = |it: RegistryHost| Some(it.as_str()) == provider.default_host();
    match provider {
        RegistryProvider::DockerHub | RegistryProvider::GitHub | RegistryProvider::DigitalOcean => {
            true
        }
        RegistryProvider::GitLab => place.registry().is_some_and(is_own),
        RegistryProvider::Gcr | RegistryProvider::Ecr | RegistryProvider::Custom => false,
    }
}

/// GitHub hands out tokens for a repository only, whichever it names. Elsewhere a scope is a trap: Harbor hands out tokens with
/// public rights to anybody who asks for some.
fn is_asked_for_scope(place: &RegistryPlace) -> bool {
    place.provider() == RegistryProvider::GitHub
}
