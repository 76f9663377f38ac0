//! Values as text for `serde`: shown by `Display`, read through the same door as everything from outside.
//!
//! What is no text at all is refused by the format, whose errors may repeat it: never pass those on.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    api_key::{ApiKeyName, Permission},
    company::CompanyName,
    credential::{CredentialName, PathPrefix, RegistryHost, RegistryProvider, RegistryUsername},
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
    timestamp::Timestamp,
};

macro_rules! as_text {
    ($($name:ty),+ $(,)?) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text(PhantomData))
            }
        }
    )+ };
}

as_text!(
    ApiKeyId,
    ApiKeyName,
    AuditEventId,
    CompanyId,
    CompanyName,
    CredentialId,
    CredentialName,
    PathPrefix,
    Permission,
    RegistryHost,
    RegistryProvider,
    RegistryUsername,
    Timestamp,
);

struct Text<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> de::Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_str, from_value, json, to_value};

    const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

    #[track_caller]
    fn assert_read_and_shown<T>(sent: &str, shown: &str)
    where
        T: Serialize + de::DeserializeOwned,
    {
        let value = from_value::<T>(json!(sent)).unwrap();
        assert_eq!(to_value(value).unwrap(), json!(shown));
    }

    /// The refusal of this JSON, where it was not taken.
    #[track_caller]
    fn refusal<T: de::DeserializeOwned>(sent: &str) -> String {
        from_str::<T>(sent).err().unwrap().to_string()
    }

    #[test]
    fn ids_are_lower_case_text() {
        let shouted = ID.to_uppercase();
        assert_read_and_shown::<ApiKeyId>(&shouted, ID);
        assert_read_and_shown::<AuditEventId>(&shouted, ID);
        assert_read_and_shown::<CompanyId>(&shouted, ID);
        assert_read_and_shown::<CredentialId>(&shouted, ID);
    }

    #[test]
    fn names_are_the_text_that_was_given() {
        let name = "Großer \"Hub\"\n🔑";
        assert_read_and_shown::<ApiKeyName>(name, name);
        assert_read_and_shown::<CompanyName>(name, name);
        assert_read_and_shown::<CredentialName>(name, name);
        assert_read_and_shown::<PathPrefix>("acme/app", "acme/app");
        assert_read_and_shown::<RegistryUsername>("my-docker-user", "my-docker-user");
    }

    #[test]
    fn words_are_those_of_the_contract() {
        for provider in RegistryProvider::ALL {
            assert_read_and_shown::<RegistryProvider>(provider.as_str(), provider.as_str());
        }
        for permission in Permission::ALL {
            assert_read_and_shown::<Permission>(permission.as_str(), permission.as_str());
        }
    }

    #[test]
    fn timestamps_have_three_decimals() {
        assert_read_and_shown::<Timestamp>("2025-01-30T00:00Z", "2025-01-30T00:00:00.000Z");
    }

    #[test]
    fn text_is_read_through_the_same_door_as_everything_from_outside() {
        let rule = |refusal: String, rule: &dyn fmt::Display| {
            assert_eq!(
                refusal.split(" at line").next(),
                Some(rule.to_string().as_str())
            );
        };
        rule(
            refusal::<CredentialId>(r#""canary""#),
            &crate::id::InvalidId,
        );
        rule(
            refusal::<CredentialName>(r#""canary\u0000""#),
            &crate::InvalidName::Nul,
        );
        rule(
            refusal::<RegistryProvider>(r#""canary""#),
            &crate::credential::UnknownProvider,
        );
        rule(
            refusal::<RegistryUsername>(r#""-canary""#),
            &crate::credential::InvalidUsername::Ends,
        );
        rule(
            refusal::<Permission>(r#""canary""#),
            &crate::api_key::UnknownPermission,
        );
        rule(
            refusal::<Timestamp>(r#""canary""#),
            &crate::timestamp::InvalidTimestamp,
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for sent in ["7", "true", "null", "[\"a\"]", "{}"] {
            assert!(refusal::<CredentialName>(sent).contains("expected text"));
        }
    }

    #[test]
    fn a_text_with_escapes_is_read_as_what_it_means() {
        let name = from_str::<CredentialName>(r#""\ud83d\udd11""#).unwrap();
        assert_eq!(name.as_str(), "🔑");
    }
}
