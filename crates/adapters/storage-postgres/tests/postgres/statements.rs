//! What the store says to PostgreSQL, by PostgreSQL's log.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use pullkey_storage::{
    CredentialStore,
    contract::fixtures::{a_claim, a_credential},
};

use crate::{
    everything::ask_everything,
    log::Asked,
    place::{Place, a_stored_company},
    schema::is_about_tables,
};

/// How a statement says which company it is about.
const COMPANIES: [&str; 11] = [
    "company_id = $",
    "\"company_id\" = $",
    "companies.id = $",
    "FROM companies WHERE id = $",
    "\"companies\".\"id\" = $",
    // Creates of any number of companies, each row with its own.
    "companies.id = input.company_id",
    // Look-ups of credentials of any number of companies.
    "company_id = sought.company_id",
    // Uses of any number of keys, each with its own.
    "api_keys.company_id = input.company_id",
    // And of credentials.
    "credentials.company_id = input.company_id",
    // The ends of the chains of any number of companies.
    "head.company_id = asked.company_id",
    "INSERT INTO companies (id, name, salt, created_at) VALUES ($1",
];

/// What is asked before a company is known, or of all of them.
const WITHOUT_COMPANY: [(&str, &str); 22] = [
    (
        "the key of a token",
        "WHERE ((\"api_key_handles\".\"handle\" = $1)",
    ),
    (
        "the epoch",
        "SELECT \"auth_epoch\".\"epoch\" FROM \"auth_epoch\"",
    ),
    ("the ring's keys", "FROM \"ring_keys\""),
    ("keys of the ring", "INSERT INTO ring_keys"),
    ("its retired keys", "FROM \"retired_ring_keys\""),
    ("that a key is retired", "INSERT INTO retired_ring_keys"),
    (
        "how many rows name a pepper",
        "FROM api_keys WHERE row_pepper = $1",
    ),
    (
        "how many rows name an audit key",
        "FROM audit_events WHERE audit_key = $1",
    ),
    (
        "the list of companies",
        "SELECT counted.total, page.* FROM (SELECT COUNT(*) FROM \"companies\"",
    ),
    (
        "the walk over companies",
        "SELECT \"companies\".\"id\" FROM \"companies\" ORDER BY",
    ),
    (
        "its next step",
        "SELECT \"companies\".\"id\" FROM \"companies\" WHERE (\"companies\".\"id\" > $1)",
    ),
    ("counts by what seals", "FROM credentials JOIN companies"),
    (
        "whose turn it is to seal",
        "SELECT EXISTS ( SELECT FROM audit_turn",
    ),
    ("what is not sealed", "SELECT marked.company_id"),
    ("how much that is", "SELECT count(*), min(event.at)"),
    (
        "heads of chains, and their next step",
        "FROM \"audit_heads\"",
    ),
    (
        "the growth of chains",
        "WITH turn AS ( INSERT INTO audit_turn",
    ),
    ("the end of a turn", "UPDATE audit_turn SET ends_at"),
    (
        "the companies that events tell of",
        "SELECT id FROM companies WHERE id >= $",
    ),
    (
        "whether there is a schema",
        "to_regclass('schema_requirements')",
    ),
    ("the schema's version", "FROM __diesel_schema_migrations"),
    ("the user's rights", "has_table_privilege"),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_is_without_its_company_but_those_named_here() {
    let asked = asked_of_everything(1).await;
    let executed = asked.iter().filter(|it| it.step == "execute");
    let executed = executed.map(|it| &*it.text);
    // What a session is asked about itself is about no company.
    let executed: BTreeSet<_> = executed.filter(|it| is_about_tables(it)).collect();
    assert!(executed.len() > 100, "{executed:#?}");
    let mut named: BTreeSet<&(&str, &str)> = BTreeSet::new();
    for text in executed {
        let exception = WITHOUT_COMPANY.iter().find(|(_, part)| text.contains(part));
        named.extend(exception);
        let of_company = COMPANIES.iter().any(|part| text.contains(part));
        assert!(of_company != exception.is_some(), "{exception:?} {text}");
    }
    assert_eq!(named.len(), WITHOUT_COMPANY.len(), "{named:#?}");
}

/// Whoever can write to the database can put more there than a node has memory.
#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_an_event_is_read_that_is_longer_than_any_ever_was() {
    let asked = asked_of_everything(1).await;
    let texts: BTreeSet<_> = asked.iter().map(|it| &*it.text).collect();
    let is_read = |it: &&str| it.contains("row_digest") && !it.contains("INSERT INTO audit_events");
    let mut reads = 0;
    for text in texts.into_iter().filter(is_read) {
        for column in [
            "actor_kind",
            "actor_id",
            "request_id",
            "action",
            "target_kind",
            "outcome",
        ] {
            let cut = format!("{column}, 256)");
            assert!(text.replace('"', "").contains(&cut), "{column}: {text}");
        }
        reads += 1;
    }
    assert!(reads > 7, "{reads}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_statements_is_among_what_is_asked() {
    let asked = asked_of_everything(1).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // Up to its first place for a value.
        let begin = text.split(':').next().unwrap();
        let begin: Vec<_> = begin.split_whitespace().collect();
        let begin = begin.join(" ");
        assert!(
            begin.len() > 20 && asked.iter().any(|it| it.text.contains(&begin)),
            "{}",
            path.display()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_again_and_again_is_prepared_once_for_each_connection() {
    let asked = asked_of_everything(5).await;
    let mut times: BTreeMap<_, [usize; 2]> = BTreeMap::new();
    for Asked { pid, step, text } in &asked {
        let times = times.entry((pid, text)).or_default();
        match &**step {
            "parse" => times[0] += 1,
            "execute" => times[1] += 1,
            _ => (),
        }
    }
    times.retain(|_, [_, executed]| *executed > 1);
    assert!(times.len() > 100, "{times:#?}");
    for ((_, text), [parsed, executed]) in times {
        assert_eq!(parsed, 1, "{executed} times: {text}");
        assert!(executed >= 5, "{executed} times: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_needs_another_to_begin_or_to_commit_it() {
    let asked = asked_of_everything(1).await;
    for Asked { step, text, .. } in asked {
        let word = text.split([' ', ';']).next().unwrap().to_uppercase();
        let transaction =
            ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT"].contains(&&*word);
        assert!(!transaction, "{step}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_with_its_event_and_its_record_is_one_round_trip_and_one_commit() {
    let place = Place::new();
    place.set("log_min_duration_statement", "0");
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    for _ in 0..10 {
        let created = a_credential().of(&company).recorded();
        let claim = Some(a_claim().record());
        CredentialStore::insert(&store, &created, claim)
            .await
            .unwrap();
    }
    drop(store);

    let asked = place.asked();
    let mut creates = asked
        .iter()
        .skip_while(|it| !(it.step == "execute" && it.text.contains("INTO credentials")));
    let pid = creates.next().unwrap().pid;
    let steps: Vec<_> = creates
        .filter(|it| it.pid == pid)
        .map(|it| &*it.step)
        .collect();
    // What was bound is executed: nothing else comes between.
    assert_eq!(steps, ["bind", "execute"].repeat(9));
    let commits = "SELECT count(*), count(DISTINCT credentials.xmin::text) FROM credentials
        JOIN audit_events ON target_id = credentials.id AND audit_events.xmin = credentials.xmin
        JOIN idempotency_records ON idempotency_records.xmin = credentials.xmin";
    assert_eq!(place.query(commits), "10|10");
    let last = "SELECT count(*) FROM credential_counts
        WHERE xmin::text::bigint = (SELECT max(xmin::text::bigint) FROM credentials)";
    assert_eq!(place.query(last), "1");
}

/// What PostgreSQL is told when everything is asked so many times.
async fn asked_of_everything(times: usize) -> Vec<Asked> {
    let place = Place::new();
    place.set("log_min_duration_statement", "0");
    let store = place.open().await;
    for _ in 0..times {
        ask_everything(&store).await;
    }
    drop(store);
    place.asked()
}
