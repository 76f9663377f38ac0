//! Whether a password is good, before pulls are tried with it: each of them would count as a failed login otherwise.

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use pullkey_domain::credential::{RegistryHost, RegistryProvider};
use pullkey_guarded_http::Request;
use pullkey_registry::{Extent, Obstacle, Pull, PullError};
use tokio::time::Instant;

use super::grant::{Grant, REFUSED, WANTED, of_registry};
use crate::{
    HttpRegistry, challenge::Bearer, kept::Known, login::Login, realm::Realm,
    verify::refuses_wrong_logins,
};

impl HttpRegistry {
    /// Shows a password to the registry, once for all pulls that wait for that, of whatever repository.
    pub(super) async fn prove(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        password: &HeaderValue,
    ) -> Result<(), Obstacle> {
        let asking = async {
            let (value, lifetime) = match self.is_taken(host, password).await {
                Ok(true) => (Ok(()), WANTED),
                Ok(false) => (Err(Obstacle::Rejected), REFUSED),
                Err(obstacle) => (Err(obstacle), Duration::ZERO),
            };
            let until = Instant::now() + lifetime;
            Known { value, until }
        };
        let key = of_registry(pull, host);
        self.grants.proofs.get_or(&key, Box::pin(asking)).await
    }

    /// Whether a realm refused this login a moment ago.
    pub(super) fn require_unrefused(
        &self,
        pull: &Pull,
        host: &RegistryHost,
    ) -> Result<(), Obstacle> {
        let refused = self.grants.refusals.get(&of_registry(pull, host));
        refused.map_or(Ok(()), Err)
    }

    /// Why a realm hands out no token for a pull: because of the login, or of the repository. Where that is not known by
    /// itself, it is shown the login without the repository, once for all pulls that wait for that.
    pub(super) async fn refused_by_realm(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        realm: &Realm,
        named: &Bearer,
        login: &Login,
    ) -> PullError {
        let place = &pull.binding.place;
        let is_github = place.provider() == RegistryProvider::GitHub;
        let asking = async {
            let (refused, lifetime) = if refuses_wrong_logins(place) && !is_github {
                (Some(Obstacle::Rejected), REFUSED)
            } else {
                // GitHub hands out tokens for a repository only, whichever it names.
                let scope = named.scope.as_deref().filter(|_| is_github);
                match self.ask_token(realm, Some(login), scope).await {
                    Ok(answer) if is_refusal(answer.status) => (Some(Obstacle::Rejected), REFUSED),
                    // Whatever else it says is not about the login.
                    _ => (None, Duration::ZERO),
                }
            };
            let until = Instant::now() + lifetime;
            Known {
                value: refused,
                until,
            }
        };
        let key = of_registry(pull, host);
        let refused = self.grants.told_apart.get_or(&key, Box::pin(asking)).await;
        let Some(obstacle) = refused else {
            return PullError::NoAccess;
        };
        let until = Instant::now() + REFUSED;
        let value = obstacle.clone();
        self.grants.refusals.put(key, Known { value, until });
        obstacle.into()
    }

    async fn is_taken(
        &self,
        host: &RegistryHost,
        password: &HeaderValue,
    ) -> Result<bool, Obstacle> {
        let asked = Request::get(self.url(host, "/v2/")?);
        let answer = self.ask(host, asked, Some(password.clone())).await?;
        // Whatever else it says is not about the password.
        Ok(answer.status != StatusCode::UNAUTHORIZED)
    }

    /// Shows a password to a registry that looks at it only where something is pulled.
    pub(super) async fn prove_by_pull(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        grant: &Grant,
    ) -> Result<(), PullError> {
        let asked = self
            .question(pull, Extent::Description, host, grant)
            .await?;
        if asked.is_unauthorized() {
            return Err(Obstacle::Rejected.into());
        }
        Ok(())
    }
}

/// Whether a realm says by this that it takes no such login.
fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}
