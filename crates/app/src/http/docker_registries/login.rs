//! Typed logins: what the members `username` and `secret` cannot hold.

use pullkey_domain::credential::{LoginKind, RegistrySecret, RegistryUsername};
use pullkey_use_cases::WholeLogin;
use serde::de::MapAccess;
use utoipa::ToSchema;
use validator::Validate;

use super::service_account_key::ServiceAccountKey;
use crate::http::json::{Broken, Members, ObjectValue, Optional, Required, TextValue};

/// A login of another kind, in the place of `username` and `secret`. With the type `password`, it is a user name and a
/// password of any form; with `gcp_service_account_key`, the key of a service account of Google Cloud.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct LoginBody {
    #[validate(nested)]
    #[schema(rename = "type", value_type = LoginType, inline)]
    kind: Required<LoginKind>,
    /// Of a password: whose it is. Any characters but `:` and control characters
    #[validate(nested)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255, pattern = r"^[^:\u0000-\u001f\u007f-\u009f]*$", example = "robot$ci")]
    username: Optional<LoginUsername>,
    /// Of a password: the password or token, up to 16,384 bytes. Stored encrypted at rest.
    #[validate(nested)]
    #[schema(value_type = String, required = false, write_only, min_length = 1, max_length = 16_384, pattern = r"^[^\u0000]*$", example = "my-long-token")]
    password: Optional<LoginPassword>,
    /// Of a key: the key file, as Google Cloud makes it. Stored encrypted at rest.
    #[validate(nested)]
    #[schema(value_type = BTreeMap<String, String>, required = false, write_only)]
    key: Optional<ServiceAccountKey>,
}

/// Which kind of login it is
#[derive(ToSchema)]
#[schema(example = "password")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
pub(crate) enum LoginType {
    #[schema(rename = "password")]
    Password,
    #[schema(rename = "gcp_service_account_key")]
    GcpServiceAccountKey,
}

impl Members for LoginBody {
    const NAMES: &'static [&'static str] = &["type", "username", "password", "key"];
    const FIELDS: &'static [&'static str] = &["kind", "username", "password", "key"];

    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, from: &mut A) -> Result<bool, A::Error> {
        match name {
            "type" => self.kind = from.next_value()?,
            "username" => self.username = from.next_value()?,
            "password" => self.password = from.next_value()?,
            "key" => self.key = from.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn broken_together(&self) -> Vec<(&'static str, Broken)> {
        let Some(kind) = self.kind.value() else {
            return Vec::new();
        };
        let is_key = *kind == LoginKind::GcpServiceAccountKey;
        [
            ("username", self.username.is_sent(), !is_key),
            ("password", self.password.is_sent(), !is_key),
            ("key", self.key.is_sent(), is_key),
        ]
        .into_iter()
        .filter_map(|(name, is_sent, belongs)| match (is_sent, belongs) {
            (false, true) => Some((name, Broken::missing())),
            (true, false) => {
                let rule = format!("does not belong to a login of the type {}", kind.as_str());
                Some((name, Broken::rule("login_member", rule)))
            }
            _ => None,
        })
        .collect()
    }
}

impl ObjectValue for WholeLogin {
    type Members = LoginBody;

    fn of_valid(sent: LoginBody) -> Result<Self, Broken> {
        // All that its type asks for is there, as the rules hold.
        let kind = sent.kind.into_value().ok_or_else(Broken::missing)?;
        let (username, secret) = match kind {
            LoginKind::Password => {
                let username = sent.username.into_value().map(|LoginUsername(it)| it);
                let password = sent.password.into_value().map(|LoginPassword(it)| it);
                (username, password)
            }
            LoginKind::GcpServiceAccountKey => {
                let key = sent.key.into_value().map(|ServiceAccountKey(it)| it);
                (Some(RegistryUsername::of_service_account_key()), key)
            }
        };
        Ok(Self {
            kind,
            username: username.ok_or_else(Broken::missing)?,
            secret: secret.ok_or_else(Broken::missing)?,
        })
    }
}

/// The members that were sent beside a `login`, which replaces them.
pub(super) fn beside_login(sent: [(&'static str, bool); 2]) -> Vec<(&'static str, Broken)> {
    let sent = sent.into_iter().filter(|(_, is_sent)| *is_sent);
    let broken = sent.map(|(name, _)| {
        let rule = Broken::rule("beside_login", "must not be given together with login");
        (name, rule)
    });
    broken.collect()
}

impl TextValue for LoginKind {
    fn parse(text: &str) -> Result<Self, Broken> {
        let unknown = || {
            let words = Self::ALL.map(Self::as_str).join(", ");
            Broken::rule("login_type_unknown", format!("must be one of {words}"))
        };
        Self::parse(text).ok_or_else(unknown)
    }
}

struct LoginUsername(RegistryUsername);

impl TextValue for LoginUsername {
    fn parse(text: &str) -> Result<Self, Broken> {
        let username = RegistryUsername::of_login(text).map(Self);
        username.map_err(|rule| Broken::rule(rule.code(), rule.to_string()))
    }
}

struct LoginPassword(RegistrySecret);

impl TextValue for LoginPassword {
    fn parse(text: &str) -> Result<Self, Broken> {
        secret(text).map(Self)
    }
}

/// A secret of any form.
pub(super) fn secret(text: &str) -> Result<RegistrySecret, Broken> {
    let secret = RegistrySecret::of_login(text);
    secret.map_err(|rule| Broken::rule(rule.code(), rule.to_string()))
}

#[cfg(test)]
mod tests;
