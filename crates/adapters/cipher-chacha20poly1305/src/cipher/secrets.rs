use pullkey_cipher::{OpenError, SecretCipher};
use pullkey_domain::{
    company::CompanySalt,
    credential::{RegistrySecret, SealMark, SealedSecret, SecretBinding},
    ring_key::RingKeyId,
};
use zeroize::Zeroizing;

use super::KeyRingCipher;
use crate::{
    aead,
    associated_data::associated_data,
    envelope::{self, Envelope},
    padding,
    random::system_random,
    ring::Held,
};

impl SecretCipher for KeyRingCipher {
    fn seal(
        &self,
        secret: &RegistrySecret,
        salt: &CompanySalt,
        binding: &SecretBinding,
    ) -> SealedSecret {
        let mut nonce = [0; aead::NONCE];
        system_random(&mut nonce);
        self.seal_with(&nonce, secret, salt, binding)
    }

    /// A text that decrypts but is no padded secret is [`Malformed`](OpenError::Malformed): no altered byte gets so far,
    /// only something else than this cipher that had the key.
    fn open(
        &self,
        sealed: &SealedSecret,
        salt: &CompanySalt,
        binding: &SecretBinding,
    ) -> Result<RegistrySecret, OpenError> {
        let envelope = Envelope::parse(sealed.as_bytes()).ok_or(OpenError::Malformed)?;
        let ring = self.ring();
        let key = ring.secrets.find(envelope.key);
        let key = key.ok_or(OpenError::UnknownKey(envelope.key))?;
        let company_key = key.of_company(binding.company, salt);
        let bound_to = associated_data(envelope.key, binding);
        let mut text = Zeroizing::new(envelope.ciphertext.to_vec());
        aead::decrypt(
            &company_key,
            envelope.nonce,
            &bound_to,
            &mut text,
            envelope.tag,
        )
        .map_err(|_| OpenError::Rejected)?;
        let secret = padding::unpad(&text).ok_or(OpenError::Malformed)?;
        RegistrySecret::restore(secret).map_err(|_| OpenError::Malformed)
    }

    fn primary(&self) -> RingKeyId {
        self.ring().secrets.primary().id
    }

    fn mark(&self, key: RingKeyId) -> SealMark {
        envelope::mark(key)
    }
}

impl KeyRingCipher {
    /// Seals with a given nonce. Nobody but [`seal`](SecretCipher::seal) and the known answers may choose one.
    pub(crate) fn seal_with(
        &self,
        nonce: &[u8; aead::NONCE],
        secret: &RegistrySecret,
        salt: &CompanySalt,
        binding: &SecretBinding,
    ) -> SealedSecret {
        let ring = self.ring();
        let Held { id, key, .. } = ring.secrets.primary();
        let company_key = key.of_company(binding.company, salt);
        let bound_to = associated_data(*id, binding);
        let mut text = padding::pad(secret.expose());
        let tag = aead::encrypt(&company_key, nonce, &bound_to, &mut text);
        let envelope = Envelope {
            key: *id,
            nonce,
            ciphertext: &text,
            tag: &tag,
        };
        envelope.to_sealed()
    }
}
