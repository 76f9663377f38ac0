//! Whatever may be sealed opens again.

#![expect(clippy::expect_used, reason = "a test that cannot start fails")]

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*};
use pullkey_cipher::SecretCipher;
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

proptest! {
    #[test]
    fn every_accepted_secret_opens_under_every_binding(
        text in secret(),
        salt in any::<[u8; 32]>(),
        binding in binding(),
    ) {
        let secret = RegistrySecret::restore(&text).expect("an accepted secret");
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
    let published = vec(character, 8..=128).prop_map(String::from_iter);
    let of_login = "[^\\x00]{1,4000}";
    prop_oneof![3 => published, 1 => of_login]
}

fn binding() -> impl Strategy<Value = SecretBinding> {
    let username = "[^:\\p{Cc}]{1,255}";
    let hosts = prop::sample::select(vec![
        (None, None),
        (Some("git.example"), None),
        (Some("git.example:5000"), Some("auth.example")),
    ]);
    (
        id(),
        id(),
        1..=i64::MAX,
        0..RegistryProvider::ALL.len(),
        hosts,
        0..LoginKind::ALL.len(),
        username,
    )
        .prop_map(
            |(company, credential, version, provider, hosts, login, username)| SecretBinding {
                company: CompanyId::parse(&company).expect("an id"),
                credential: CredentialId::parse(&credential).expect("an id"),
                secret_version: SecretVersion::restore(version).expect("a version"),
                place: place(RegistryProvider::ALL[provider], hosts),
                login: LoginKind::ALL[login],
                username: RegistryUsername::of_login(username).expect("a user name"),
            },
        )
}

/// A host stands beside those providers that take any.
fn place(
    provider: RegistryProvider,
    hosts: (Option<&'static str>, Option<&'static str>),
) -> RegistryPlace {
    let parse = |text: &str| text.parse().expect("a host");
    let (host, token_host) = (hosts.0.map(parse), hosts.1.map(parse));
    RegistryPlace::of(provider, host, token_host).unwrap_or(RegistryPlace::of_provider(provider))
}

fn id() -> &'static str {
    "[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
}
