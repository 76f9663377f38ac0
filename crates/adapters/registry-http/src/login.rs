use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use pullkey_domain::credential::{
    LoginKind, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
};
use pullkey_registry::{LoginAttempt, Obstacle};
use zeroize::Zeroizing;

use crate::exchange::odd;

/// A login as it is stored, and where it may be sent.
#[derive(Clone, Copy)]
pub(crate) struct StoredLogin<'a> {
    pub(crate) place: &'a RegistryPlace,
    pub(crate) kind: LoginKind,
    pub(crate) username: &'a RegistryUsername,
    pub(crate) secret: &'a RegistrySecret,
}

impl<'a> From<&'a LoginAttempt> for StoredLogin<'a> {
    fn from(attempt: &'a LoginAttempt) -> Self {
        Self {
            place: &attempt.place,
            kind: attempt.kind,
            username: &attempt.username,
            secret: &attempt.secret,
        }
    }
}

/// A user name and a password, as HTTP carries them.
#[derive(Clone)]
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
    pub(crate) fn of_stored(stored: StoredLogin<'_>) -> Self {
        let secret = stored.secret.expose();
        match (stored.kind, stored.place.provider()) {
            (LoginKind::Password, RegistryProvider::DigitalOcean) => Self::of(secret, secret),
            (LoginKind::Password | LoginKind::GcpServiceAccountKey, _) => {
                Self::of(stored.username.as_str(), secret)
            }
        }
    }

    /// The header `Authorization`.
    pub(crate) fn basic(&self) -> Result<HeaderValue, Obstacle> {
        let pair = Zeroizing::new(format!("{}:{}", *self.username, *self.password));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        authorization("Basic", &encoded)
    }
}

/// The header `Authorization` of this scheme. It is shown nowhere.
pub(crate) fn authorization(scheme: &str, credentials: &str) -> Result<HeaderValue, Obstacle> {
    let text = Zeroizing::new(format!("{scheme} {credentials}"));
    let mut value = HeaderValue::from_str(&text).map_err(|_| odd())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_not_shown() {
        let basic = Login::of("alice", "right-secret").basic().unwrap();
        let bearer = authorization("Bearer", "right-secret").unwrap();
        assert_eq!(bearer.to_str().unwrap(), "Bearer right-secret");
        for value in [basic, bearer] {
            assert_eq!(format!("{value:?}"), "Sensitive");
        }
    }
}
