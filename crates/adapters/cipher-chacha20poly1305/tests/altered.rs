//! Whatever becomes of a sealed secret, it opens as it was sealed or not at all. `PROPTEST_CASES=200000` tries so many.

#![expect(clippy::expect_used, reason = "a test that cannot start fails")]

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};
use pullkey_cipher::{OpenError, SecretCipher};
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    company::CompanySalt,
    credential::{
        LoginKind, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername, SealedSecret,
        SecretBinding,
    },
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
    version::SecretVersion,
};

static CIPHER: LazyLock<KeyRingCipher> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keyring.json");
    KeyRingCipher::new(KeyRing::create(&path, Timestamp::MIN, system_random).expect("a ring"))
});

/// What is done to bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    CutOff(Index),
    TakeOut(Index, usize),
    Exchange(Index, Index),
}

impl Change {
    fn to(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Set(at, byte) => bytes[at.index(length)] = *byte,
            Self::Insert(at, more) => {
                let at = at.index(length);
                drop(bytes.splice(at..at, more.iter().copied()));
            }
            Self::CutOff(at) => bytes.truncate(at.index(length)),
            Self::TakeOut(at, count) => {
                let at = at.index(length);
                drop(bytes.drain(at..length.min(at + count)));
            }
            Self::Exchange(one, other) => bytes.swap(one.index(length), other.index(length)),
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let change = prop_oneof![
        4 => (index(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => (index(), vec(any::<u8>(), 1..130)).prop_map(|(at, more)| Change::Insert(at, more)),
        1 => index().prop_map(Change::CutOff),
        1 => (index(), prop_oneof![Just(64), 1_usize..130]).prop_map(|(at, count)| Change::TakeOut(at, count)),
        1 => (index(), index()).prop_map(|(one, other)| Change::Exchange(one, other)),
    ];
    vec(change, 1..4)
}

proptest! {
    #[test]
    fn a_sealed_secret_that_was_altered_does_not_open(
        text in "[^\\x00\n\r\u{2028}\u{2029}]{8,128}",
        changes in changes(),
    ) {
        let (salt, binding) = (CompanySalt::from_bytes([7; 32]), binding());
        let secret = RegistrySecret::restore(&text).expect("an accepted secret");
        let sealed = CIPHER.seal(&secret, &salt, &binding);
        let mut bytes = sealed.as_bytes().to_vec();
        for change in &changes {
            change.to(&mut bytes);
        }
        let is_same = bytes == sealed.as_bytes();
        let altered = SealedSecret::from_bytes(bytes);
        match CIPHER.open(&altered, &salt, &binding) {
            Ok(opened) => prop_assert!(is_same && opened.expose() == text),
            Err(OpenError::Rejected | OpenError::UnknownKey(_) | OpenError::Malformed) => {
                prop_assert!(!is_same);
            }
        }
    }

    #[test]
    fn a_sealed_secret_opens_under_no_other_version_and_salt(
        version in 1..=i64::MAX,
        salt in any::<[u8; 32]>(),
    ) {
        let own = (CompanySalt::from_bytes([7; 32]), binding());
        let secret = RegistrySecret::restore("a secret").expect("an accepted secret");
        let sealed = CIPHER.seal(&secret, &own.0, &own.1);
        let other = SecretBinding {
            secret_version: SecretVersion::restore(version).expect("a version"),
            ..binding()
        };
        let is_same = version == 1 && salt == [7; 32];
        let opened = CIPHER.open(&sealed, &CompanySalt::from_bytes(salt), &other);
        prop_assert_eq!(opened.is_ok(), is_same);
    }
}

fn binding() -> SecretBinding {
    let id = "0b7cfbf5-3f9a-4c3c-9a53-000000000001";
    SecretBinding {
        company: CompanyId::parse(id).expect("an id"),
        credential: CredentialId::parse(id).expect("an id"),
        secret_version: SecretVersion::restore(1).expect("a version"),
        place: RegistryPlace::of_provider(RegistryProvider::ALL[0]),
        login: LoginKind::ALL[0],
        username: RegistryUsername::of_login("user").expect("a user name"),
    }
}
