//! What a registry says to whoever shows no login.

use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::Request;
use pullkey_registry::{Doubt, Obstacle, Unfit};

use crate::{HttpRegistry, challenge::Challenge, exchange::Answer};

impl HttpRegistry {
    /// How the registry wants to be logged in to. `None` if it asks for no login. Nothing of one is sent.
    pub(crate) async fn challenge(
        &self,
        host: &RegistryHost,
    ) -> Result<Option<Challenge>, Obstacle> {
        let asked = Request::get(self.url(host, "/v2/")?);
        let hello = self.ask(host, asked, None).await?;
        match hello.status {
            StatusCode::UNAUTHORIZED => {
                let best = Challenge::best(&hello.headers);
                best.map(Some).ok_or(Obstacle::Unsupported(Unfit::Scheme))
            }
            StatusCode::OK if is_of_registry(&hello) => Ok(None),
            status if status.is_success() || status.is_redirection() => Err(Obstacle::NotARegistry),
            StatusCode::TOO_MANY_REQUESTS => Err(Obstacle::RateLimited),
            // A firewall says so, or a proxy. What is behind it cannot be told.
            StatusCode::FORBIDDEN => Err(Obstacle::Inconclusive(Doubt::Forbidden)),
            status if status.is_server_error() => Err(hello.otherwise()),
            _ => Err(Obstacle::NotARegistry),
        }
    }
}

/// Whether a registry says this, and not any other website.
pub(crate) fn is_of_registry(answer: &Answer) -> bool {
    let is_json = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        value.starts_with("application/json")
    };
    answer
        .headers
        .contains_key("docker-distribution-api-version")
        || answer.headers.get(CONTENT_TYPE).is_some_and(is_json)
}
