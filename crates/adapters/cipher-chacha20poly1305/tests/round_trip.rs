//! Whatever may be sealed opens again.

#![expect(clippy::expect_used, reason = "a test that cannot start fails")]

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*};
use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    company::CompanySalt,
    credential::{
        LoginKind, RegistryProvider, RegistrySecret, RegistryUsername, SealedSecret, SecretBinding,
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

proptest! {
    #[test]
    fn every_accepted_secret_opens_under_every_binding(
        text in secret(),
        salt in any::<[u8; 32]>(),
        binding in binding(),
    ) {
        let secret = RegistrySecret::parse(&text).expect("an accepted secret");
        let salt = CompanySalt::from_bytes(salt);
        let sealed = CIPHER.seal(&secret, &salt, &binding);
        let opened = CIPHER.open(&sealed, &salt, &binding);
        prop_assert_eq!(opened.as_ref().map(RegistrySecret::expose), Ok(text.as_str()));
    }

    #[test]
    fn no_bytes_open_and_none_panic(bytes in vec(any::<u8>(), 0..700), binding in binding()) {
        let sealed = SealedSecret::from_bytes(bytes);
        let salt = CompanySalt::from_bytes([0; 32]);
        prop_assert!(CIPHER.open(&sealed, &salt, &binding).is_err());
    }
}

fn secret() -> impl Strategy<Value = String> {
    let character = any::<char>().prop_filter("a line terminator", |character| {
        !"\n\r\u{2028}\u{2029}".contains(*character)
    });
    vec(character, 8..=128).prop_map(String::from_iter)
}

fn binding() -> impl Strategy<Value = SecretBinding> {
    let username = "[A-Za-z0-9]([A-Za-z0-9._-]{0,37}[A-Za-z0-9])?";
    (
        id(),
        id(),
        1..=i64::MAX,
        0..RegistryProvider::ALL.len(),
        username,
    )
        .prop_map(
            |(company, credential, version, provider, username)| SecretBinding {
                company: CompanyId::parse(&company).expect("an id"),
                credential: CredentialId::parse(&credential).expect("an id"),
                secret_version: SecretVersion::restore(version).expect("a version"),
                provider: RegistryProvider::ALL[provider],
                login: LoginKind::Password,
                username: RegistryUsername::parse(username).expect("a user name"),
            },
        )
}

fn id() -> &'static str {
    "[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
}
