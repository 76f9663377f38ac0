//! The counts that make totals are right whatever happens to credentials.

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Binary, Text},
};
use pullkey_domain::credential::{Credential, CredentialEdit, RegistryProvider};
use pullkey_storage::{
    ChangeError, CredentialStore,
    contract::fixtures::{a_credential, a_moment, an_act, edit_of, removal_of},
};

use crate::place::{Place, a_stored_company};

#[derive(QueryableByName, Debug, PartialEq)]
struct Kept {
    #[diesel(sql_type = Binary)]
    company_id: Vec<u8>,
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The same changes in every run.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % sides
    }
}

#[tokio::test]
async fn counts_hold_through_a_long_row_of_changes() {
    let place = Place::new();
    let store = place.open();
    let companies = [
        a_stored_company(&store).await,
        a_stored_company(&store).await,
    ];
    let mut dice = Dice(7);
    let mut rows: Vec<Credential> = Vec::new();
    let mut refused = 0;
    for step in 0..600 {
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
                store.update(&edited).await.unwrap();
                // A second time, it is stale.
                let again = removal_of(&old, act());
                let again = store.delete(&again).await;
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
        if step % 50 == 49 {
            assert_counts_are_right(&place);
        }
    }
    assert!(rows.len() > 20 && refused > 100, "{} {refused}", rows.len());
}

#[tokio::test]
async fn counts_hold_when_something_else_changes_credentials() {
    let place = Place::new();
    let store = place.open();
    let (company, other) = (
        a_stored_company(&store).await,
        a_stored_company(&store).await,
    );
    for of in [&company, &company, &other] {
        let created = a_credential().of(of).recorded();
        store.insert(&created, None).await.unwrap();
    }
    let mut connection = place.connect();
    for change in [
        "UPDATE credentials SET provider = 'elsewhere' WHERE id = (SELECT min(id) FROM credentials)",
        "UPDATE credentials SET company_id = (SELECT max(id) FROM companies)",
        "UPDATE credentials SET provider = provider, company_id = company_id",
        "DELETE FROM credentials WHERE provider = 'elsewhere'",
        "DELETE FROM credentials",
    ] {
        connection.batch_execute(change).unwrap();
        assert_counts_are_right(&place);
    }
}

/// As many as there are, of every provider that there is any of.
fn assert_counts_are_right(place: &Place) {
    let connection = &mut place.connect();
    let kept =
        "SELECT company_id, provider, count FROM credential_counts WHERE count <> 0 ORDER BY 1, 2";
    let kept: Vec<Kept> = sql_query(kept).load(connection).unwrap();
    let counted = "SELECT company_id, provider, count(*) AS count FROM credentials GROUP BY 1, 2 ORDER BY 1, 2";
    let counted: Vec<Kept> = sql_query(counted).load(connection).unwrap();
    assert_eq!(kept, counted);
}
