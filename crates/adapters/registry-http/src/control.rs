//! Whether a realm hands out tokens to anybody, which a login with a made-up password shows.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pullkey_registry::Verdict;
use quick_cache::sync::Cache;
use tokio::time::Instant;

use crate::{HttpRegistry, login::Login, realm::Realm};

/// What realms did with a made-up password, each asked once a day at most: it counts as a failed login there.
pub(crate) struct Controls(Cache<String, Known>);

#[derive(Clone)]
struct Known {
    control: Control,
    until: Instant,
}

/// What came of a made-up password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Control {
    /// It was refused, so a token proves the login.
    Refused,
    /// It was taken, and this is whom the token is for.
    Taken(Option<String>),
}

const DAY: Duration = Duration::from_hours(24);
/// So many realms are known at once.
const REALMS: usize = 4_096;

impl Default for Controls {
    fn default() -> Self {
        Self(Cache::new(REALMS))
    }
}

impl HttpRegistry {
    /// What this realm does with a made-up password for that user. Of several who ask at once, one does.
    pub(crate) async fn control(&self, realm: &Realm, username: &str) -> Result<Control, Verdict> {
        let (cache, key) = (&self.controls.0, realm.key());
        cache.remove_if(&key, |known| known.until <= Instant::now());
        let asked = async {
            Ok(Known {
                control: self.ask_control(realm, username).await?,
                until: Instant::now() + DAY,
            })
        };
        let known: Result<Known, Verdict> = cache.get_or_insert_async(&key, asked).await;
        Ok(known?.control)
    }

    async fn ask_control(&self, realm: &Realm, username: &str) -> Result<Control, Verdict> {
        let mut random = [0; 24];
        (self.surroundings.fill)(&mut random);
        // Nobody has this one.
        let made_up = Login::of(username, &URL_SAFE_NO_PAD.encode(random));
        match self.token(realm, Some(&made_up), None).await {
            Ok(token) => Ok(Control::Taken(token.subject())),
            Err(Verdict::Rejected) => Ok(Control::Refused),
            Err(verdict) => Err(verdict),
        }
    }
}
