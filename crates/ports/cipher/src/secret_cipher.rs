use pullkey_domain::{
    company::CompanySalt,
    credential::{RegistrySecret, SealMark, SealedSecret, SecretBinding},
    ring_key::RingKeyId,
};

use crate::OpenError;

/// Seals registry secrets, and opens them again where they belong.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait SecretCipher: Send + Sync {
    /// Seals a secret for one company's key and one binding, under the ring's primary key.
    ///
    /// Two sealings of the same secret MUST differ. The length of the result MUST tell the secret's length only to the
    /// next multiple of 64 bytes.
    fn seal(
        &self,
        secret: &RegistrySecret,
        salt: &CompanySalt,
        binding: &SecretBinding,
    ) -> SealedSecret;

    /// Opens what was sealed for the same company and the same binding.
    ///
    /// # Errors
    /// MUST refuse if a single bit of the bytes, the salt or the binding differs:
    /// - with [`OpenError::Malformed`] if the bytes have no known form, whatever their length, or what they hold is no
    ///   secret: lengths are checked before anything is read;
    /// - else with [`OpenError::UnknownKey`] if the key that they name is not in the ring, or is disabled: no other key
    ///   is ever tried;
    /// - else with [`OpenError::Rejected`].
    fn open(
        &self,
        sealed: &SealedSecret,
        salt: &CompanySalt,
        binding: &SecretBinding,
    ) -> Result<RegistrySecret, OpenError>;

    /// The ring's primary secret key, which [`seal`](Self::seal) takes.
    fn primary(&self) -> RingKeyId;

    /// The mark of whatever is sealed under the secret key of this id, be it in the ring or not. The mark of one key MUST
    /// NOT begin with that of another.
    fn mark(&self, key: RingKeyId) -> SealMark;
}
