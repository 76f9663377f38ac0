//! Fills a database with credentials faster than the service takes them: sealed by the cipher, and copied in as PostgreSQL
//! stores them.

use std::{
    io::{BufWriter, Write},
    process::{Command, Stdio},
    sync::Arc,
    time::Instant,
};

use futures_util::future::join_all;
use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{RegistryProvider, RegistrySecret, SearchText},
    timestamp::Timestamp,
};
use pullkey_storage::{
    Store,
    contract::fixtures::{a_company, a_credential},
};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_tests::Installation;
use pullkey_throwaway_postgres::Cluster;
use tokio::runtime::Runtime;

use crate::scripts::{company_id, credential_id};

const COLUMNS: &str = "company_id, id, name, folded_name, provider, login, username, folded_username, sealed, \
    secret_version, version, created_at, updated_at";
/// A moment in 2025, from which each credential is a millisecond younger than the one before.
const FIRST_MILLIS: i64 = 1_735_689_600_000;
/// What PostgreSQL counts its microseconds from: the beginning of 2000.
const EPOCH_MILLIS: i64 = 946_684_800_000;

/// Makes as many companies as there are sizes, each with so many credentials. The ids of both count up from 0.
pub(crate) fn load(
    installation: &Installation,
    cluster: &Cluster,
    runtime: &Runtime,
    sizes: &[usize],
) -> Arc<dyn Store> {
    let began = Instant::now();
    let url = DatabaseUrl::parse(&installation.database().url()).expect("it is a URL");
    let store = PostgresStore::new(&url, Safety::Required);
    let companies = runtime.block_on(async {
        store.open(Migrate::Yes).await.expect("it takes its tables");
        companies(&store, sizes.len()).await
    });
    let ring = KeyRing::load(&installation.key_ring()).expect("the ring is whole");
    let cipher = KeyRingCipher::new(ring);
    let mut copy = Command::new(cluster.bin("psql"))
        .arg("--command")
        .arg(format!(
            "COPY credentials ({COLUMNS}) FROM STDIN (FORMAT binary)"
        ))
        .arg(installation.database().superuser_url())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("psql starts");
    let mut sink = BufWriter::with_capacity(1 << 20, copy.stdin.take().expect("it is piped"));
    let mut nth = 0;
    sink.write_all(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0")
        .expect("psql reads");
    for (company, size) in companies.iter().zip(sizes) {
        for _ in 0..*size {
            let row = row(nth, company, &cipher);
            sink.write_all(&row).expect("psql reads");
            nth += 1;
        }
    }
    sink.write_all(&(-1_i16).to_be_bytes()).expect("psql reads");
    drop(sink);
    assert!(
        copy.wait().expect("psql runs").success(),
        "the rows are copied"
    );
    let database = installation.database();
    database.query(
        "INSERT INTO credential_counts (company_id, provider, shard, count)
         SELECT company_id, provider, 0, count(*) FROM credentials GROUP BY company_id, provider",
    );
    database.query("VACUUM ANALYZE");
    database.query("CHECKPOINT");
    println!(
        "loaded {nth} credentials in {} companies in {:.0} s",
        sizes.len(),
        began.elapsed().as_secs_f32()
    );
    Arc::new(store)
}

async fn companies(store: &dyn Store, count: usize) -> Vec<Company> {
    let made = (0..count).map(|nth| {
        let id = company_id(nth).parse().expect("it is an id");
        a_company().with_id(id).recorded()
    });
    let made: Vec<_> = made.collect();
    for chunk in made.chunks(500) {
        let inserts = chunk.iter().map(|it| store.companies().insert(it));
        for inserted in join_all(inserts).await {
            inserted.expect("it takes companies");
        }
    }
    made.into_iter().map(Recorded::into_subject).collect()
}

/// A row as `COPY` takes it in its binary format: the number of columns, then each with its length.
fn row(nth: usize, company: &Company, cipher: &KeyRingCipher) -> Vec<u8> {
    let (name, username) = (format!("Registry {nth:08x}"), format!("user-{nth}"));
    let created_millis = FIRST_MILLIS + i64::try_from(nth).expect("there are not so many");
    let created_at = Timestamp::from_millis(created_millis).expect("it is a moment");
    let credential = a_credential()
        .with_id(credential_id(nth).parse().expect("it is an id"))
        .of(company)
        .named(&name)
        .for_user(&username)
        .provided_by(RegistryProvider::ALL[nth % 7])
        .created_at(created_at)
        .recorded()
        .into_subject();
    let secret = RegistrySecret::parse(&format!("dckr_pat_{nth:023}")).expect("it is a secret");
    let binding = credential.binding();
    let sealed = cipher.seal(&secret, company.salt(), &binding);
    let created = ((created_millis - EPOCH_MILLIS) * 1_000).to_be_bytes();
    let one = 1_i64.to_be_bytes();
    let (company, id) = (company.id(), credential.id());
    let (folded_name, folded_username) = (SearchText::fold(&name), SearchText::fold(&username));
    let columns: [&[u8]; 13] = [
        company.as_bytes(),
        id.as_bytes(),
        name.as_bytes(),
        folded_name.as_bytes(),
        credential.provider().as_str().as_bytes(),
        binding.login.as_str().as_bytes(),
        username.as_bytes(),
        folded_username.as_bytes(),
        sealed.as_bytes(),
        &one,
        &one,
        &created,
        &created,
    ];
    let mut row = Vec::with_capacity(512);
    row.extend(13_i16.to_be_bytes());
    for column in columns {
        let length = i32::try_from(column.len()).expect("columns are short");
        row.extend(length.to_be_bytes());
        row.extend(column);
    }
    row
}
