//! The rules that every store keeps: one function each, named after the rule, which panics where it is broken.
//!
//! [`store_contract!`](crate::store_contract) mounts all of them against an adapter.
#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "these are tests, though not of this crate: a broken rule panics"
)]

pub mod api_key_directory;
pub mod api_key_store;
pub mod audit_log;
pub mod company_store;
pub mod credential_list;
pub mod credential_store;
pub mod fixtures;
pub mod ring_key_store;
pub mod store_health;

use std::thread;

use pullkey_domain::{
    api_key::{Reach, SignedApiKey},
    audit::{AuditEvent, Recorded},
    company::Company,
};
use tokio::runtime::Handle;

use self::fixtures::{a_company, a_query};
use crate::{CredentialPage, CredentialQuery, Page, PageRequest, Store};

/// Mounts every rule of the contract as one test each.
///
/// Takes an expression that yields a pair: a fresh, empty [`Store`], and whatever must live as long as it (a temporary
/// directory, say). It is evaluated for each test, inside an `async` function, in a module below the one that the macro
/// stands in; it names something of that one. The crate needs `tokio` with
/// `macros` and `rt-multi-thread` among its dev-dependencies.
///
/// ```
/// # fn main() {}
/// use pullkey_storage::MemoryStore;
///
/// pullkey_storage::store_contract!((MemoryStore::default(), ()));
/// ```
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract! { @mount $fresh;
            api_key_directory {
                a_key_is_found_by_its_handle_with_its_company
                a_handle_that_nobody_has_finds_nothing
                a_deleted_key_is_not_found_by_its_handle
                a_new_company_raises_the_epoch
                a_new_key_raises_the_epoch
                a_deleted_key_raises_the_epoch
                a_new_credential_does_not_raise_the_epoch
            }
            api_key_store {
                what_was_inserted_is_found
                a_rotated_key_is_found_as_it_is
                a_key_that_is_switched_off_is_found_as_it_is
                narrowed_capabilities_and_an_end_survive
                names_with_odd_characters_survive
                another_company_finds_nothing
                another_company_lists_and_counts_nothing
                an_absent_company_takes_nothing
                a_second_key_of_an_id_is_refused_and_the_first_stays
                a_handle_that_any_company_uses_is_refused
                a_refused_event_takes_its_key_with_it
                keys_are_listed_newest_first
                keys_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
                a_deleted_key_is_gone_and_its_event_told
                a_stale_version_is_not_deleted
                what_is_not_there_is_not_deleted
                another_company_deletes_nothing
                a_refused_event_leaves_the_key_that_it_tells_to_be_deleted
            }
            audit_log {
                the_event_of_a_new_company_reads_back
                the_event_of_a_new_credential_reads_back
                the_event_of_a_new_key_reads_back
                the_event_of_a_deleted_key_reads_back
                an_event_with_versions_on_both_sides_reads_back
                every_kind_of_actor_reads_back
                an_act_outside_of_a_request_reads_back
                another_company_lists_and_counts_nothing
                events_are_listed_newest_first
                events_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_trail_and_counts_all_of_it
            }
            company_store {
                what_was_inserted_is_found
                a_company_that_was_never_inserted_is_not_found
                an_id_is_given_once
                names_with_odd_characters_survive
                two_companies_may_share_a_name
                companies_are_listed_oldest_first
                companies_of_one_moment_are_listed_by_id
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
            }
            credential_list {
                credentials_are_listed_newest_first
                credentials_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
                a_page_beyond_the_end_is_empty_and_counts_all
                a_reach_narrows_the_list_and_the_total
                a_reach_to_credentials_of_another_company_shows_nothing
                a_reach_to_nothing_shows_nothing
            }
            credential_store {
                what_was_inserted_is_found
                every_provider_survives
                names_with_odd_characters_survive
                the_first_and_the_last_moment_survive
                sealed_bytes_of_any_length_survive
                another_company_finds_nothing
                another_company_lists_and_counts_nothing
                an_absent_company_takes_nothing
                a_second_credential_of_an_id_is_refused_and_the_first_stays
                two_companies_may_use_one_id
                a_refused_event_takes_its_credential_with_it
                the_same_name_and_username_twice_are_two_credentials
                many_inserts_at_once_all_stand
                a_caller_that_goes_away_leaves_nothing_half_and_the_others_whole
            }
            ring_key_store {
                a_fresh_store_knows_no_key
                what_was_registered_is_known
                a_second_registration_leaves_the_first
                one_id_of_two_kinds_is_two_keys
                keys_registered_at_once_are_known_once
            }
            store_health {
                a_fresh_store_is_healthy
            }
        }
    };
    (@mount $fresh:expr; $($port:ident { $($rule:ident)+ })+) => {
        $(
            mod $port {
                use super::*;

                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $rule() {
                        let (store, alive) = $fresh;
                        $crate::contract::$port::$rule(&store).await;
                        drop(store);
                        drop(alive);
                    }
                )+
            }
        )+
    };
}

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
    let credentials = store.credentials();
    let page = credentials.list(company.id(), &Reach::All, query);
    page.await.unwrap()
}

async fn all_api_keys(store: &dyn Store, company: &Company) -> Page<SignedApiKey> {
    let page = store.api_keys().list(company.id(), EVERYTHING);
    page.await.unwrap()
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

#[cfg(test)]
mod tests {
    const MACRO: &str = include_str!("contract.rs");
    const PORTS: [(&str, &str); 8] = [
        (
            "api_key_directory",
            include_str!("contract/api_key_directory.rs"),
        ),
        ("api_key_store", include_str!("contract/api_key_store.rs")),
        ("audit_log", include_str!("contract/audit_log.rs")),
        ("company_store", include_str!("contract/company_store.rs")),
        (
            "credential_list",
            include_str!("contract/credential_list.rs"),
        ),
        (
            "credential_store",
            include_str!("contract/credential_store.rs"),
        ),
        ("ring_key_store", include_str!("contract/ring_key_store.rs")),
        ("store_health", include_str!("contract/store_health.rs")),
    ];

    #[test]
    fn every_rule_is_mounted() {
        for (port, source) in PORTS {
            assert_eq!(rules(source), mounted(port), "the rules of {port}");
        }
    }

    #[test]
    fn every_port_has_its_rules_read_here() {
        let modules = MACRO
            .lines()
            .filter_map(|line| line.strip_prefix("pub mod "));
        let ports = modules.map(|module| module.trim_end_matches(';'));
        let ports: Vec<_> = ports.filter(|port| *port != "fixtures").collect();
        assert_eq!(ports, PORTS.map(|(port, _)| port));
    }

    fn rules(source: &str) -> Vec<&str> {
        let rules = source
            .lines()
            .filter_map(|line| line.strip_prefix("pub async fn "));
        rules.filter_map(|rule| rule.split('(').next()).collect()
    }

    fn mounted(port: &str) -> Vec<&'static str> {
        let opening = format!("            {port} {{");
        let listed = MACRO.lines().skip_while(|line| *line != opening).skip(1);
        listed
            .take_while(|line| *line != "            }")
            .map(str::trim)
            .collect()
    }
}
