//! The bytes of a sealed secret: `version 0x01 | key id u32 BE | nonce 24 | ciphertext | tag 16`.

use pullkey_domain::{
    credential::{SealMark, SealedSecret},
    ring_key::RingKeyId,
};

use crate::{
    aead::{NONCE, TAG},
    padding,
};

/// The form that is written. Another one gets another byte, and this one is read as long as a row has it.
pub(crate) const VERSION: u8 = 1;

/// The parts of a sealed secret.
pub(crate) struct Envelope<'a> {
    pub(crate) key: RingKeyId,
    pub(crate) nonce: &'a [u8; NONCE],
    pub(crate) ciphertext: &'a [u8],
    pub(crate) tag: &'a [u8; TAG],
}

/// How all begins that is written under this key.
pub(crate) fn mark(key: RingKeyId) -> SealMark {
    SealMark::from_bytes([&[VERSION], &key.to_be_bytes()[..]].concat())
}

impl<'a> Envelope<'a> {
    /// Takes the bytes apart; none if they have no form that was ever written. Each part is split off by its length, so
    /// nothing is read that is not there.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (key, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (ciphertext, tag) = rest.split_last_chunk()?;
        (*version == VERSION && padding::is_size(ciphertext.len())).then_some(Self {
            key: RingKeyId::new(u32::from_be_bytes(*key)),
            nonce,
            ciphertext,
            tag,
        })
    }

    /// Puts the bytes together.
    pub(crate) fn to_sealed(&self) -> SealedSecret {
        let parts = [
            &[VERSION],
            &self.key.to_be_bytes()[..],
            self.nonce,
            self.ciphertext,
            self.tag,
        ];
        SealedSecret::from_bytes(parts.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: usize = 1 + 4 + NONCE;

    fn bytes(length: usize) -> Vec<u8> {
        let mut bytes = vec![7; length];
        bytes[0] = VERSION;
        bytes
    }

    #[test]
    fn only_lengths_that_a_secret_can_have_are_known() {
        let known: Vec<_> = (1..=17_000)
            .filter(|length| Envelope::parse(&bytes(*length)).is_some())
            .collect();
        let blocks: Vec<_> = (1..=257).map(|blocks| HEADER + 64 * blocks + TAG).collect();
        assert_eq!(known, blocks);
    }

    #[test]
    fn only_version_1_is_known() {
        for version in 0..=u8::MAX {
            let mut bytes = bytes(HEADER + 64 + TAG);
            bytes[0] = version;
            assert_eq!(Envelope::parse(&bytes).is_some(), version == VERSION);
        }
    }

    #[test]
    fn every_part_is_where_it_belongs() {
        let bytes: Vec<_> = (1..=109).collect();
        let envelope = Envelope::parse(&bytes).unwrap();
        assert_eq!(envelope.key, RingKeyId::new(0x0203_0405));
        assert_eq!(envelope.nonce, &bytes[5..29]);
        assert_eq!(envelope.ciphertext, &bytes[29..93]);
        assert_eq!(envelope.tag, &bytes[93..]);
        assert_eq!(envelope.to_sealed().as_bytes(), bytes);
        assert!(envelope.to_sealed().bears(&mark(envelope.key)));
    }
}
