//! Key files of Google Cloud.

use std::collections::BTreeMap;

use pullkey_domain::credential::RegistrySecret;
use serde::de::MapAccess;

use super::login::secret;
use crate::http::json::{Broken, MemberValue, Optional, Read, duplicate_member};

/// A key file of a service account of Google Cloud, on one line.
pub(super) struct ServiceAccountKey(pub(super) RegistrySecret);

impl MemberValue for ServiceAccountKey {
    const TYPE: &'static str =
        "the key file of a service account of Google Cloud, which is an object";

    fn of_members<'de, A: MapAccess<'de>>(mut from: A) -> Result<Read<Self>, A::Error> {
        let mut members = Members::new();
        while let Some((name, value)) = from.next_entry::<String, Optional<String>>()? {
            if members.insert(name, value.into_value()).is_some() {
                return Err(duplicate_member());
            }
        }
        let broken = broken_members(&members);
        if !broken.is_empty() {
            return Ok(Some(Err(broken)));
        }
        // Text always has a form in JSON, so this never is empty.
        let line = serde_json::to_string(&members).unwrap_or_default();
        Ok(Some(secret(&line).map(Self).map_err(|rule| vec![rule])))
    }
}

/// What was sent, `None` for what is no text.
type Members = BTreeMap<String, Option<String>>;

/// What Google's registries need of a key, and what tells it from the other files that Google hands out.
fn broken_members(members: &Members) -> Vec<Broken> {
    type Rule = (&'static str, fn(&str) -> bool, &'static str);
    const RULES: [Rule; 3] = [
        (
            "type",
            |text| text == "service_account",
            "must be service_account, as in the key file of a service account",
        ),
        (
            "client_email",
            |text| text.contains('@'),
            "must be the address of the service account",
        ),
        (
            "private_key",
            |text| text.starts_with("-----BEGIN PRIVATE KEY-----"),
            "must be a private key in PEM, from -----BEGIN PRIVATE KEY----- on",
        ),
    ];
    let broken = RULES.iter().filter_map(|(name, is_right, rule)| {
        let broken = match members.get(*name) {
            None => Broken::missing(),
            Some(Some(text)) if is_right(text) => return None,
            Some(_) => Broken::rule(CODE, *rule),
        };
        Some(broken.below(&format!("/{name}")))
    });
    let known: Vec<_> = RULES.iter().map(|(name, ..)| *name).collect();
    let mut others = members
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()));
    let odd = others.any(|(_, value)| value.is_none());
    let odd = odd.then(|| Broken::rule(CODE, "must have texts only, as key files have"));
    broken.chain(odd).collect()
}

const CODE: &str = "service_account_key";
