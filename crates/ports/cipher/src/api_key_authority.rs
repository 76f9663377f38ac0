use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken, RowMac, SignedApiKey, Verifier},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};

use crate::{MissingKey, RowMacError};

/// Vouches for API keys, with a pepper that the store does not have.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait ApiKeyAuthority: Send + Sync {
    /// The ring's primary pepper.
    fn primary_pepper(&self) -> RingKeyId;

    /// Makes the verifier of a token, under the ring's primary pepper. It MUST follow from handle and secret alone.
    fn verifier(&self, token: &ApiKeyToken) -> Verifier;

    /// Makes the MAC over a key's row, under the ring's primary pepper.
    fn row_mac(&self, key: &ApiKey) -> RowMac;

    /// Gives the key out if its row is what this service wrote.
    ///
    /// # Errors
    /// - MUST return [`RowMacError::Forged`] if anything that the row MAC covers differs.
    /// - MUST return [`RowMacError::MissingKey`] if the ring lacks the pepper of the row MAC.
    fn verify_row(&self, stored: SignedApiKey) -> Result<ApiKey, RowMacError>;

    /// The verifier of the key that the token belongs to, among those that count at this moment.
    ///
    /// MUST compare in constant time, and look at every verifier that counts even after one matched. Whether the key
    /// itself is live is the caller's to ask.
    ///
    /// # Errors
    /// MUST return [`MissingKey`] if no verifier matched and the ring lacks the pepper of one that counts.
    fn matches(
        &self,
        token: &ApiKeyToken,
        key: &ApiKey,
        now: Timestamp,
    ) -> Result<Option<Verifier>, MissingKey>;

    /// Does the work of [`verify_row`](Self::verify_row) and [`matches`](Self::matches) for a token whose handle no key
    /// has, so that the time of a refusal does not tell whether there is such a key.
    fn dummy_match(&self, token: &ApiKeyToken);
}
