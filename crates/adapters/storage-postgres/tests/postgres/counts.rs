//! The counts that make totals are right whatever happens to credentials.

use std::sync::Arc;

use pullkey_domain::{
    company::Company,
    credential::{Credential, CredentialEdit, RegistryProvider},
};
use pullkey_storage::{
    ChangeError, CredentialStore,
    contract::fixtures::{a_credential, a_moment, an_act, edit_of, removal_of},
};
use pullkey_storage_postgres::PostgresStore;
use tokio::task::JoinSet;

use crate::place::{Place, a_stored_company};

/// The same changes in every run.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % sides
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_hold_through_a_long_row_of_changes() {
    let place = Place::new();
    let store = place.open().await;
    let companies = [
        a_stored_company(&store).await,
        a_stored_company(&store).await,
    ];
    let done = changed(&store, &companies, 600, 7).await;
    assert!(done.left > 20 && done.refused > 100, "{done:?}");
    assert_counts_are_right(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_hold_through_changes_of_several_nodes_at_once() {
    let place = Place::new();
    let nodes = [Arc::new(place.open().await), Arc::new(place.open().await)];
    let companies = [
        a_stored_company(&nodes[0]).await,
        a_stored_company(&nodes[0]).await,
    ];
    let mut changes = JoinSet::new();
    for seed in 0..8 {
        let (node, companies) = (nodes[seed as usize % 2].clone(), companies.clone());
        changes.spawn(async move { changed(&node, &companies, 80, seed).await });
    }
    for done in changes.join_all().await {
        assert!(done.refused > 0, "{done:?}");
    }
    assert_counts_are_right(&place);
}

#[derive(Debug)]
struct Done {
    left: usize,
    refused: u32,
}

/// Creates, edits and deletes credentials in these companies, and tries what must be refused.
async fn changed(store: &PostgresStore, companies: &[Company; 2], steps: u32, seed: u32) -> Done {
    let mut dice = Dice(seed);
    let mut rows: Vec<Credential> = Vec::new();
    let mut refused = 0;
    for _ in 0..steps {
        let provider = RegistryProvider::ALL[dice.roll(7)];
        let act = || an_act(a_moment());
        match dice.roll(8) {
            0..=2 => {
                let created = a_credential().of(&companies[dice.roll(2)]);
                let created = created.provided_by(provider).recorded();
                store.insert(&created, None).await.unwrap();
                rows.push(created.into_subject());
            }
            3..=5 if !rows.is_empty() => {
                let at = dice.roll(rows.len());
                let edit = CredentialEdit {
                    provider: Some(provider),
                    secret_given: true,
                    ..CredentialEdit::default()
                };
                let edited = edit_of(&rows[at], edit, act());
                let old = std::mem::replace(&mut rows[at], edited.subject().credential().clone());
                CredentialStore::update(store, &edited).await.unwrap();
                // What was edited is not there any more as it was.
                let again = store.delete(&removal_of(&old, act())).await;
                refused += u32::from(matches!(again, Err(ChangeError::Stale)));
            }
            6 if !rows.is_empty() => {
                let gone = rows.swap_remove(dice.roll(rows.len()));
                store.delete(&removal_of(&gone, act())).await.unwrap();
            }
            _ => {
                if let Some(row) = rows.last() {
                    // An id that is taken.
                    let company = companies.iter().find(|it| it.id() == row.company());
                    let again = a_credential().of(company.unwrap()).with_id(row.id());
                    let again = again.provided_by(provider).recorded();
                    store.insert(&again, None).await.unwrap_err();
                    refused += 1;
                }
            }
        }
    }
    let left = rows.len();
    Done { left, refused }
}

/// As many as there are, of every provider that there is any of.
fn assert_counts_are_right(place: &Place) {
    let kept = place.query(
        "SELECT company_id, provider, sum(count) FROM credential_counts
        GROUP BY 1, 2 HAVING sum(count) <> 0 ORDER BY 1, 2",
    );
    let counted =
        "SELECT company_id, provider, count(*) FROM credentials GROUP BY 1, 2 ORDER BY 1, 2";
    assert_eq!(kept, place.query(counted));
}
