use std::time::Duration;

use async_trait::async_trait;
use pullkey_domain::credential::RegistryHost;
use pullkey_guarded_http::{Client, Refusal};
use pullkey_registry::{Barrier, LoginAttempt, Obstacle, Registry, Unfit, Verdict};
use time::UtcDateTime;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    control::Controls,
    pull::{Grants, Room},
};

/// Asks registries over HTTP.
pub struct HttpRegistry {
    pub(crate) client: Client,
    pub(crate) controls: Controls,
    pub(crate) grants: Grants,
    pub(crate) room: Room,
    pub(crate) surroundings: Surroundings,
}

/// What comes from outside besides answers.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The wall time, which requests to Amazon are signed with.
    pub now: fn() -> UtcDateTime,
    /// Fills all of the bytes with randomness that nobody can foresee.
    pub fill: fn(&mut [u8]),
    /// Told of each pull whether what lets it in was known already.
    pub tell_grant: fn(GrantUse),
}

/// Where what lets a pull in came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantUse {
    /// It was known.
    Known,
    /// The registry, or whoever hands out its tokens, was asked.
    Asked,
}

/// The whole of a verification, or of a pull up to its first piece: less than the 10 seconds that it may take, as a busy machine wakes nobody in time.
pub(crate) const WHOLE: Duration = Duration::from_millis(9_800);
/// What is left at the end to note what is known by then.
const SPARE: Duration = Duration::from_millis(100);

impl HttpRegistry {
    /// Through this client.
    pub fn new(client: Client, surroundings: Surroundings) -> Self {
        Self {
            client,
            controls: Controls::default(),
            grants: Grants::default(),
            room: Room::default(),
            surroundings,
        }
    }

    /// Lets go of tokens, passwords and whatever else was kept and has ended. Call it now and then.
    pub fn forget_ended(&self) {
        self.grants.forget_ended();
        self.controls.forget_ended();
    }

    /// The address of a path at a host, by the scheme that it is reached by.
    pub(crate) fn url(&self, host: &RegistryHost, path: &str) -> Result<Url, Obstacle> {
        let not_allowed = || not_allowed(host, Refusal::Form);
        let secured = Url::parse(&format!("https://{host}{path}")).map_err(|_| not_allowed())?;
        let name = secured.host().ok_or_else(not_allowed)?;
        match self.client.policy().scheme(&name, host.port()) {
            "http" => Url::parse(&format!("http://{}:{}{path}", host.name(), host.port()))
                .map_err(|_| not_allowed()),
            _ => Ok(secured),
        }
    }
}

/// That a host may not be connected to, by its form.
pub(crate) fn not_allowed(host: &RegistryHost, refusal: Refusal) -> Obstacle {
    let barrier = match refusal {
        Refusal::Port => Barrier::Port,
        Refusal::SingleLabel => Barrier::SingleLabel,
        Refusal::Address => Barrier::Address,
        _ => Barrier::Form,
    };
    Obstacle::NotAllowed {
        host: host.clone(),
        barrier,
    }
}

#[async_trait]
impl Registry for HttpRegistry {
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict {
        let Some(host) = attempt.place.api() else {
            return Obstacle::Unsupported(Unfit::NoHost).into();
        };
        let deadline = Instant::now() + WHOLE;
        let judged = timeout_at(deadline, self.judge(attempt, &host, deadline - SPARE)).await;
        judged.unwrap_or(Obstacle::Timeout { host }.into())
    }
}
