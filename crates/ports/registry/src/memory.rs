mod images;

use async_trait::async_trait;
use pullkey_domain::{
    credential::{RegistryHost, RegistrySecret, RegistryUsername},
    image::RepositoryPath,
};

use self::images::Stored;
use crate::{Barrier, LoginAttempt, Obstacle, Registry, Unfit, Verdict};

/// Registries in memory, with the logins that they take and the images that they have: the rules of the port in the plainest code. There is no network to
/// map, so it answers at once.
#[derive(Default)]
pub struct MemoryRegistry {
    logins: Vec<Known>,
    images: Vec<Stored>,
}

struct Known {
    host: RegistryHost,
    username: RegistryUsername,
    secret: String,
    repositories: Vec<String>,
}

impl MemoryRegistry {
    /// With a login that a host takes, and the repositories that it may pull.
    #[must_use]
    pub fn with_login(
        mut self,
        host: &RegistryHost,
        username: &RegistryUsername,
        secret: &str,
        repositories: &[&str],
    ) -> Self {
        self.logins.push(Known {
            host: host.clone(),
            username: username.clone(),
            secret: secret.to_owned(),
            repositories: repositories.iter().map(|it| (*it).to_owned()).collect(),
        });
        self
    }
}

impl MemoryRegistry {
    /// Whether there is a registry.
    fn is_known(&self, host: &RegistryHost) -> bool {
        self.logins.iter().any(|it| it.host == *host)
    }

    fn login(
        &self,
        host: &RegistryHost,
        username: &RegistryUsername,
        secret: &RegistrySecret,
    ) -> Option<&Known> {
        let is_this = |it: &&Known| {
            it.host == *host && it.username == *username && it.secret == secret.expose()
        };
        self.logins.iter().find(is_this)
    }
}

impl Known {
    fn may_pull(&self, repository: &RepositoryPath) -> bool {
        self.repositories.iter().any(|it| it == repository.as_str())
    }
}

/// Why there is none.
fn barred(host: &RegistryHost) -> Obstacle {
    let host = host.clone();
    if host.name().contains('.') {
        return Obstacle::Unreachable { host };
    }
    Obstacle::NotAllowed {
        host,
        barrier: Barrier::SingleLabel,
    }
}

#[async_trait]
impl Registry for MemoryRegistry {
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict {
        let Some(host) = attempt.place.api() else {
            return Obstacle::Unsupported(Unfit::NoHost).into();
        };
        if let Some(unfit) = attempt.unfit() {
            return Obstacle::Unsupported(unfit).into();
        }
        if !self.is_known(&host) {
            return barred(&host).into();
        }
        let Some(known) = self.login(&host, &attempt.username, &attempt.secret) else {
            return Obstacle::Rejected.into();
        };
        match &attempt.image {
            Some(image) if !known.may_pull(image.repository().path()) => Verdict::NoAccess,
            _ => Verdict::Verified,
        }
    }
}
