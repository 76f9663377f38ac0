//! What lets a pull in: a password or a token, each kept for as long as it lasts.

use std::time::Duration;

use http::HeaderValue;
use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Obstacle, Pull, PullError};
use tokio::time::Instant;

use crate::{
    challenge::Challenge,
    kept::{Kept, Key, Known, key},
    login::Login,
};

/// What pulls were granted, by company, credential, version of its secret, registry and repository; and the passwords that
/// Amazon's keys were exchanged for. In memory only.
pub(crate) struct Grants {
    pub(super) of_repositories: Kept<Result<Grant, PullError>>,
    pub(super) passwords: Kept<Result<(Login, Instant), Obstacle>>,
    /// Which passwords were taken, and which were not.
    pub(super) proofs: Kept<Result<(), Obstacle>>,
    /// Which logins realms refused, by themselves and for whatever repository.
    pub(super) refusals: Kept<Obstacle>,
    /// Whether it was the login, while that is found out.
    pub(super) told_apart: Kept<Option<Obstacle>>,
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
            refusals: Kept::at_most(MOST),
            told_apart: Kept::at_most(MOST),
            challenges: Kept::at_most(MOST),
        }
    }
}

impl Grants {
    /// What this pull was granted before and still is.
    pub(super) fn known(&self, pull: &Pull, host: &RegistryHost) -> Option<Grant> {
        self.of_repositories.get(&self.way(pull, host).0)?.ok()
    }

    /// Lets go of all that has ended.
    pub(crate) fn forget_ended(&self) {
        self.of_repositories.forget_ended();
        self.passwords.forget_ended();
        self.proofs.forget_ended();
        self.refusals.forget_ended();
        self.told_apart.forget_ended();
        self.challenges.forget_ended();
    }

    /// How this pull is granted something, if the registry told that late, and by what that is known. They are not known by
    /// the same: what is just being found out in the old way cannot be forgotten yet.
    pub(super) fn way(&self, pull: &Pull, host: &RegistryHost) -> (Key, Option<Challenge>) {
        let key = of_repository(pull, host);
        match self.challenges.get(&key) {
            Some(told) => (as_told(&key), Some(told)),
            None => (key, None),
        }
    }

    /// Forgets what is granted no more, and remembers what is asked for now.
    pub(super) fn forget(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        grant: &Grant,
        challenge: Option<Challenge>,
    ) {
        let key = of_repository(pull, host);
        // Whoever asks from now on does so in this way, and not in the one that led here. A password is asked for where it was.
        if let (Grant::Needless | Grant::Token(_), Some(challenge)) = (grant, challenge)
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
        let is_of_password = |known: &Result<(Login, Instant), Obstacle>| {
            let password = known
                .as_ref()
                .ok()
                .and_then(|(login, _)| login.basic().ok());
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
