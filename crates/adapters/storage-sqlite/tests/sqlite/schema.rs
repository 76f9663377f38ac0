//! Rules that every table and index keeps.

use diesel::{
    QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Nullable, Text},
};

use crate::place::Place;

#[derive(QueryableByName, Debug, PartialEq)]
struct Leading {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    index: String,
    #[diesel(sql_type = Nullable<Text>)]
    column: Option<String>,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Lax {
    #[diesel(sql_type = BigInt)]
    tables: i64,
}

/// The tables that do not belong to one company each.
const COMMON: [&str; 7] = [
    "__diesel_schema_migrations",
    "api_key_handles",
    "audit_turn",
    "auth_epoch",
    "companies",
    "retired_ring_keys",
    "ring_keys",
];

#[test]
fn the_company_leads_every_key_and_index_of_what_belongs_to_a_company() {
    let place = Place::new();
    place.open();
    let leading = "
        SELECT t.name AS \"table\", l.name AS \"index\", i.name AS \"column\"
        FROM pragma_table_list t, pragma_index_list(t.name) l, pragma_index_info(l.name) i
        WHERE t.type = 'table' AND t.schema = 'main' AND i.seqno = 0";
    let leading: Vec<Leading> = sql_query(leading).load(&mut place.connect()).unwrap();
    let tenants = leading.iter().filter(|it| !COMMON.contains(&&*it.table));
    let tenants: Vec<_> = tenants.collect();
    // Each of the eight tables has a primary key. Credentials have three indexes, events two; counts, heads and marks
    // none; the others one.
    assert_eq!(tenants.len(), 8 + 3 + 2 + 3);
    for index in tenants {
        assert_eq!(index.column.as_deref(), Some("company_id"), "{index:?}");
    }
}

#[test]
fn every_table_of_ours_is_strict() {
    let place = Place::new();
    place.open();
    let lax = "SELECT count(*) AS tables FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE '%\\_schema%' ESCAPE '\\'";
    let lax: Lax = sql_query(lax).get_result(&mut place.connect()).unwrap();
    assert_eq!(lax.tables, 0);
}

#[test]
fn lists_walk_an_index_and_sort_nothing() {
    let place = Place::new();
    place.open();
    let connection = &mut place.connect();
    for (list, index) in [
        (
            "api_keys WHERE company_id = ?1 ORDER BY created_at DESC, id DESC",
            "api_keys_newest_first",
        ),
        (
            "audit_events WHERE company_id = ?1 ORDER BY at DESC, id DESC",
            "audit_events_newest_first",
        ),
        (
            "companies WHERE deleted_at IS NULL ORDER BY created_at, id",
            "companies_by_age",
        ),
    ] {
        let plan = plan(list, connection);
        assert!(
            plan.contains(index) && !plan.contains("TEMP B-TREE"),
            "{plan}"
        );
    }
}

fn plan(list: &str, connection: &mut SqliteConnection) -> String {
    let explain = format!("EXPLAIN QUERY PLAN SELECT * FROM {list} LIMIT 50");
    let steps: Vec<Step> = sql_query(explain).load(connection).unwrap();
    let steps: Vec<_> = steps.into_iter().map(|step| step.detail).collect();
    steps.join("; ")
}
