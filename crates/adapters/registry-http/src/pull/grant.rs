//! What lets a pull in: a password or a token, each kept for as long as it lasts.

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use pullkey_domain::credential::{EcrRegistry, RegistryHost, RegistryProvider};
use pullkey_registry::{Obstacle, Pull, PullError};
use tokio::time::Instant;

use super::answer::Answered;
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
    /// Which passwords were taken, and which were not.
    pub(super) proofs: Kept<Result<(), Obstacle>>,
    /// How registries want to be logged in to that said so only where something was pulled.
    challenges: Kept<Challenge>,
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
pub(super) const WANTED: Duration = Duration::from_mins(5);
/// So long a registry is not asked again that refused: every try counts as a failed login there.
pub(super) const REFUSED: Duration = Duration::from_secs(10);

impl Default for Grants {
    fn default() -> Self {
        Self {
            of_repositories: Kept::at_most(MOST),
            passwords: Kept::at_most(MOST),
            proofs: Kept::at_most(MOST),
            challenges: Kept::at_most(MOST),
        }
    }
}

impl Grants {
    /// What this pull was granted before and still is.
    pub(super) fn known(&self, pull: &Pull, host: &RegistryHost) -> Option<Grant> {
        self.of_repositories.get(&self.way(pull, host).0)?.ok()
    }

    /// How this pull is granted something, if the registry told that late, and by what that is known. They are not known by
    /// the same: what is just being found out in the old way cannot be forgotten yet.
    fn way(&self, pull: &Pull, host: &RegistryHost) -> (Key, Option<Challenge>) {
        let key = of_repository(pull, host);
        match self.challenges.get(&key) {
            Some(told) => (as_told(&key), Some(told)),
            None => (key, None),
        }
    }

    /// Forgets what is granted no more by this answer, and remembers what it asks for.
    pub(super) fn forget(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        grant: &Grant,
        answered: &Answered,
    ) {
        let key = of_repository(pull, host);
        // Whoever asks from now on does so in this way, and not in the one that led here. A password is asked for where it was.
        if let (Grant::Needless | Grant::Token(_), Some(challenge)) = (grant, answered.challenge())
            && challenge.is_short()
        {
            let until = Instant::now() + WANTED;
            let told = Known {
                value: challenge,
                until,
            };
            self.challenges.put(key, told);
        }
        let is_this = |known: &Result<Grant, PullError>| known.as_ref() == Ok(grant);
        for key in [key, as_told(&key)] {
            self.of_repositories.forget_if(&key, is_this);
        }
        let is_of_password = |known: &Result<Login, Obstacle>| {
            let password = known.as_ref().ok().and_then(|login| login.basic().ok());
            password.is_some() && password == grant.authorization()
        };
        let key = of_registry(pull, host);
        self.passwords.forget_if(&key, is_of_password);
        self.proofs.forget_if(&key, Result::is_ok);
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
        let login = match &registry {
            Some(registry) => self.password(registry, pull, host, deadline).await?,
            None => Login::of_stored(stored(pull)),
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
        Ok((grant, WANTED))
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
        match answer.status {
            StatusCode::OK => {
                let token = Token::read(&answer.body).ok_or_else(odd)?;
                let lifetime = token.lifetime((self.surroundings.now)());
                Ok((Grant::Token(token.bearer()?), lifetime))
            }
            StatusCode::UNAUTHORIZED => Err(self.refused_by_realm(pull, host, &realm, login).await),
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
                Err(obstacle) => {
                    let lifetime = lifetime_of(&obstacle.clone().into());
                    (Err(obstacle), lifetime)
                }
            };
            let until = Instant::now() + lifetime;
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

fn of_repository(pull: &Pull, host: &RegistryHost) -> Key {
    key([
        &of_registry(pull, host),
        pull.repository.as_str().as_bytes(),
    ])
}

fn as_told(of_repository: &Key) -> Key {
    key([of_repository, b"told"])
}

/// Nobody else's secret, nor another sealing of this one, has the same.
pub(super) fn of_registry(pull: &Pull, host: &RegistryHost) -> Key {
    let binding = &pull.binding;
    key([
        binding.company.as_bytes(),
        binding.credential.as_bytes(),
        &binding.secret_version.to_be_bytes(),
        host.as_str().as_bytes(),
    ])
}
