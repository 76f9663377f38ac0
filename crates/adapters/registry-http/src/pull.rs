//! Fetching parts of images: which request, with whose authority, and what becomes of the answer.

mod answer;
mod authorize;
mod grant;
mod next_page;
mod proof;
mod question;
mod refusal;
mod room;

use async_trait::async_trait;
use pullkey_domain::credential::{EcrRegistry, RegistryHost};
use pullkey_registry::{Fetched, ImageSource, Obstacle, Pull, PullError, Unfit};
use tokio::time::{Instant, timeout_at};

pub(crate) use self::{grant::Grants, room::Room};
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
            None => self.grant(pull, host, deadline).await?,
        };
        let mut answered = self.question(pull, pull.extent, host, &grant).await?;
        // What was granted a moment ago is not granted otherwise now. A password of Amazon was granted longer ago.
        let is_final = is_fresh && grant.is_needed() && EcrRegistry::parse(host.name()).is_none();
        if answered.is_unauthorized() && !is_final {
            let challenge = answered.challenge();
            self.grants.forget(pull, host, &grant, challenge);
            let fresh = self.grant(pull, host, deadline).await?;
            if fresh != grant {
                grant = fresh;
                answered = self.question(pull, pull.extent, host, &grant).await?;
            }
        }
        self.fetched(pull, host, &grant, answered).await
    }
}
