//! What a part of an audit trail costs in a company of 100,000 events, against one in a company of 100, on both stores:
//!
//! `cargo bench -p pullkey-tests --bench trails`
//!
//! All take turns, so that a busy machine slows all of them. Where nothing is picked out by actor or action, a part is to
//! take at most twice as long in the large company. Where something is, it looks at 5,000 events at most.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pullkey_domain::{
    audit::{Action, ActorFilter},
    company::Company,
    id::{AuditEventId, CredentialId},
};
use pullkey_storage::{
    AuditFilter, AuditPart, AuditQuery, Store,
    contract::fixtures::{a_company, a_credential, a_moment},
};
use pullkey_storage_postgres::{DatabaseUrl, PostgresStore, Safety};
use pullkey_storage_sqlite::SqliteStore;
use pullkey_throwaway_postgres::{Cluster, Options};
use tempfile::tempdir;

const FEW: u64 = 100;
const MANY: u64 = 100_000;
const CALLS: usize = 200;

/// A company, and one of its credentials.
type Filled = (Company, CredentialId);

#[tokio::main(worker_threads = 2)]
async fn main() {
    let cluster = Cluster::with(&Options::fast().setting("shared_buffers", "512MB"));
    let database = cluster.database();
    let url = DatabaseUrl::parse(&database.url()).unwrap();
    let postgres = PostgresStore::new(&url, Safety::Waived);
    let migrate = pullkey_storage_postgres::Migrate::Yes;
    postgres.open(migrate).await.unwrap();
    let folder = tempdir().unwrap();
    let migrate = pullkey_storage_sqlite::Migrate::Yes;
    let sqlite = SqliteStore::open(&folder.path().join("pullkey.db"), migrate).unwrap();

    println!("parts of 25, medians of {CALLS} calls, in µs");
    let stores: [(&str, Arc<dyn Store>); 2] = [
        ("PostgreSQL", Arc::new(postgres)),
        ("SQLite", Arc::new(sqlite)),
    ];
    for (name, store) in stores {
        let companies = [filled(&*store, FEW).await, filled(&*store, MANY).await];
        if name == "PostgreSQL" {
            database.query("VACUUM ANALYZE");
        }
        println!("{name:<40} {FEW:>9} {MANY:>9} {:>7}", "ratio");
        for (case, filter, from_the_middle) in cases() {
            let [few, many] = medians(&*store, &companies, &filter, from_the_middle).await;
            println!("{case:<40} {few:>9.0} {many:>9.0} {:>7.2}", many / few);
        }
    }
}

/// What is asked, and whether the part begins in the middle. A credential stands for one of the company's.
fn cases() -> [(&'static str, AuditFilter, bool); 8] {
    let all = AuditFilter::default;
    let credential = || AuditFilter {
        credential: CredentialId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").ok(),
        ..all()
    };
    let nobody = ActorFilter::parse("cli:nobody").ok();
    [
        ("the newest", all(), false),
        ("from the middle", all(), true),
        ("of one credential", credential(), false),
        (
            "of one credential by nobody",
            AuditFilter {
                actor: nobody.clone(),
                ..credential()
            },
            false,
        ),
        (
            "of a time",
            AuditFilter {
                from: Some(a_moment().after(Duration::from_secs(40))),
                to: Some(a_moment().after(Duration::from_mins(1))),
                ..all()
            },
            false,
        ),
        (
            "of an action that all are of",
            AuditFilter {
                action: Some(Action::CredentialCreate),
                ..all()
            },
            false,
        ),
        (
            "of an action that none is of",
            AuditFilter {
                action: Some(Action::CredentialRewrap),
                ..all()
            },
            false,
        ),
        (
            "by nobody, from the middle",
            AuditFilter {
                actor: nobody,
                ..all()
            },
            true,
        ),
    ]
}

async fn filled(store: &dyn Store, count: u64) -> Filled {
    let company = a_company().recorded();
    store.companies().insert(&company).await.unwrap();
    let company = company.into_subject();
    let mut last = None;
    for begin in (0..count).step_by(256) {
        let created = (begin..count.min(begin + 256)).map(|nth| {
            let at = a_moment().after(Duration::from_secs(nth));
            a_credential().of(&company).created_at(at).recorded()
        });
        let created: Vec<_> = created.collect();
        let inserts = created
            .iter()
            .map(|it| store.credentials().insert(it, None));
        for inserted in join_all(inserts).await {
            inserted.unwrap();
        }
        last = created.last().map(|it| it.subject().id());
    }
    (company, last.unwrap())
}

async fn medians(
    store: &dyn Store,
    companies: &[Filled; 2],
    filter: &AuditFilter,
    from_the_middle: bool,
) -> [f64; 2] {
    let mut micros = [Vec::new(), Vec::new()];
    for _ in 0..CALLS {
        for ((company, credential), (count, micros)) in companies
            .iter()
            .zip([FEW, MANY].into_iter().zip(&mut micros))
        {
            let middle = (
                a_moment().after(Duration::from_secs(count / 2)),
                AuditEventId::MIN,
            );
            let query = AuditQuery {
                filter: AuditFilter {
                    credential: filter.credential.map(|_| *credential),
                    ..filter.clone()
                },
                after: from_the_middle.then_some(middle),
                limit: 25,
                reach: 5_000,
            };
            let began = Instant::now();
            let _: AuditPart = store.audit_log().walk(company.id(), query).await.unwrap();
            micros.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    micros.map(|mut micros| {
        micros.sort_by(f64::total_cmp);
        micros[micros.len() / 2]
    })
}
