//! What a ciphertext is bound to.

use pullkey_domain::{
    credential::{RegistryHost, SecretBinding},
    encoding::Parts,
    ring_key::RingKeyId,
};

use crate::envelope::VERSION;

/// The associated data of a sealed secret. Each part is its length as a big-endian `u16` and its bytes, in this order:
///
/// | part | bytes |
/// |---|---|
/// | `pullkey/secret` | 14 |
/// | version of the envelope | 1 |
/// | id of the ring key | 4, big-endian |
/// | company id | 16 |
/// | credential id | 16 |
/// | secret version | 8, big-endian |
/// | provider, its word in the contract | |
/// | kind of login, its word | |
/// | host, empty if none is stored | |
/// | token host, empty if none is stored | |
/// | user name | |
///
/// NEVER change this: no secret that was ever sealed would open again.
pub(crate) fn associated_data(key: RingKeyId, binding: &SecretBinding) -> Vec<u8> {
    Parts::of("pullkey/secret")
        .part([VERSION])
        .part(key.to_be_bytes())
        .part(binding.company.as_bytes())
        .part(binding.credential.as_bytes())
        .part(binding.secret_version.to_be_bytes())
        .part(binding.place.provider().as_str())
        .part(binding.login.as_str())
        // Never the provider's default: what is not stored stays empty, and may change.
        .part(binding.place.host().map_or("", RegistryHost::as_str))
        .part(binding.place.token_host().map_or("", RegistryHost::as_str))
        .part(binding.username.as_str())
        .finish()
}
