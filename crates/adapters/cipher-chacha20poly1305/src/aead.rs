//! XChaCha20-Poly1305, in place.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{AeadInOut, Error},
};

use crate::{burnt_stack::on_burnt_stack, key::Key};

pub(crate) const NONCE: usize = 24;
pub(crate) const TAG: usize = 16;

/// Encrypts the text in place. The same key must never see a nonce twice: it is drawn at random from 2^192.
#[expect(
    clippy::expect_used,
    reason = "the cipher takes 256 GiB; a padded secret has at most 16,448 bytes"
)]
pub(crate) fn encrypt(
    key: &Key,
    nonce: &[u8; NONCE],
    associated_data: &[u8],
    text: &mut [u8],
) -> [u8; TAG] {
    let tag = on_burnt_stack(|| {
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        cipher.encrypt_inout_detached(nonce.into(), associated_data, text.into())
    });
    tag.expect("a text that is short enough").into()
}

/// Decrypts the text in place, or refuses it and leaves it as it is.
pub(crate) fn decrypt(
    key: &Key,
    nonce: &[u8; NONCE],
    associated_data: &[u8],
    text: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), Error> {
    on_burnt_stack(|| {
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        cipher.decrypt_inout_detached(nonce.into(), associated_data, text.into(), tag.into())
    })
}
