//! What lets a pull in: a password or a token, each kept for as long as it lasts.

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use pullkey_domain::credential::{EcrRegistry, RegistryHost, RegistryProvider};
use pullkey_registry::{Obstacle, Pull, PullError};
use tokio::time::Instant;

use crate::{
    HttpRegistry,
    challenge::{Bearer, Challenge},
    exchange::odd,
    kept::{Kept, Key, Known, key},
    login::{Login, StoredLogin},
    token::Token,
};

/// What pulls were granted, by company, credential, version of its secret, registry and repository; and the passwords that
/// Amazon's keys were exchanged for. In memory only.
pub(crate) struct Grants {
    of_repositories: Kept<Result<Grant, PullError>>,
    passwords: Kept<Result<Login, Obstacle>>,
}

/// What a registry takes for a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Grant {
    /// Nothing: it asks for no login.
    Needless,
    /// The header `Authorization`, with the password.
    Password(HeaderValue),
    /// The same with a token.
    Token(HeaderValue),
}

/// So many are kept. A token has some kilobytes.
const MOST: usize = 4_096;
/// So long a registry is believed to want a password, or none.
const WANTED: Duration = Duration::from_mins(5);
/// So long a registry is not asked again that refused: every try counts as a failed login there.
const REFUSED: Duration = Duration::from_secs(10);

impl Default for Grants {
    fn default() -> Self {
        Self {
            of_repositories: Kept::at_most(MOST),
            passwords: Kept::at_most(MOST),
        }
    }
}

impl Grants {
    /// What this pull was granted before and still is.
    pub(super) fn known(&self, pull: &Pull, host: &RegistryHost) -> Option<Grant> {
        self.of_repositories.get(&of_repository(pull, host))?.ok()
    }

    /// Forgets what is granted no more.
    pub(super) fn forget(&self, pull: &Pull, host: &RegistryHost, grant: &Grant) {
        let is_this = |known: &Result<Grant, PullError>| known.as_ref() == Ok(grant);
        let key = of_repository(pull, host);
        self.of_repositories.forget_if(&key, is_this);
        let is_of_password = |known: &Result<Login, Obstacle>| {
            let password = known.as_ref().ok().and_then(|login| login.basic().ok());
            password.is_some() && password == grant.authorization()
        };
        let key = of_registry(pull, host);
        self.passwords.forget_if(&key, is_of_password);
    }

    /// Keeps in mind that a password was refused, so that it is not tried again with every request.
    pub(super) fn refuse(&self, pull: &Pull, host: &RegistryHost, grant: &Grant) {
        if let Grant::Password(_) = grant {
            let refused = Known {
                value: Err(Obstacle::Rejected.into()),
                until: Instant::now() + REFUSED,
            };
            self.of_repositories.put(of_repository(pull, host), refused);
        }
    }
}

impl Grant {
    /// Whether there is something to show.
    pub(super) fn is_needed(&self) -> bool {
        self.authorization().is_some()
    }

    /// The header `Authorization`.
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        match self {
            Self::Needless => None,
            Self::Password(value) | Self::Token(value) => Some(value.clone()),
        }
    }
}

impl HttpRegistry {
    /// What this pull is granted by the deadline. Of several that ask at once, one does. How it can be asked for is told by
    /// the challenge, if there was one.
    pub(super) async fn grant(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        challenge: Option<Challenge>,
        deadline: Instant,
    ) -> Result<Grant, PullError> {
        let asking = async {
            let granted = self.ask_grant(pull, host, challenge, deadline).await;
            let (value, lifetime) = match granted {
                Ok((grant, lifetime)) => (Ok(grant), lifetime),
                Err(error) => {
                    let lifetime = if is_lasting(&error) {
                        REFUSED
                    } else {
                        Duration::ZERO
                    };
                    (Err(error), lifetime)
                }
            };
            let until = Instant::now() + lifetime;
            Known { value, until }
        };
        let key = of_repository(pull, host);
        self.grants.of_repositories.get_or(&key, asking).await
    }

    async fn ask_grant(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        challenge: Option<Challenge>,
        deadline: Instant,
    ) -> Result<(Grant, Duration), PullError> {
        let challenge = match challenge {
            Some(challenge) => Some(challenge),
            None => self.challenge(host).await?,
        };
        let Some(challenge) = challenge else {
            return Ok((Grant::Needless, WANTED));
        };
        let login = match EcrRegistry::parse(host.name()) {
            Some(registry) => self.password(&registry, pull, host, deadline).await?,
            None => Login::of_stored(stored(pull)),
        };
        match challenge {
            Challenge::Basic => Ok((Grant::Password(login.basic()?), WANTED)),
            Challenge::Bearer(named) => self.ask_pull_token(pull, &named, &login, deadline).await,
        }
    }

    async fn ask_pull_token(
        &self,
        pull: &Pull,
        named: &Bearer,
        login: &Login,
        deadline: Instant,
    ) -> Result<(Grant, Duration), PullError> {
        let place = &pull.binding.place;
        let realm = self.realm(place, named, deadline)?;
        let scope = format!("repository:{}:pull", pull.repository);
        let answer = self.ask_token(&realm, Some(login), Some(&scope)).await?;
        match answer.status {
            StatusCode::OK => {
                let token = Token::read(&answer.body).ok_or_else(odd)?;
                let lifetime = token.lifetime((self.surroundings.now)());
                Ok((Grant::Token(token.bearer()?), lifetime))
            }
            StatusCode::UNAUTHORIZED => Err(Obstacle::Rejected.into()),
            // GitHub says so of a login that is not good.
            StatusCode::FORBIDDEN if place.provider() == RegistryProvider::GitHub => {
                Err(Obstacle::Rejected.into())
            }
            // Of a repository that is not there, some hand out no token.
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => {
                Err(PullError::NoAccess)
            }
            _ => Err(answer.otherwise().into()),
        }
    }

    /// The password that an access key is exchanged for, which Amazon gives out so many times a second only.
    async fn password(
        &self,
        registry: &EcrRegistry<'_>,
        pull: &Pull,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Result<Login, Obstacle> {
        let asking = async {
            let exchanged = self.ecr_login(registry, host, stored(pull), deadline).await;
            let (value, lifetime) = match exchanged {
                Ok(exchanged) => {
                    let lifetime = exchanged.lifetime((self.surroundings.now)());
                    (Ok(exchanged.login), lifetime)
                }
                Err(error) => (Err(error), Duration::ZERO),
            };
            let until = Instant::now() + lifetime;
            Known { value, until }
        };
        self.grants
            .passwords
            .get_or(&of_registry(pull, host), asking)
            .await
    }
}

/// Whether asking again in a moment would come to the same.
fn is_lasting(error: &PullError) -> bool {
    !matches!(
        error,
        PullError::Failed(
            Obstacle::Unreachable { .. } | Obstacle::Timeout { .. } | Obstacle::Inconclusive(_)
        )
    )
}

fn stored(pull: &Pull) -> StoredLogin<'_> {
    StoredLogin {
        place: &pull.binding.place,
        kind: pull.binding.login,
        username: &pull.binding.username,
        secret: &pull.secret,
    }
}

fn of_repository(pull: &Pull, host: &RegistryHost) -> Key {
    key([
        &of_registry(pull, host),
        pull.repository.as_str().as_bytes(),
    ])
}

/// Nobody else's secret, nor another sealing of this one, has the same.
fn of_registry(pull: &Pull, host: &RegistryHost) -> Key {
    let binding = &pull.binding;
    key([
        binding.company.as_bytes(),
        binding.credential.as_bytes(),
        &binding.secret_version.to_be_bytes(),
        host.as_str().as_bytes(),
    ])
}
