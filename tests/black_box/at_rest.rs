//! What lies on the disk and in the log, and that it still opens.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_cipher::{OpenError, SecretCipher};
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::{
    company::CompanySalt,
    credential::RegistrySecret,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{CompanyStore, CredentialStore};
use pullkey_storage_sqlite::{Migrate, SqliteStore};
use pullkey_tests::{Database, Server, blob, run};
use serde_json::json;
use tempfile::tempdir;

const SECRET: &str = "canary \"7f3a9c\" /+\u{e9}";

/// The secret as it is, and in every form in which it could slip out.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let hex = pullkey_tests::hex(secret.as_bytes());
    let encoded: String = secret
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let json = serde_json::to_string(secret).unwrap();
    [
        secret.to_owned(),
        BASE64_STANDARD
            .encode(secret)
            .trim_end_matches('=')
            .to_owned(),
        hex,
        encoded,
        json.trim_matches('"').to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}

/// The bytes that these digits stand for.
fn bytes(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    let pairs = pairs.map(|pair| str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

fn holds(file: &Path, forms: &[Vec<u8>]) -> bool {
    let bytes = fs::read(file).unwrap();
    forms
        .iter()
        .any(|form| bytes.windows(form.len()).any(|window| window == form))
}

/// Creates a credential with the secret, repeats that, changes it, and sends it in places where it is refused, too.
fn with_the_secret(server: &Server) -> (CompanyId, CredentialId) {
    let key = server.first_key();
    let curl = || server.curl("/v3/docker-registries").key(&key);
    let body = json!({ "name": "n", "username": "u", "secret": SECRET });
    let attempt = || curl().header("Idempotency-Key: attempt");
    let created = attempt().json(&body).send();
    assert_eq!(created.status, 201);
    assert_eq!(attempt().json(&body).send().body, created.body);
    for refused in [
        json!({ "name": SECRET, "username": SECRET, "secret": [SECRET], "registry": SECRET }),
        json!({ "name": "n", "username": "u", "secret": format!("{SECRET}\n"), "x": SECRET }),
    ] {
        let answer = curl().json(&refused).send();
        assert_eq!(answer.status, 422);
        assert!(!answer.body.contains("7f3a9c"), "{}", answer.body);
    }
    let id = |name: &str| created.json()[name].as_str().unwrap().to_owned();
    change(server, &id("id"));
    (
        CompanyId::parse(&id("company_id")).unwrap(),
        CredentialId::parse(&id("id")).unwrap(),
    )
}

/// Gives the credential the secret once more, has that sealed anew, and sends it in places where it is refused.
fn change(server: &Server, id: &str) {
    let key = server.first_key();
    let path = format!("/v3/docker-registries/{id}");
    let change = || server.curl(&path).key(&key).method("PATCH");
    for (status, body) in [
        (200, json!({ "secret": SECRET })),
        (200, json!({ "username": "other", "registry": "github" })),
        (
            422,
            json!({ "name": [SECRET], "username": SECRET, "registry": SECRET }),
        ),
        (
            422,
            json!({ "secret": format!("{SECRET}\n"), "7f3a9c /": SECRET }),
        ),
    ] {
        let answer = change().json(&body).send();
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(!answer.body.contains("7f3a9c"), "{}", answer.body);
    }
    let list = "/v3/docker-registries?search=canary%207f3a9c&sort=7f3a9c&cursor=7f3a9c";
    let create = server.curl("/v3/docker-registries").json(&json!({}));
    for call in [
        change().header("If-Match: 7f3a9c /").json(&json!({})),
        create.header("Idempotency-Key: canary 7f3a9c").key(&key),
        server.curl(list).key(&key),
    ] {
        let answer = call.send();
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(!answer.body.contains("7f3a9c"), "{}", answer.body);
    }
}

/// Every file of a service, but the one of its first key.
fn files(folder: &Path) -> Vec<PathBuf> {
    let data = fs::read_dir(folder.join("data")).unwrap();
    let data = data.map(|it| it.unwrap().path());
    let logs = ["stdout", "stderr"].map(|name| folder.join(name));
    let all = data.chain(logs);
    all.filter(|it| !it.ends_with("first-api-key")).collect()
}

/// While the service runs, and once all of its log is written and its journal is gone.
fn nowhere(server: &mut Server, folder: &Path, forms: &[Vec<u8>]) {
    for stopped in [false, true] {
        if stopped {
            server.stop();
        }
        for file in files(folder) {
            assert!(!holds(&file, forms), "{}", file.display());
        }
    }
}

#[test]
fn nothing_on_the_disk_or_in_the_log_holds_a_secret() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_with(folder.path(), &["--log=trace"]);
    with_the_secret(&server);
    let mut forms = forms(SECRET);
    forms.push(b"7f3a9c".to_vec());
    nowhere(&mut server, folder.path(), &forms);
    let control = folder.path().join("control");
    fs::write(&control, format!("…{SECRET}…")).unwrap();
    assert!(
        holds(&control, &forms),
        "the search itself must find a secret"
    );
}

#[test]
fn nothing_but_its_own_file_holds_the_key() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_with(folder.path(), &["--log=trace"]);
    with_the_secret(&server);
    let key = server.first_key();
    // The handle is public; the secret part is not.
    let forms = [forms(&key[21..53]), forms(&key)].concat();
    nowhere(&mut server, folder.path(), &forms);
}

#[test]
fn the_salt_of_a_company_is_nowhere_once_the_company_is_deleted() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let (company, _) = with_the_secret(&server);
    let company = company.to_string();
    let salt = {
        let mut database = Database::open(&server.data().join("pullkey.db"));
        let of_company = format!("FROM companies WHERE id = {}", blob(&company));
        let salt = database.rows(&format!(
            "SELECT json_quote(hex(salt)) AS line {of_company}"
        ));
        bytes(salt[0].as_str().unwrap())
    };
    let holding = || {
        let files = files(folder.path()).into_iter();
        let holding = files.filter(|file| holds(file, std::slice::from_ref(&salt)));
        holding.collect::<Vec<_>>()
    };
    assert!(!holding().is_empty(), "the search itself must find it");
    let deleted = run(folder.path(), &["company", "delete", &company]);
    assert_eq!(deleted.status, Some(0), "{}", deleted.stderr);
    assert_eq!(holding(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_opens_after_a_restart_for_its_own_row_only() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let (company, credential) = with_the_secret(&server);
    server.kill();
    drop(Server::start(folder.path()));

    let data = folder.path().join("data");
    let store = SqliteStore::open(&data.join("pullkey.db"), Migrate::No).unwrap();
    let cipher = KeyRingCipher::new(KeyRing::load(&data.join("keyring.json")).unwrap());
    let company = CompanyStore::find(&store, company).await.unwrap().unwrap();
    let found = CredentialStore::find(&store, company.id(), credential).await;
    let credential = found.unwrap().unwrap();

    let opened = cipher.open(credential.sealed(), company.salt(), &credential.binding());
    assert_eq!(opened.as_ref().map(RegistrySecret::expose), Ok(SECRET));
    let elsewhere = CompanySalt::from_bytes([7; 32]);
    let refused = cipher.open(credential.sealed(), &elsewhere, &credential.binding());
    assert_eq!(refused.err(), Some(OpenError::Rejected));
}
