use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use pullkey_domain::credential::{LoginKind, RegistryProvider};
use pullkey_registry::{LoginAttempt, Verdict};
use zeroize::Zeroizing;

use crate::exchange::odd;

/// A user name and a password, as HTTP carries them.
pub(crate) struct Login {
    pub(crate) username: Zeroizing<String>,
    pub(crate) password: Zeroizing<String>,
}

impl Login {
    pub(crate) fn of(username: &str, password: &str) -> Self {
        Self {
            username: Zeroizing::new(username.to_owned()),
            password: Zeroizing::new(password.to_owned()),
        }
    }

    /// What a registry is to be given. DigitalOcean takes the token in both places, whoever it is of.
    pub(crate) fn of_attempt(attempt: &LoginAttempt) -> Self {
        let secret = attempt.secret.expose();
        match (attempt.kind, attempt.place.provider()) {
            (LoginKind::Password, RegistryProvider::DigitalOcean) => Self::of(secret, secret),
            (LoginKind::Password | LoginKind::GcpServiceAccountKey, _) => {
                Self::of(attempt.username.as_str(), secret)
            }
        }
    }

    /// The header `Authorization`.
    pub(crate) fn basic(&self) -> Result<HeaderValue, Verdict> {
        let pair = Zeroizing::new(format!("{}:{}", *self.username, *self.password));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        authorization("Basic", &encoded)
    }
}

/// The header `Authorization` of this scheme. It is shown nowhere.
pub(crate) fn authorization(scheme: &str, credentials: &str) -> Result<HeaderValue, Verdict> {
    let text = Zeroizing::new(format!("{scheme} {credentials}"));
    let mut value = HeaderValue::from_str(&text).map_err(|_| odd())?;
    value.set_sensitive(true);
    Ok(value)
}
