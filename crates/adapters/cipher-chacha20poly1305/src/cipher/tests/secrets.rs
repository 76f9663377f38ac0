use pullkey_cipher::{OpenError, SecretCipher};
use pullkey_domain::{
    company::CompanySalt,
    credential::{RegistrySecret, SealedSecret},
    ring_key::RingKeyId,
};

use super::{KeyRingCipher, NEW, turned, with_second};
use crate::{
    aead,
    associated_data::associated_data,
    envelope::Envelope,
    fixture::{self, AUDIT, PEPPER, SECRET, binding},
    padding,
};

#[test]
fn a_key_that_only_decrypts_opens_what_it_sealed() {
    let sealed = seal(&fixture::cipher(&fixture::ring()));
    let turned = turned("secret", "decrypt_only");
    assert_eq!(open(&turned, &sealed), Ok(()));
}

#[test]
fn an_active_key_that_is_not_the_primary_opens_what_it_sealed() {
    let sealed = seal(&fixture::cipher(&fixture::ring()));
    assert_eq!(open(&turned("secret", "active"), &sealed), Ok(()));
}

#[test]
fn new_secrets_are_sealed_with_the_new_primary() {
    let sealed = seal(&turned("secret", "decrypt_only"));
    assert_eq!(sealed.as_bytes()[1..5], NEW.to_be_bytes());
    let old = fixture::cipher(&fixture::ring());
    let unknown = OpenError::UnknownKey(RingKeyId::new(NEW));
    assert_eq!(open(&old, &sealed), Err(unknown));
}

#[test]
fn a_disabled_key_opens_nothing() {
    let sealed = seal(&fixture::cipher(&fixture::ring()));
    let unknown = OpenError::UnknownKey(RingKeyId::new(SECRET));
    assert_eq!(open(&turned("secret", "disabled"), &sealed), Err(unknown));
}

#[test]
fn a_key_of_another_kind_opens_nothing() {
    let cipher = fixture::cipher(&fixture::ring());
    for id in [PEPPER, AUDIT] {
        let sealed = renamed(&seal(&cipher), id);
        let unknown = OpenError::UnknownKey(RingKeyId::new(id));
        assert_eq!(open(&cipher, &sealed), Err(unknown));
    }
}

#[test]
fn another_key_is_never_tried() {
    let cipher = turned("secret", "decrypt_only");
    let sealed = renamed(&seal(&cipher), SECRET);
    assert_eq!(open(&cipher, &sealed), Err(OpenError::Rejected));
}

#[test]
fn the_id_of_the_key_is_bound_to_the_ciphertext() {
    let mut ring = with_second(fixture::key(NEW, "secret", "active", 0));
    let sealed = seal(&fixture::cipher(&ring));
    ring["primary"]["secret"] = NEW.into();
    let same_bytes_other_id = renamed(&sealed, NEW);
    let opened = open(&fixture::cipher(&ring), &same_bytes_other_id);
    assert_eq!(opened, Err(OpenError::Rejected));
}

#[test]
fn a_text_that_is_no_padded_secret_is_malformed() {
    let cipher = fixture::cipher(&fixture::ring());
    for plain in ["", "a\0b"] {
        let sealed = seal_unchecked(&cipher, &padding::pad(plain));
        assert_eq!(open(&cipher, &sealed), Err(OpenError::Malformed));
    }
    let sealed = seal_unchecked(&cipher, &[0xff; 64]);
    assert_eq!(open(&cipher, &sealed), Err(OpenError::Malformed));
}

/// The same bytes, which say that another key sealed them.
fn renamed(sealed: &SealedSecret, id: u32) -> SealedSecret {
    let mut bytes = sealed.as_bytes().to_vec();
    bytes[1..5].copy_from_slice(&id.to_be_bytes());
    SealedSecret::from_bytes(bytes)
}

/// Seals any text at all, as only who has the key could.
fn seal_unchecked(cipher: &KeyRingCipher, text: &[u8]) -> SealedSecret {
    let ring = cipher.ring();
    let key = ring.secrets.primary();
    let (mut text, nonce) = (text.to_vec(), [0; aead::NONCE]);
    let company_key = key.key.of_company(binding().company, &salt());
    let bound_to = associated_data(key.id, &binding());
    let tag = aead::encrypt(&company_key, &nonce, &bound_to, &mut text);
    let envelope = Envelope {
        key: key.id,
        nonce: &nonce,
        ciphertext: &text,
        tag: &tag,
    };
    envelope.to_sealed()
}

fn seal(cipher: &KeyRingCipher) -> SealedSecret {
    let secret = RegistrySecret::parse("my-secret-token").unwrap();
    SecretCipher::seal(cipher, &secret, &salt(), &binding())
}

fn open(cipher: &KeyRingCipher, sealed: &SealedSecret) -> Result<(), OpenError> {
    cipher.open(sealed, &salt(), &binding()).map(drop)
}

fn salt() -> CompanySalt {
    CompanySalt::from_bytes([7; 32])
}
