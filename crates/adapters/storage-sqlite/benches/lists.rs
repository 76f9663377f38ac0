//! What a page costs in a company of 100,000 credentials, against one in a company of 100 in the same database:
//!
//! `cargo bench -p pullkey-storage-sqlite --bench lists`
//!
//! The two take turns, so that a busy machine slows both: only ratios count. Pages without a search are to take at most
//! twice as long, `total` included. A search may look at all of its own company's credentials.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod filling;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use pullkey_domain::{api_key::Reach, company::Company, credential::SearchText};
use pullkey_storage::{
    CredentialFilter, CredentialOrder, CredentialPage, CredentialQuery, CredentialStore, Direction,
    contract::fixtures::a_query,
};
use pullkey_storage_sqlite::{Migrate, SqliteStore};
use tempfile::tempdir;

use self::filling::{COMMON, RARE};

const FEW: u32 = 100;
const MANY: u32 = 100_000;
/// How often each page is read, unless that takes too long.
const CALLS: usize = 400;
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked of credentials, and whether the page begins in the middle of the list.
type Case = (&'static str, CredentialFilter, bool);

#[tokio::main]
async fn main() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("pullkey.db");
    let store = Arc::new(SqliteStore::open(&path, Migrate::Yes).unwrap());
    let companies = [filled(&store, FEW).await, filled(&store, MANY).await];
    println!("pages of 25 with total, medians of up to {CALLS} calls, in µs");
    println!("{:<36} {FEW:>9} {MANY:>9} {:>7}", "credentials", "ratio");
    for (sort, query) in sorts() {
        for (case, filter, from_the_middle) in cases() {
            let query = CredentialQuery {
                filter,
                ..query.clone()
            };
            let mut queries = [query.clone(), query];
            if from_the_middle {
                for (query, company) in queries.iter_mut().zip(&companies) {
                    begin_in_the_middle(query, company, &store).await;
                }
            }
            let [few, many] = medians(&store, &companies, &queries).await;
            println!(
                "{sort:<12}{case:<24} {few:>9.0} {many:>9.0} {:>7.2}",
                many / few
            );
        }
    }
}

fn sorts() -> [(&'static str, CredentialQuery); 4] {
    let creation = || CredentialOrder::Creation(None);
    let name = || CredentialOrder::Name(None);
    [
        ("-created_at", creation(), Direction::Descending),
        ("created_at", creation(), Direction::Ascending),
        ("name", name(), Direction::Ascending),
        ("-name", name(), Direction::Descending),
    ]
    .map(|(sort, order, direction)| {
        let query = CredentialQuery {
            order,
            direction,
            limit: 25,
            ..a_query()
        };
        (sort, query)
    })
}

fn cases() -> [Case; 8] {
    let all = CredentialFilter::default();
    let of = |provider| CredentialFilter {
        provider: Some(provider),
        search: None,
    };
    let found = |text| CredentialFilter {
        provider: None,
        search: SearchText::parse(text).ok(),
    };
    [
        ("", all.clone(), false),
        ("from the middle", all, true),
        ("common provider", of(COMMON), false),
        ("common, from the middle", of(COMMON), true),
        ("rare provider", of(RARE), false),
        ("search that all match", found("registry"), false),
        ("search that 3 % match", found("ff"), false),
        ("search that none match", found("nothing"), false),
    ]
}

async fn filled(store: &Arc<SqliteStore>, count: u32) -> Company {
    let company = filling::a_stored_company(store).await;
    let credentials = filling::credentials(company.clone(), count).collect();
    filling::store_all(store, credentials, 128).await;
    company
}

async fn begin_in_the_middle(query: &mut CredentialQuery, company: &Company, store: &SqliteStore) {
    let first = CredentialQuery {
        limit: 0,
        ..query.clone()
    };
    let total = list(store, company, first).await.total.unwrap();
    let offset = u32::try_from(total / 2).unwrap();
    let middle = CredentialQuery {
        offset,
        limit: 1,
        ..query.clone()
    };
    let last = list(store, company, middle).await.items.remove(0);
    query.order = match query.order {
        CredentialOrder::Creation(_) => {
            CredentialOrder::Creation(Some((last.created_at(), last.id())))
        }
        CredentialOrder::Name(_) => CredentialOrder::Name(Some((last.name().clone(), last.id()))),
    };
}

async fn medians(
    store: &SqliteStore,
    companies: &[Company; 2],
    queries: &[CredentialQuery; 2],
) -> [f64; 2] {
    let mut micros = [Vec::new(), Vec::new()];
    let began = Instant::now();
    for calls in 0..CALLS {
        if calls >= 5 && began.elapsed() > PATIENCE {
            break;
        }
        for (nth, micros) in micros.iter_mut().enumerate() {
            let query = queries[nth].clone();
            let began = Instant::now();
            list(store, &companies[nth], query).await;
            micros.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    micros.map(|mut micros| {
        micros.sort_by(f64::total_cmp);
        micros[micros.len() / 2]
    })
}

async fn list(store: &SqliteStore, company: &Company, query: CredentialQuery) -> CredentialPage {
    let page = CredentialStore::list(store, company.id(), &Reach::All, query);
    page.await.unwrap()
}
