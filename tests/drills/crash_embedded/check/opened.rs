use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::{
    credential::Credential,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{CompanyStore, CredentialStore};
use pullkey_storage_sqlite::{Migrate, SqliteStore};
use pullkey_tests::{Node, hyphenated};

use super::{Expected, Findings};

/// The store and the ring, opened without the service.
pub(super) struct Opened {
    store: SqliteStore,
    cipher: KeyRingCipher,
    company: CompanyId,
}

impl Opened {
    pub(super) fn new(node: &Node) -> Self {
        let company = "SELECT json_quote(lower(hex(id))) AS line FROM companies";
        let company = node.database().rows(company);
        let company = company[0].as_str().expect("there is a company");
        let ring = KeyRing::load(&node.data().join("keyring.json"));
        Self {
            store: SqliteStore::open(&node.data().join("pullkey.db"), Migrate::No)
                .expect("the store opens"),
            cipher: KeyRingCipher::new(ring.expect("the ring is whole")),
            company: CompanyId::parse(&hyphenated(company)).expect("it has an id"),
        }
    }

    /// Whether a credential is what it must be.
    pub(super) async fn compare(&self, id: &str, expected: &Expected, findings: &mut Findings) {
        let parsed = CredentialId::parse(id).expect("it is an id");
        let found = CredentialStore::find(&self.store, self.company, parsed).await;
        let Ok(Some(credential)) = found else {
            findings
                .unopened
                .push(format!("the row of {id} cannot be read"));
            return;
        };
        let fields = &expected.fields;
        let shown = [
            (credential.name().as_str(), &fields.name),
            (credential.username().as_str(), &fields.username),
            (credential.provider().as_str(), &fields.registry),
        ];
        let same = shown.iter().all(|(stored, sent)| stored == sent);
        if !same || credential.version().as_i64() != expected.version {
            findings
                .half_written
                .push(format!("{id} is not what its events made of it"));
        }
        match self.secret(&credential).await {
            Some(secret) if secret == fields.secret => {}
            Some(_) => findings
                .lost
                .push(format!("{id} has another secret than was sent last")),
            None => findings
                .unopened
                .push(format!("the secret of {id} does not open")),
        }
    }

    async fn secret(&self, credential: &Credential) -> Option<String> {
        let company = CompanyStore::find(&self.store, self.company).await;
        let company = company.ok().flatten()?;
        let binding = credential.binding();
        let opened = self
            .cipher
            .open(credential.sealed(), company.salt(), &binding);
        opened.ok().map(|secret| secret.expose().to_owned())
    }
}
