//! Whether a password is good, before pulls are tried with it: each of them would count as a failed login otherwise.

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::Request;
use pullkey_registry::{Extent, Obstacle, Pull, PullError};
use tokio::time::Instant;

use super::grant::{Grant, REFUSED, WANTED, of_registry};
use crate::{HttpRegistry, kept::Known, login::Login, realm::Realm, verify::refuses_wrong_logins};

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

    /// Whether a login was refused a moment ago, by whomever.
    pub(super) fn require_unrefused(
        &self,
        pull: &Pull,
        host: &RegistryHost,
    ) -> Result<(), Obstacle> {
        match self.grants.proofs.get(&of_registry(pull, host)) {
            Some(Err(refused)) => Err(refused),
            _ => Ok(()),
        }
    }

    /// Why a realm hands out no token for a pull: because of the login, or of the repository. Where that is not known by
    /// itself, it is shown the login without the repository, once for all pulls that wait for that.
    pub(super) async fn refused_by_realm(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        realm: &Realm,
        login: &Login,
    ) -> PullError {
        let asking = async {
            let asked = if refuses_wrong_logins(&pull.binding.place) {
                Err(Obstacle::Rejected)
            } else {
                self.ask_token(realm, Some(login), None).await
            };
            let value = match asked {
                Ok(answer) if answer.status == StatusCode::OK => Ok(()),
                // Whoever takes no login without a repository is as good as told.
                Ok(_) => Err(Obstacle::Rejected),
                Err(obstacle) => Err(obstacle),
            };
            let lasts = matches!(value, Ok(()) | Err(Obstacle::Rejected));
            let lifetime = if lasts { REFUSED } else { Duration::ZERO };
            let until = Instant::now() + lifetime;
            Known { value, until }
        };
        let key = of_registry(pull, host);
        let proved = self.grants.proofs.get_or(&key, Box::pin(asking)).await;
        proved.err().map_or(PullError::NoAccess, PullError::from)
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

    /// The same of a registry that looks at passwords only where something is pulled.
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
