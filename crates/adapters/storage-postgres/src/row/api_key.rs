use std::borrow::Cow;

use diesel::{
    Queryable, Selectable,
    pg::Pg,
    sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid as UuidType},
};
use pullkey_domain::{
    api_key::{SignedApiKey, StoredApiKey, StoredVerifier, Verifier},
    stored::InconsistentRow,
    timestamp::Timestamp,
};
use pullkey_storage::KeyWithUse;
use uuid::Uuid;

use super::{Moment, Row};
use crate::{schema::api_keys, statement::Statement};

/// A row of `api_keys`, but for its use. Written as a whole, whatever changed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Pg))]
pub(crate) struct ApiKeyRow<'a> {
    company_id: Uuid,
    id: Uuid,
    handle: Cow<'a, str>,
    name: Cow<'a, str>,
    capabilities: Cow<'a, str>,
    expires_at: Option<Moment>,
    enabled: bool,
    verifier: Cow<'a, [u8]>,
    verifier_pepper: i64,
    verifier_ends_at: Option<Moment>,
    previous_verifier: Option<Cow<'a, [u8]>>,
    previous_verifier_pepper: Option<i64>,
    previous_verifier_ends_at: Option<Moment>,
    row_pepper: i64,
    row_mac: Cow<'a, [u8]>,
    version: i64,
    created_at: Moment,
    updated_at: Moment,
}

/// A row of `api_keys`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Pg))]
pub(crate) struct KeyWithUseRow<'a> {
    #[diesel(embed)]
    key: ApiKeyRow<'a>,
    last_used_at: Option<Moment>,
}

impl<'a> ApiKeyRow<'a> {
    /// Puts each column in the place of its name.
    pub(crate) fn bind<A>(self, statement: Statement<'a, A>) -> Statement<'a, A> {
        statement
            .with::<UuidType, _>("company_id", self.company_id)
            .with::<UuidType, _>("id", self.id)
            .with::<Text, _>("handle", self.handle)
            .with::<Text, _>("name", self.name)
            .with::<Text, _>("capabilities", self.capabilities)
            .with::<Nullable<Timestamptz>, _>("expires_at", self.expires_at)
            .with::<Bool, _>("enabled", self.enabled)
            .with::<Binary, _>("verifier", self.verifier)
            .with::<BigInt, _>("verifier_pepper", self.verifier_pepper)
            .with::<Nullable<Timestamptz>, _>("verifier_ends_at", self.verifier_ends_at)
            .with::<Nullable<Binary>, _>("previous_verifier", self.previous_verifier)
            .with::<Nullable<BigInt>, _>("previous_verifier_pepper", self.previous_verifier_pepper)
            .with::<Nullable<Timestamptz>, _>(
                "previous_verifier_ends_at",
                self.previous_verifier_ends_at,
            )
            .with::<BigInt, _>("row_pepper", self.row_pepper)
            .with::<Binary, _>("row_mac", self.row_mac)
            .with::<BigInt, _>("version", self.version)
            .with::<Timestamptz, _>("created_at", self.created_at)
            .with::<Timestamptz, _>("updated_at", self.updated_at)
    }
}

impl<'a> From<&'a SignedApiKey> for ApiKeyRow<'a> {
    fn from(signed: &'a SignedApiKey) -> Self {
        let key = signed.unverified();
        let (verifier, previous) = (key.verifier(), key.previous_verifier());
        let mac = |verifier: &'a Verifier| Cow::Borrowed(&verifier.mac()[..]);
        Self {
            company_id: key.company().as_uuid(),
            id: key.id().as_uuid(),
            handle: key.handle().as_str().into(),
            name: key.name().as_str().into(),
            capabilities: key.capabilities().to_string().into(),
            expires_at: key.expires_at().map(Moment::from),
            enabled: key.is_enabled(),
            verifier: mac(verifier),
            verifier_pepper: verifier.pepper().as_u32().into(),
            verifier_ends_at: verifier.ends_at().map(Moment::from),
            previous_verifier: previous.map(mac),
            previous_verifier_pepper: previous.map(|it| it.pepper().as_u32().into()),
            previous_verifier_ends_at: previous.and_then(Verifier::ends_at).map(Moment::from),
            row_pepper: signed.mac().pepper.as_u32().into(),
            row_mac: Cow::Borrowed(&signed.mac().mac),
            version: key.version().as_i64(),
            created_at: key.created_at().into(),
            updated_at: key.updated_at().into(),
        }
    }
}

impl Row for ApiKeyRow<'_> {
    type Entity = SignedApiKey;
    const TABLE: &'static str = "api_keys";

    fn restore(self) -> Result<SignedApiKey, InconsistentRow> {
        let millis = |at: Option<Moment>| at.map(Moment::as_millis);
        let previous = match (self.previous_verifier, self.previous_verifier_pepper) {
            (Some(mac), Some(pepper)) => Some(StoredVerifier {
                pepper,
                mac: mac.into_owned(),
                ends_at: millis(self.previous_verifier_ends_at),
            }),
            // An end of nothing is in no MAC.
            (None, None) if self.previous_verifier_ends_at.is_none() => None,
            _ => return Err(InconsistentRow::at("previous_verifier")),
        };
        SignedApiKey::restore(StoredApiKey {
            id: self.id,
            company: self.company_id,
            handle: self.handle.into_owned(),
            name: self.name.into_owned(),
            capabilities: self.capabilities.into_owned(),
            expires_at: millis(self.expires_at),
            enabled: self.enabled,
            verifier: StoredVerifier {
                pepper: self.verifier_pepper,
                mac: self.verifier.into_owned(),
                ends_at: millis(self.verifier_ends_at),
            },
            previous,
            row_pepper: self.row_pepper,
            row_mac: self.row_mac.into_owned(),
            version: self.version,
            created_at: self.created_at.as_millis(),
            updated_at: self.updated_at.as_millis(),
        })
    }
}

impl Row for KeyWithUseRow<'_> {
    type Entity = KeyWithUse;
    const TABLE: &'static str = ApiKeyRow::TABLE;

    fn restore(self) -> Result<KeyWithUse, InconsistentRow> {
        let last_used_at = self.last_used_at.map(Moment::as_millis);
        let last_used_at = last_used_at.map(Timestamp::from_millis).transpose();
        Ok(KeyWithUse {
            key: self.key.restore()?,
            last_used_at: last_used_at.map_err(|_| InconsistentRow::at("last_used_at"))?,
        })
    }
}
