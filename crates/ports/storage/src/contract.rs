//! The rules that every store keeps: one function each, named after the rule, which panics where it is broken.
//!
//! [`store_contract!`](crate::store_contract) mounts all of them against an adapter.
#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "these are tests, though not of this crate: a broken rule panics"
)]

pub mod api_key_authority;
pub mod api_key_change;
pub mod api_key_claim;
pub mod api_key_directory;
pub mod api_key_manager;
pub mod api_key_store;
pub mod audit_chain;
pub mod audit_filter;
pub mod audit_inspection;
pub mod audit_log;
pub mod audit_turn;
pub mod audit_walk;
pub mod company_deletion;
pub mod company_store;
pub mod credential_change;
pub mod credential_filter;
pub mod credential_list;
pub mod credential_serving;
pub mod credential_store;
pub mod credential_total;
pub mod credential_use;
pub mod credential_verification;
pub mod credential_walk;
pub mod deadline;
pub mod fixtures;
pub mod idempotency;
pub mod maintenance;
mod mount;
pub mod rewrapping;
pub mod ring_key_store;
pub mod seal_search;
mod several;
pub mod store_health;
mod trail;

use std::thread;

use pullkey_domain::{
    api_key::{Reach, SignedApiKey},
    audit::{AuditEvent, Recorded},
    company::Company,
};
use tokio::runtime::Handle;

use self::fixtures::{a_company, a_query};
use crate::{CredentialPage, CredentialQuery, Page, PageRequest, Store};

/// Inserts a company that the rule is about.
async fn a_stored_company(store: &dyn Store) -> Company {
    let created = a_company().recorded();
    store.companies().insert(&created).await.unwrap();
    created.into_subject()
}

/// Calls from many threads at once, and waits for all of them.
fn at_once<F: Future<Output = ()>>(callers: usize, call: impl Fn() -> F + Sync) {
    let runtime = Handle::current();
    thread::scope(|scope| {
        for _ in 0..callers {
            scope.spawn(|| runtime.block_on(call()));
        }
    });
}

/// The whole list, as long as it has fewer than a thousand rows.
const EVERYTHING: PageRequest = PageRequest {
    limit: 1000,
    offset: 0,
};

async fn all_credentials(store: &dyn Store, company: &Company) -> CredentialPage {
    listed(store, company, a_query()).await
}

async fn listed(store: &dyn Store, company: &Company, query: CredentialQuery) -> CredentialPage {
    within(store, company, &Reach::All, query).await
}

async fn within(
    store: &dyn Store,
    company: &Company,
    reach: &Reach,
    query: CredentialQuery,
) -> CredentialPage {
    let page = store.credentials().list(company.id(), reach, query);
    page.await.unwrap()
}

async fn all_api_keys(store: &dyn Store, company: &Company) -> Page<SignedApiKey> {
    let page = store.api_keys().list(company.id(), EVERYTHING);
    let page = page.await.unwrap();
    Page {
        items: page.items.into_iter().map(|listed| listed.key).collect(),
        total: page.total,
    }
}

async fn all_events(store: &dyn Store, company: &Company) -> Page<AuditEvent> {
    let page = store.audit_log().list(company.id(), EVERYTHING);
    page.await.unwrap()
}

fn in_order<T: Clone>(rows: &[Recorded<T>], order: &[usize]) -> Vec<T> {
    let row = |at: &usize| rows[*at].subject().clone();
    order.iter().map(row).collect()
}

/// Names that some layer on the way to a disk might trip over.
const ODD_NAMES: [&str; 10] = [
    "'; DROP TABLE credentials; --",
    "\"double\" `back` [square] ''twice''",
    "100 % _under_ \\ back\\slash",
    " \t\r\n surrounded by blanks \u{a0}\u{feff} ",
    "🐋🔑👩\u{200d}👩\u{200d}👧\u{200d}👦",
    "e\u{301} is not \u{e9}",
    "\u{202e}right to left\u{202c} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{1}\u{7f}\u{85}\u{2028}\u{fffd}\u{fffe}",
    "?1 :name @name $name {0} %s",
    "\u{10ffff}",
];
