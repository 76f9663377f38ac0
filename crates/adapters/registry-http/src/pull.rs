//! Fetching parts of images: which request, with whose authority, and what becomes of the answer.

mod answer;
mod grant;
mod next_page;
mod question;

use async_trait::async_trait;
use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Fetched, ImageSource, Obstacle, Pull, PullError, Unfit};
use tokio::time::{Instant, timeout_at};

pub(crate) use self::grant::Grants;
use crate::{GrantUse, HttpRegistry, registry::WHOLE};

#[async_trait]
impl ImageSource for HttpRegistry {
    async fn fetch(&self, pull: &Pull) -> Result<Fetched, PullError> {
        let place = &pull.binding.place;
        if let Some(unfit) = Unfit::of(place, pull.binding.login) {
            return Err(Obstacle::Unsupported(unfit).into());
        }
        let no_host = Obstacle::Unsupported(Unfit::NoHost);
        let host = place.api().ok_or(no_host)?;
        let deadline = Instant::now() + WHOLE;
        let fetched = timeout_at(deadline, self.fetch_by(pull, &host, deadline)).await;
        fetched.unwrap_or(Err(Obstacle::Timeout { host }.into()))
    }
}

impl HttpRegistry {
    async fn fetch_by(
        &self,
        pull: &Pull,
        host: &RegistryHost,
        deadline: Instant,
    ) -> Result<Fetched, PullError> {
        let known = self.grants.known(pull, host);
        let is_fresh = known.is_none();
        (self.surroundings.tell_grant)(if is_fresh {
            GrantUse::Asked
        } else {
            GrantUse::Known
        });
        let mut grant = match known {
            Some(known) => known,
            None => self.grant(pull, host, None, deadline).await?,
        };
        let mut answered = self.question(pull, host, &grant).await?;
        // What was granted a moment ago is not granted otherwise now.
        if answered.is_unauthorized() && !(is_fresh && grant.is_needed()) {
            self.grants.forget(pull, host, &grant);
            let challenge = answered.challenge();
            let fresh = self.grant(pull, host, challenge, deadline).await?;
            if fresh != grant {
                grant = fresh;
                answered = self.question(pull, host, &grant).await?;
            }
        }
        if answered.is_unauthorized() {
            self.grants.refuse(pull, host, &grant);
        }
        self.fetched(pull, host, &grant, answered).await
    }
}
