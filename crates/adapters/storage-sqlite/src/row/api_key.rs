use std::borrow::Cow;

use diesel::{AsChangeset, Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    api_key::{SignedApiKey, StoredApiKey, StoredVerifier, Verifier},
    stored::InconsistentRow,
    timestamp::Timestamp,
};
use pullkey_storage::KeyWithUse;

use super::{Flag, Id, Row, Text, from_id, to_id};
use crate::schema::api_keys;

/// A row of `api_keys`, but for its use. Written as a whole, whatever changed.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = api_keys, check_for_backend(Sqlite), primary_key(company_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ApiKeyRow<'a> {
    company_id: Id<'a>,
    id: Id<'a>,
    handle: Text<'a>,
    name: Text<'a>,
    capabilities: Text<'a>,
    expires_at: Option<i64>,
    enabled: Flag,
    verifier: Cow<'a, [u8]>,
    verifier_pepper: i64,
    verifier_ends_at: Option<i64>,
    previous_verifier: Option<Cow<'a, [u8]>>,
    previous_verifier_pepper: Option<i64>,
    previous_verifier_ends_at: Option<i64>,
    row_pepper: i64,
    row_mac: Cow<'a, [u8]>,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

/// A row of `api_keys`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Sqlite))]
pub(crate) struct KeyWithUseRow<'a> {
    #[diesel(embed)]
    key: ApiKeyRow<'a>,
    last_used_at: Option<i64>,
}

impl<'a> From<&'a SignedApiKey> for ApiKeyRow<'a> {
    fn from(signed: &'a SignedApiKey) -> Self {
        let key = signed.unverified();
        let (verifier, previous) = (key.verifier(), key.previous_verifier());
        let mac = |verifier: &'a Verifier| Cow::Borrowed(&verifier.mac()[..]);
        Self {
            company_id: to_id(key.company().as_uuid()),
            id: to_id(key.id().as_uuid()),
            handle: key.handle().as_str().into(),
            name: key.name().as_str().into(),
            capabilities: key.capabilities().to_string().into(),
            expires_at: key.expires_at().map(Timestamp::as_millis),
            enabled: key.is_enabled().into(),
            verifier: mac(verifier),
            verifier_pepper: verifier.pepper().as_u32().into(),
            verifier_ends_at: verifier.ends_at().map(Timestamp::as_millis),
            previous_verifier: previous.map(mac),
            previous_verifier_pepper: previous.map(|it| it.pepper().as_u32().into()),
            previous_verifier_ends_at: previous
                .and_then(Verifier::ends_at)
                .map(Timestamp::as_millis),
            row_pepper: signed.mac().pepper.as_u32().into(),
            row_mac: Cow::Borrowed(&signed.mac().mac),
            version: key.version().as_i64(),
            created_at: key.created_at().as_millis(),
            updated_at: key.updated_at().as_millis(),
        }
    }
}

impl Row for ApiKeyRow<'_> {
    type Entity = SignedApiKey;
    const TABLE: &'static str = "api_keys";

    fn restore(self) -> Result<SignedApiKey, InconsistentRow> {
        let previous = match (self.previous_verifier, self.previous_verifier_pepper) {
            (Some(mac), Some(pepper)) => Some(StoredVerifier {
                pepper,
                mac: mac.into_owned(),
                ends_at: self.previous_verifier_ends_at,
            }),
            // An end of nothing is in no MAC.
            (None, None) if self.previous_verifier_ends_at.is_none() => None,
            _ => return Err(InconsistentRow::at("previous_verifier")),
        };
        SignedApiKey::restore(StoredApiKey {
            id: from_id(&self.id, "id")?,
            company: from_id(&self.company_id, "company_id")?,
            handle: self.handle.read("handle")?,
            name: self.name.read("name")?,
            capabilities: self.capabilities.read("capabilities")?,
            expires_at: self.expires_at,
            enabled: self.enabled.read("enabled")?,
            verifier: StoredVerifier {
                pepper: self.verifier_pepper,
                mac: self.verifier.into_owned(),
                ends_at: self.verifier_ends_at,
            },
            previous,
            row_pepper: self.row_pepper,
            row_mac: self.row_mac.into_owned(),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Row for KeyWithUseRow<'_> {
    type Entity = KeyWithUse;
    const TABLE: &'static str = ApiKeyRow::TABLE;

    fn restore(self) -> Result<KeyWithUse, InconsistentRow> {
        let last_used_at = self.last_used_at.map(Timestamp::from_millis).transpose();
        Ok(KeyWithUse {
            key: self.key.restore()?,
            last_used_at: last_used_at.map_err(|_| InconsistentRow::at("last_used_at"))?,
        })
    }
}
