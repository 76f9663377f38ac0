//! How a pull is granted something: by the password itself, or by a token that it is exchanged for.

use std::time::Duration;

use http::StatusCode;
use pullkey_domain::credential::{EcrRegistry, RegistryHost, RegistryProvider};
use pullkey_registry::{Obstacle, Pull, PullError};
use tokio::time::Instant;

use super::grant::{Grant, REFUSED, WANTED, of_registry};
use crate::{
    HttpRegistry,
    challenge::{Bearer, Challenge},
    exchange::odd,
    kept::Known,
    login::{Login, StoredLogin},
    token::Token,
};

impl HttpRegistry {
    /// What this pull is granted by the deadline. Of several that ask at once, one does.
    pub(super) async fn grant(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Result<Grant, PullError> {
        let (key, told) = self.grants.way(pull, host);
        let asking = async {
            let granted = self.ask_grant(pull, host, told, deadline).await;
            let (value, lifetime) = match granted {
                Ok((grant, lifetime)) => (Ok(grant), lifetime),
                Err(error) => {
                    let lifetime = lifetime_of(&error);
                    (Err(error), lifetime)
                }
            };
            let until = Instant::now() + lifetime;
            Known { value, until }
        };
        self.grants
            .of_repositories
            .get_or(&key, Box::pin(asking))
            .await
    }

    async fn ask_grant(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        told: Option<Challenge>,
        deadline: Instant,
    ) -> Result<(Grant, Duration), PullError> {
        self.require_unrefused(pull, host)?;
        let is_told = told.is_some();
        let challenge = match told {
            Some(told) => Some(told),
            None => self.challenge(host).await?,
        };
        let Some(challenge) = challenge else {
            return Ok((Grant::Needless, WANTED));
        };
        let registry = EcrRegistry::parse(host.name());
        let (login, until) = match &registry {
            Some(registry) => self.password(registry, pull, host, deadline).await?,
            None => (Login::of_stored(stored(pull)), Instant::now() + WANTED),
        };
        if let Challenge::Bearer(named) = challenge {
            return self
                .ask_pull_token(pull, host, &named, &login, deadline)
                .await;
        }
        let password = login.basic()?;
        let grant = Grant::Password(password.clone());
        // Amazon gave its password out itself.
        if registry.is_none() {
            self.prove(pull, host, &password).await?;
            if is_told {
                self.prove_by_pull(pull, host, &grant).await?;
            }
        }
        let lifetime = until.saturating_duration_since(Instant::now());
        Ok((grant, lifetime.min(WANTED)))
    }

    async fn ask_pull_token(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        named: &Bearer,
        login: &Login,
        deadline: Instant,
    ) -> Result<(Grant, Duration), PullError> {
        let place = &pull.binding.place;
        let realm = self.realm(place, named, deadline)?;
        let scope = format!("repository:{}:pull", pull.repository);
        let answer = self.ask_token(&realm, Some(login), Some(&scope)).await?;
        let is_unauthorized = answer.status == StatusCode::UNAUTHORIZED;
        match answer.status {
            StatusCode::OK => {
                let token = Token::read(&answer.body).ok_or_else(odd)?;
                let lifetime = token.lifetime((self.surroundings.now)());
                Ok((Grant::Token(token.bearer()?), lifetime))
            }
            // GitHub says the latter of a login that is not good.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
                if is_unauthorized || place.provider() == RegistryProvider::GitHub =>
            {
                Err(self
                    .refused_by_realm(pull, host, &realm, named, login)
                    .await)
            }
            // Of a repository that is not there, some hand out no token.
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => {
                Err(PullError::NoAccess)
            }
            StatusCode::TOO_MANY_REQUESTS => Err(self.rate_limited(&answer.headers)),
            _ => Err(answer.otherwise().into()),
        }
    }

    /// The password that an access key is exchanged for, and until when it may be used. Amazon gives out so many in a second
    /// only.
    async fn password(
        &self,
        registry: &EcrRegistry<'_>,
        pull: &Pull,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Result<(Login, Instant), Obstacle> {
        let asking = async {
            let exchanged = self.ecr_login(registry, host, stored(pull), deadline).await;
            let lifetime = match &exchanged {
                Ok(exchanged) => exchanged.lifetime((self.surroundings.now)()),
                Err(obstacle) => lifetime_of(&obstacle.clone().into()),
            };
            let until = Instant::now() + lifetime;
            let value = exchanged.map(|exchanged| (exchanged.login, until));
            Known { value, until }
        };
        self.grants
            .passwords
            .get_or(&of_registry(pull, host), Box::pin(asking))
            .await
    }
}

/// How long it would come to the same if it was asked again.
fn lifetime_of(error: &PullError) -> Duration {
    match error {
        PullError::Failed(
            Obstacle::Unreachable { .. } | Obstacle::Timeout { .. } | Obstacle::Inconclusive(_),
        ) => Duration::ZERO,
        _ => REFUSED,
    }
}

fn stored(pull: &Pull) -> StoredLogin<'_> {
    StoredLogin {
        place: &pull.binding.place,
        kind: pull.binding.login,
        username: &pull.binding.username,
        secret: &pull.secret,
    }
}
