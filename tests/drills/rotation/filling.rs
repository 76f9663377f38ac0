//! Makes the credentials, sealed by the cipher, and copies them into the database, as the service would take too long.

use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write as _},
    time::Instant,
};

use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::{
    company::Company,
    credential::{RegistrySecret, SearchText},
    id::CompanyId,
};
use pullkey_storage::CompanyStore;
use pullkey_tests::{Installation, hex};
use tempfile::tempdir;
use tokio::runtime::Runtime;

use super::{
    check::store_of,
    rows::{Rows, secret},
};
use crate::drill::figure;

/// So many go into a file at a time.
const PART: usize = 100_000;
const COLUMNS: &str =
    "company_id, id, name, folded_name, provider, login, username, folded_username, sealed,
    secret_version, version, created_at, updated_at";

pub(super) fn fill(rows: &Rows, installation: &Installation, runtime: &Runtime) {
    let since = Instant::now();
    let store = store_of(installation, runtime);
    let companies = rows.tenants().iter().map(|tenant| {
        let id = CompanyId::parse(&tenant.company).expect("it is an id");
        let found = runtime.block_on(CompanyStore::find(&store, id));
        found.ok().flatten().expect("the company is there")
    });
    let companies: Vec<_> = companies.collect();
    let ring = KeyRing::load(&installation.key_ring()).expect("the ring is whole");
    let cipher = KeyRingCipher::new(ring);
    let database = installation.database();
    let folder = tempdir().expect("there is room for a folder");
    let path = folder.path().join("rows");
    for first in (0..rows.count()).step_by(PART) {
        let mut file = BufWriter::new(File::create(&path).expect("the folder takes files"));
        for row in first..rows.count().min(first + PART) {
            let line = line(rows, row, &companies, &cipher);
            file.write_all(line.as_bytes()).expect("there is room");
        }
        drop(file);
        let columns = COLUMNS.replace('\n', " ");
        database.query(&format!(
            "\\copy credentials ({columns}) FROM '{}'",
            path.display()
        ));
    }
    database.query(
        "INSERT INTO credential_counts (company_id, provider, shard, count)
         SELECT company_id, provider, 0, count(*) FROM credentials GROUP BY company_id, provider",
    );
    database.query("VACUUM ANALYZE");
    database.query("CHECKPOINT");
    let took = since.elapsed().as_secs_f32();
    figure(
        "filled with",
        format!("{} credentials in {took:.1} s", rows.count()),
    );
}

/// As COPY takes it. None of the texts has a character that it would have to be told of.
fn line(rows: &Rows, row: usize, companies: &[Company], cipher: &KeyRingCipher) -> String {
    let new = rows.credential(row);
    let company = companies.iter().find(|it| it.id() == new.company);
    let salt = company.expect("the company is there").salt();
    let secret = RegistrySecret::parse(&secret(row)).expect("it is a secret");
    let sealed = cipher.seal(&secret, salt, &new.binding());
    let (name, username) = (new.name.as_str(), new.username.as_str());
    let mut line = String::new();
    for column in [
        new.company.to_string(),
        new.id.to_string(),
        name.to_owned(),
        SearchText::fold(name),
        new.place.provider().as_str().to_owned(),
        new.binding().login.as_str().to_owned(),
        username.to_owned(),
        SearchText::fold(username),
        format!("\\\\x{}", hex(sealed.as_bytes())),
        "1\t1\t2025-01-30T00:00:00Z".to_owned(),
    ] {
        let _ = write!(line, "{column}\t");
    }
    line + "2025-01-30T00:00:00Z\n"
}
