//! Whether a realm hands out tokens to anybody, which a login with a made-up password shows.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use pullkey_domain::{credential::RegistryHost, image::ImageReference};
use pullkey_registry::Verdict;
use tokio::time::{Instant, timeout_at};

use crate::{
    HttpRegistry,
    kept::{Kept, Known, key},
    login::Login,
    realm::Realm,
    token::Token,
};

/// What realms did with a made-up password, each asked once a day at most for a user name: it counts as a failed login there.
/// What one user name shows is not held against another.
pub(crate) struct Controls {
    logins: Kept<Control>,
    pulls: Kept<Control>,
}

/// What came of a made-up password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// It was refused, so a token proves the login.
    Refused,
    /// It was taken, for a token that says it is for nobody: one that says it is for somebody proves the login.
    TakenForNobody,
    /// It was taken, for a token that proves nothing.
    Taken,
    /// Nobody can tell.
    Unknown,
}

const DAY: Duration = Duration::from_hours(24);
/// So many are known at once.
const MOST: usize = 16_384;

impl Default for Controls {
    fn default() -> Self {
        Self {
            logins: Kept::at_most(MOST),
            pulls: Kept::at_most(MOST),
        }
    }
}

impl Controls {
    /// Lets go of all that has ended.
    pub(crate) fn forget_ended(&self) {
        self.logins.forget_ended();
        self.pulls.forget_ended();
    }
}

/// What comes of asking by the deadline, for a day.
async fn for_a_day(deadline: Instant, asking: impl Future<Output = Control>) -> Known<Control> {
    // What does not end in time is not tried again either: it may have counted as a failed login.
    let asked = timeout_at(deadline, asking).await;
    Known {
        value: asked.unwrap_or(Control::Unknown),
        until: Instant::now() + DAY,
    }
}

impl HttpRegistry {
    /// What this realm does with a made-up password for that user, told by the realm's deadline.
    pub(crate) async fn control(&self, realm: &Realm, username: &str) -> Control {
        let key = key([realm.key().as_bytes(), username.as_bytes()]);
        let asking = for_a_day(realm.deadline, self.ask_control(realm, username));
        self.controls.logins.get_or(&key, Box::pin(asking)).await
    }

    /// Whether this realm has a made-up password for that user pull from the repository of an image that is there, told by the
    /// realm's deadline.
    pub(crate) async fn control_pull(
        &self,
        host: &RegistryHost,
        realm: &Realm,
        username: &str,
        image: &ImageReference,
    ) -> Control {
        let repository = image.repository().path().as_str();
        let parts = [&realm.key(), username, host.as_str(), repository];
        let key = key(parts.map(str::as_bytes));
        let asking = async {
            let made_up = self.made_up(username);
            match self.pull_by_token(host, realm, &made_up, image).await {
                Ok(Verdict::NoAccess) => Control::Refused,
                Ok(Verdict::Verified) => Control::Taken,
                _ => Control::Unknown,
            }
        };
        let asking = for_a_day(realm.deadline, asking);
        self.controls.pulls.get_or(&key, Box::pin(asking)).await
    }

    async fn ask_control(&self, realm: &Realm, username: &str) -> Control {
        let made_up = self.made_up(username);
        let Ok(answer) = self.ask_token(realm, Some(&made_up), None).await else {
            return Control::Unknown;
        };
        match answer.status {
            StatusCode::OK => match Token::read(&answer.body) {
                Some(token) if token.subject().is_none() => Control::TakenForNobody,
                Some(_) => Control::Taken,
                None => Control::Unknown,
            },
            StatusCode::TOO_MANY_REQUESTS => Control::Unknown,
            // However it says so: it gave no token.
            status if status.is_client_error() => Control::Refused,
            _ => Control::Unknown,
        }
    }

    /// A login with a password that nobody has.
    fn made_up(&self, username: &str) -> Login {
        let mut random = [0; 24];
        (self.surroundings.fill)(&mut random);
        Login::of(username, &URL_SAFE_NO_PAD.encode(random))
    }
}
