use async_trait::async_trait;
use pullkey_domain::credential::{RegistryHost, RegistryUsername};

use crate::{Barrier, LoginAttempt, Obstacle, Registry, Unfit, Verdict};

/// Registries in memory, with the logins that they take: the rules of the port in the plainest code. There is no network to
/// map, so it answers at once.
#[derive(Default)]
pub struct MemoryRegistry {
    logins: Vec<Known>,
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

#[async_trait]
impl Registry for MemoryRegistry {
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict {
        let Some(host) = attempt.place.api() else {
            return Verdict::Failed(Obstacle::Unsupported(Unfit::NoHost));
        };
        if let Some(unfit) = attempt.unfit() {
            return Verdict::Failed(Obstacle::Unsupported(unfit));
        }
        if !self.logins.iter().any(|it| it.host == host) {
            return if host.name().contains('.') {
                Verdict::Failed(Obstacle::Unreachable { host })
            } else {
                Verdict::Failed(Obstacle::NotAllowed {
                    host,
                    barrier: Barrier::SingleLabel,
                })
            };
        }
        let is_this = |it: &&Known| {
            it.host == host
                && it.username == attempt.username
                && it.secret == attempt.secret.expose()
        };
        let Some(known) = self.logins.iter().find(is_this) else {
            return Verdict::Failed(Obstacle::Rejected);
        };
        match &attempt.image {
            Some(image)
                if !known
                    .repositories
                    .iter()
                    .any(|it| it == image.repository().path().as_str()) =>
            {
                Verdict::NoAccess
            }
            _ => Verdict::Verified,
        }
    }
}
