//! What the parts of a request take that are Pullkey's own:
//!
//! `cargo bench -p pullkey-tests --bench parts`
//!
//! Beside the processor time of a whole request, which `--bench product` tells, all of it is small; here it shows if that
//! changes.
#![expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

use divan::{Bencher, black_box};
use pullkey_cipher::{ApiKeyAuthority, SecretCipher};
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyName, ApiKeyToken, Capabilities, NewApiKey},
    company::Company,
    credential::{CredentialName, RegistrySecret, RegistryUsername, SecretBinding},
    id::ApiKeyId,
};
use pullkey_storage::contract::fixtures::{a_company, a_credential, a_moment, an_act, an_id};

fn main() {
    divan::main();
}

fn cipher() -> KeyRingCipher {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("keyring.json");
    let ring = KeyRing::create(&file, a_moment(), system_random);
    KeyRingCipher::new(ring.expect("the folder takes files"))
}

fn company() -> Company {
    a_company().recorded().into_subject()
}

fn binding(company: &Company) -> SecretBinding {
    a_credential().of(company).recorded().subject().binding()
}

fn secret(length: usize) -> RegistrySecret {
    RegistrySecret::parse(&"s".repeat(length)).expect("it is a secret")
}

/// A secret of so many characters, for storage.
#[divan::bench(args = [8, 64, 128])]
fn seal(bencher: Bencher<'_, '_>, length: usize) {
    let (cipher, company, secret) = (cipher(), company(), secret(length));
    let binding = binding(&company);
    bencher.bench(|| cipher.seal(black_box(&secret), company.salt(), &binding));
}

/// What was sealed, to be used.
#[divan::bench(args = [8, 64, 128])]
fn open(bencher: Bencher<'_, '_>, length: usize) {
    let (cipher, company, secret) = (cipher(), company(), secret(length));
    let binding = binding(&company);
    let sealed = cipher.seal(&secret, company.salt(), &binding);
    bencher.bench(|| cipher.open(black_box(&sealed), company.salt(), &binding));
}

fn key_of(cipher: &KeyRingCipher, token: &ApiKeyToken) -> ApiKey {
    let new = NewApiKey {
        id: ApiKeyId::parse(&an_id()).expect("it is an id"),
        company: company().id(),
        handle: token.handle(),
        name: ApiKeyName::parse("measured").expect("it is a name"),
        capabilities: Capabilities::all(),
        expires_at: None,
    };
    let issued = new.issue(cipher.verifier(token), an_act(a_moment()));
    issued.expect("it may be issued").subject().clone()
}

/// What was sent, whether it is a token at all.
#[divan::bench]
fn read_token(bencher: Bencher<'_, '_>) {
    let token = ApiKeyToken::generate(system_random);
    bencher.bench(|| ApiKeyToken::parse(black_box(token.expose())));
}

/// The token of a key that is remembered.
#[divan::bench]
fn check_key(bencher: Bencher<'_, '_>) {
    let (cipher, token) = (cipher(), ApiKeyToken::generate(system_random));
    let key = key_of(&cipher, &token);
    bencher.bench(|| cipher.matches(black_box(&token), &key, a_moment()));
}

/// The row of a key that was looked up, besides.
#[divan::bench]
fn check_row_of_key(bencher: Bencher<'_, '_>) {
    let (cipher, token) = (cipher(), ApiKeyToken::generate(system_random));
    let key = key_of(&cipher, &token);
    bencher.bench(|| cipher.row_mac(black_box(&key)));
}

/// What a create brings.
#[divan::bench]
fn validate() -> bool {
    let name = CredentialName::parse(black_box("Registry 0000c0de"));
    let username = RegistryUsername::parse(black_box("user-1234567"));
    let secret = RegistrySecret::check(black_box("dckr_pat_0123456789abcdefghijklmnop"));
    name.is_ok() && username.is_ok() && secret.is_ok()
}
