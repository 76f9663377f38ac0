use uuid::Uuid;

use super::{ApiKey, ApiKeyHandle, ApiKeyName, Capabilities, RowMac, SignedApiKey, Verifier};
use crate::{
    id::{ApiKeyId, CompanyId},
    ring_key::RingKeyId,
    stored::InconsistentRow,
    timestamp::Timestamp,
    version::RowVersion,
};

/// An API key as a store read it: nothing in it was checked yet.
///
/// ```
/// use pullkey_domain::api_key::{SignedApiKey, StoredApiKey, StoredVerifier};
///
/// let stored = StoredApiKey {
///     id: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     company: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     handle: "0123456789abcdef".into(),
///     name: "deployments".into(),
///     capabilities: "ROOT".into(),
///     expires_at: None,
///     enabled: true,
///     verifier: StoredVerifier { pepper: 4, mac: vec![7; 32], ends_at: None },
///     previous: None,
///     row_pepper: 4,
///     row_mac: vec![7; 32],
///     version: 1,
///     created_at: 1_738_195_200_000,
///     updated_at: 1_738_195_200_000,
/// };
/// assert_eq!(SignedApiKey::restore(stored).unwrap_err().column(), "capabilities");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredApiKey {
    /// Its id.
    pub id: Uuid,
    /// The company that it lets in to.
    pub company: Uuid,
    /// The public part of its token.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// What it may do, as text.
    pub capabilities: String,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: Option<i64>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The verifier of its token.
    pub verifier: StoredVerifier,
    /// The verifier of the token before.
    pub previous: Option<StoredVerifier>,
    /// The pepper that made the row MAC.
    pub row_pepper: i64,
    /// The row MAC.
    pub row_mac: Vec<u8>,
    /// How often the row was written.
    pub version: i64,
    /// When it was created, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was last modified, in milliseconds since 1970.
    pub updated_at: i64,
}

/// A verifier as a store read it.
///
/// ```
/// use pullkey_domain::api_key::StoredVerifier;
///
/// let stored = StoredVerifier { pepper: 4, mac: vec![7; 32], ends_at: None };
/// assert_eq!(stored.mac.len(), 32);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVerifier {
    /// The pepper that made it.
    pub pepper: i64,
    /// The MAC.
    pub mac: Vec<u8>,
    /// From when on it counts no more, in milliseconds since 1970.
    pub ends_at: Option<i64>,
}

impl SignedApiKey {
    /// The key of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredApiKey) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        let key = ApiKey {
            id: ApiKeyId::from_uuid(stored.id),
            company: CompanyId::from_uuid(stored.company),
            handle: ApiKeyHandle::parse(&stored.handle).map_err(|_| broken("handle"))?,
            name: ApiKeyName::parse(stored.name).map_err(|_| broken("name"))?,
            capabilities: capabilities(&stored.capabilities).ok_or(broken("capabilities"))?,
            expires_at: moment(stored.expires_at, "expires_at")?,
            enabled: stored.enabled,
            verifier: verifier(stored.verifier, "verifier")?,
            previous: stored
                .previous
                .map(|it| verifier(it, "previous_verifier"))
                .transpose()?,
            version: RowVersion::restore(stored.version)?,
            created_at: Timestamp::from_millis(stored.created_at)
                .map_err(|_| broken("created_at"))?,
            updated_at: Timestamp::from_millis(stored.updated_at)
                .map_err(|_| broken("updated_at"))?,
        };
        let mac = RowMac {
            pepper: ring_key(stored.row_pepper, "row_pepper")?,
            mac: stored.row_mac.try_into().map_err(|_| broken("row_mac"))?,
        };
        Ok(Self::new(key, mac))
    }
}

/// What is written otherwise than we write it, as with an id in capitals, was not written by us.
fn capabilities(stored: &str) -> Option<Capabilities> {
    let capabilities: Capabilities = stored.parse().ok()?;
    (capabilities.to_string() == stored).then_some(capabilities)
}

fn verifier(stored: StoredVerifier, column: &'static str) -> Result<Verifier, InconsistentRow> {
    let mac = stored
        .mac
        .try_into()
        .map_err(|_| InconsistentRow::at(column))?;
    let verifier = Verifier::current(ring_key(stored.pepper, column)?, mac);
    Ok(match moment(stored.ends_at, column)? {
        None => verifier,
        Some(end) => verifier.until(end),
    })
}

fn ring_key(id: i64, column: &'static str) -> Result<RingKeyId, InconsistentRow> {
    u32::try_from(id)
        .map(RingKeyId::new)
        .map_err(|_| InconsistentRow::at(column))
}

fn moment(millis: Option<i64>, column: &'static str) -> Result<Option<Timestamp>, InconsistentRow> {
    millis
        .map(Timestamp::from_millis)
        .transpose()
        .map_err(|_| InconsistentRow::at(column))
}

#[cfg(test)]
mod tests;
