//! Whether every credential is what its edits made of it, and opens.

use std::num::NonZeroU32;

use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::{
    company::Company,
    credential::{Credential, SealMark},
    id::CompanyId,
};
use pullkey_storage::{CompanyStore, Rewrapping};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_tests::Installation;
use tokio::runtime::Runtime;

use super::{
    clients::Edits,
    rows::{Rows, secret, username},
};
use crate::drill::{Broken, Verdict, figure, hold};

/// The store, past the service.
pub(super) fn store_of(installation: &Installation, runtime: &Runtime) -> PostgresStore {
    let url = DatabaseUrl::parse(&installation.database().url()).expect("it has a URL");
    runtime.block_on(async {
        let store = PostgresStore::new(&url, Safety::Waived);
        store.open(Migrate::No).await.expect("the store opens");
        store
    })
}

/// Nobody may write any more.
pub(super) fn check(
    rows: &Rows,
    edits: &Edits,
    installation: &Installation,
    runtime: &Runtime,
) -> Verdict {
    let database = installation.database();
    let keys = "SELECT count(DISTINCT substr(sealed, 1, 5)) FROM credentials";
    hold(database.query(keys) == "1", || {
        "secrets are left on an old key".to_owned()
    })?;
    let told = "SELECT count(*), count(DISTINCT company_id) FROM audit_events WHERE action = 'credential.rewrap'";
    let told = database.query(told);
    figure("runs told, and companies", &told);
    let companies = told.split('|').nth(1).unwrap_or_default();
    hold(companies == rows.tenants().len().to_string(), || {
        format!("{companies} companies were told that they were moved")
    })?;
    let ring = KeyRing::load(&installation.key_ring()).expect("the ring is whole");
    let check = Check {
        edits,
        store: store_of(installation, runtime),
        cipher: KeyRingCipher::new(ring),
    };
    let (mut seen, mut created) = (0, 0);
    for tenant in rows.tenants() {
        let id = CompanyId::parse(&tenant.company).expect("it is an id");
        let (old, new) = runtime.block_on(check.company(id))?;
        seen += old;
        created += new;
    }
    figure("edited", edits.len());
    figure("created meanwhile", created);
    figure("that open", seen + created);
    hold(seen == rows.count(), || {
        format!("{} are lost", rows.count() - seen)
    })
}

struct Check<'a> {
    edits: &'a Edits,
    store: PostgresStore,
    cipher: KeyRingCipher,
}

/// Many at a time.
const STEP: NonZeroU32 = NonZeroU32::MIN.saturating_add(4_999);

impl Check<'_> {
    /// How many of its credentials were there from the beginning, and how many came later.
    async fn company(&self, id: CompanyId) -> Result<(usize, usize), Broken> {
        let company = CompanyStore::find(&self.store, id).await;
        let company = company.ok().flatten().expect("the company is there");
        // Nothing bears it, so all are walked by.
        let mark = SealMark::from_bytes([0xff]);
        let (mut after, mut seen, mut created) = (None, 0, 0);
        loop {
            let step = self.store.walk_sealed_otherwise(id, &mark, after, STEP);
            let step = step.await.expect("the store answers");
            hold(step.corrupt.is_empty(), || "rows are corrupt".to_owned())?;
            for credential in &step.credentials {
                if self.credential(&company, credential)? {
                    seen += 1;
                } else {
                    created += 1;
                }
            }
            after = step.last;
            if after.is_none() {
                return Ok((seen, created));
            }
        }
    }

    /// Whether it was there from the beginning.
    fn credential(&self, company: &Company, credential: &Credential) -> Result<bool, Broken> {
        let (name, binding) = (credential.name().as_str(), credential.binding());
        let opened = self
            .cipher
            .open(credential.sealed(), company.salt(), &binding);
        let opened = opened.map_err(|error| Broken(format!("{name} does not open: {error}")))?;
        let Some(row) = Rows::numbered(name) else {
            return Ok(false);
        };
        let edited = self.edits.get(&row).cloned();
        let (expected, expected_secret, edits) = match edited {
            Some(edited) => (edited.username, edited.secret, edited.edits),
            None => (username(row), secret(row), 0),
        };
        hold(opened.expose() == expected_secret, || {
            format!("{name} lost the secret of its last edit")
        })?;
        hold(credential.username().as_str() == expected, || {
            format!("{name} lost the user name of its last edit")
        })?;
        let versions = (
            credential.version().as_i64(),
            credential.secret_version().as_i64(),
        );
        hold(versions == (1 + edits, 1 + edits), || {
            format!("{name} has the versions {versions:?} after {edits} edits")
        })?;
        Ok(true)
    }
}
