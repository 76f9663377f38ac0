//! What [`SecretCipher`] promises.

use pullkey_domain::{
    company::CompanySalt,
    credential::{
        LoginKind, RegistryPlace, RegistryProvider, RegistrySecret, SealedSecret, SecretBinding,
    },
    ring_key::{RingKeyId, RingKeyKind},
};

use super::sample;
use crate::{OpenError, RingCensus, SecretCipher};

/// Every accepted secret comes back byte for byte.
pub fn a_sealed_secret_opens_where_it_was_sealed(cipher: &dyn SecretCipher) {
    let longest = "\u{1F511}".repeat(128);
    let longest_of_login = "{}".repeat(8_192);
    let texts = [
        "12345678",
        " \t\0 spaces ",
        "x",
        "two\nlines",
        &"a".repeat(62),
    ];
    for text in texts
        .into_iter()
        .chain([longest.as_str(), &longest_of_login])
    {
        let secret = sample::secret_of(text);
        let sealed = cipher.seal(&secret, &sample::salt(), &sample::binding());
        let opened = cipher.open(&sealed, &sample::salt(), &sample::binding());
        assert_eq!(opened.as_ref().map(RegistrySecret::expose), Ok(text));
    }
}

/// Nobody can tell whether two credentials have the same secret.
pub fn two_sealings_of_one_secret_differ(cipher: &dyn SecretCipher) {
    assert_ne!(seal(cipher), seal(cipher));
}

/// It is sealed indeed.
pub fn the_secret_does_not_show_in_the_sealed_bytes(cipher: &dyn SecretCipher) {
    let secret = sample::secret();
    let sealed = seal(cipher);
    for part in secret.expose().as_bytes().windows(4) {
        assert!(!sealed.windows(4).any(|window| window == part));
    }
}

/// A short password and a long token of one registry look alike.
pub fn the_length_of_a_secret_shows_only_to_the_next_multiple_of_64(cipher: &dyn SecretCipher) {
    let length = |characters: usize, character: &str| {
        let secret = sample::secret_of(&character.repeat(characters));
        let sealed = cipher.seal(&secret, &sample::salt(), &sample::binding());
        sealed.as_bytes().len()
    };
    let shortest = length(8, "a");
    for characters in 8..=128 {
        for character in ["a", "\u{e9}", "\u{20ac}", "\u{1F511}"] {
            assert_eq!((length(characters, character) - shortest) % 64, 0);
        }
    }
}

/// Whoever looks for what is sealed under a key finds it.
pub fn what_is_sealed_bears_the_mark_of_the_primary_secret_key(
    cipher: &(impl SecretCipher + RingCensus),
) {
    let mut keys = cipher.keys().into_iter();
    let primary = keys.find(|key| key.primary && key.kind == RingKeyKind::Secret);
    assert_eq!(primary.map(|key| key.id), Some(cipher.primary()));
    let sealed = SealedSecret::from_bytes(seal(cipher));
    assert!(sealed.bears(&cipher.mark(cipher.primary())));
}

/// And nothing else. Keys that the ring does not have have marks as well.
pub fn no_mark_begins_with_that_of_another_key(cipher: &dyn SecretCipher) {
    let primary = cipher.primary().as_u32();
    let bits = (0..u32::BITS).map(|bit| primary ^ (1 << bit));
    let ids: Vec<_> = bits.chain([primary]).map(RingKeyId::new).collect();
    for (one, other) in ids.iter().flat_map(|it| ids.iter().map(move |is| (it, is))) {
        let (mark, others) = (cipher.mark(*one), cipher.mark(*other));
        let begins = mark.as_bytes().starts_with(others.as_bytes());
        assert_eq!(begins, one == other, "{one} and {other}");
    }
}

/// Every bit is covered, those that only say how to read the rest as well.
pub fn every_single_flipped_bit_is_refused(cipher: &dyn SecretCipher) {
    let sealed = seal(cipher);
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(open(cipher, altered).is_err(), "bit {bit}");
    }
}

/// Nothing can be cut off.
pub fn every_truncation_is_refused(cipher: &dyn SecretCipher) {
    let sealed = seal(cipher);
    for length in 0..sealed.len() {
        assert!(
            open(cipher, sealed[..length].to_vec()).is_err(),
            "to {length}"
        );
        assert!(
            open(cipher, sealed[sealed.len() - length..].to_vec()).is_err(),
            "to the last {length}"
        );
    }
}

/// Nothing can be added.
pub fn every_extension_is_refused(cipher: &dyn SecretCipher) {
    let sealed = seal(cipher);
    for length in 1..=128 {
        let zeros = vec![0; length];
        assert!(
            open(cipher, [sealed.clone(), zeros.clone()].concat()).is_err(),
            "by {length}"
        );
        assert!(
            open(cipher, [zeros, sealed.clone()].concat()).is_err(),
            "by {length} in front"
        );
    }
}

/// Lengths are looked at before bytes.
pub fn what_is_too_short_to_be_sealed_is_malformed(cipher: &dyn SecretCipher) {
    for length in 0..=32 {
        for byte in [0, 1, u8::MAX] {
            let opened = open(cipher, vec![byte; length]);
            assert_eq!(opened, Err(OpenError::Malformed), "{length} times {byte}");
        }
    }
}

/// Deleting a company's salt shreds its secrets.
pub fn another_salt_is_rejected(cipher: &dyn SecretCipher) {
    let sealed = SealedSecret::from_bytes(seal(cipher));
    for byte in 0..32 {
        let mut salt = *sample::salt().as_bytes();
        salt[byte] ^= 1;
        let opened = cipher.open(&sealed, &CompanySalt::from_bytes(salt), &sample::binding());
        assert_eq!(opened.err(), Some(OpenError::Rejected));
    }
}

/// A ciphertext cannot be moved to another company.
pub fn another_company_is_rejected(cipher: &dyn SecretCipher) {
    rejects(cipher, |binding| binding.company = sample::other_company());
}

/// A ciphertext cannot be moved to another row.
pub fn another_credential_is_rejected(cipher: &dyn SecretCipher) {
    rejects(cipher, |binding| {
        binding.credential = sample::other_credential();
    });
}

/// An old ciphertext cannot be put back.
pub fn another_secret_version_is_rejected(cipher: &dyn SecretCipher) {
    rejects(cipher, |binding| {
        binding.secret_version = binding.secret_version.next();
    });
}

/// A secret cannot be sent to another provider's registry.
pub fn another_provider_is_rejected(cipher: &dyn SecretCipher) {
    let own = sample::binding().place.provider();
    for other in RegistryProvider::ALL.into_iter().filter(|it| *it != own) {
        rejects(cipher, |binding| {
            binding.place = RegistryPlace::of_provider(other);
        });
    }
}

/// A secret cannot be sent to another host, nor to another token host, and neither takes the other's place.
pub fn another_host_or_token_host_is_rejected(cipher: &dyn SecretCipher) {
    let places = [
        (None, None),
        (Some("git.example"), None),
        (Some("git.example:5000"), None),
        (Some("auth.example"), None),
        (Some("git.example"), Some("auth.example")),
        (Some("auth.example"), Some("git.example")),
        (Some("git.example"), Some("git.example")),
    ];
    for own in places {
        let binding = SecretBinding {
            place: sample::place(own.0, own.1),
            ..sample::binding()
        };
        let sealed = cipher.seal(&sample::secret(), &sample::salt(), &binding);
        for other in places {
            let binding = SecretBinding {
                place: sample::place(other.0, other.1),
                ..sample::binding()
            };
            let opened = cipher.open(&sealed, &sample::salt(), &binding);
            assert_eq!(opened.is_ok(), own == other, "{own:?} {other:?}");
        }
    }
}

/// A password cannot be used as a key of a service account.
pub fn another_kind_of_login_is_rejected(cipher: &dyn SecretCipher) {
    rejects(cipher, |binding| {
        binding.login = LoginKind::GcpServiceAccountKey;
    });
}

/// A secret cannot be used for another user.
pub fn another_username_is_rejected(cipher: &dyn SecretCipher) {
    for other in ["my-docker-use", "my-docker-user1", "My-docker-user"] {
        rejects(cipher, |binding| binding.username = sample::username(other));
    }
}

fn rejects(cipher: &dyn SecretCipher, alter: impl FnOnce(&mut SecretBinding)) {
    let sealed = SealedSecret::from_bytes(seal(cipher));
    let mut binding = sample::binding();
    alter(&mut binding);
    let opened = cipher.open(&sealed, &sample::salt(), &binding);
    assert_eq!(opened.err(), Some(OpenError::Rejected));
}

fn seal(cipher: &dyn SecretCipher) -> Vec<u8> {
    let sealed = cipher.seal(&sample::secret(), &sample::salt(), &sample::binding());
    sealed.as_bytes().to_vec()
}

fn open(cipher: &dyn SecretCipher, bytes: Vec<u8>) -> Result<(), OpenError> {
    let sealed = SealedSecret::from_bytes(bytes);
    let opened = cipher.open(&sealed, &sample::salt(), &sample::binding());
    opened.map(drop)
}
