//! Rules that every table and index keeps.

use std::{collections::BTreeMap, fs, path::Path};

use crate::place::Place;

/// The tables whose rows belong to a company each. They can be distributed by it.
pub(crate) const TENANTS: [&str; 8] = [
    "api_keys",
    "audit_events",
    "audit_heads",
    "audit_links",
    "audit_unsealed",
    "credential_counts",
    "credentials",
    "idempotency_records",
];

/// The others: the companies themselves, what is of all of them, the one way to a key before its company is known, and
/// what keeps the schema's version.
const COMMON: [&str; 8] = [
    "__diesel_schema_migrations",
    "api_key_handles",
    "audit_turn",
    "auth_epoch",
    "companies",
    "retired_ring_keys",
    "ring_keys",
    "schema_requirements",
];

/// Whether this statement is about any of our tables.
pub(crate) fn is_about_tables(statement: &str) -> bool {
    let mut tables = TENANTS.iter().chain(&COMMON);
    tables.any(|table| statement.contains(table))
}

/// What each column holds, by its type. The ids of requests and actors are texts that others may choose.
const COLUMNS: [(&str, &str); 7] = [
    (
        "bigint",
        "api_keys.previous_verifier_pepper api_keys.row_pepper api_keys.verifier_pepper api_keys.version \
         audit_events.audit_key audit_events.secret_version_after audit_events.secret_version_before \
         audit_events.version_after audit_events.version_before audit_heads.audit_key audit_heads.seq \
         audit_links.audit_key audit_links.seq auth_epoch.epoch credential_counts.count \
         credentials.secret_version credentials.version idempotency_records.fingerprint_pepper \
         idempotency_records.status retired_ring_keys.id ring_keys.id",
    ),
    (
        "boolean",
        "api_keys.enabled audit_turn.only_row auth_epoch.only_row",
    ),
    (
        "bytea",
        "api_keys.previous_verifier api_keys.row_mac api_keys.verifier audit_events.mac audit_events.row_digest \
         audit_heads.link audit_heads.mac audit_links.link companies.salt credentials.sealed idempotency_records.body idempotency_records.fingerprint ring_keys.check",
    ),
    ("smallint", "credential_counts.shard"),
    (
        "text",
        "api_key_handles.handle api_keys.capabilities api_keys.handle api_keys.name audit_events.action \
         audit_events.actor_id audit_events.actor_kind audit_events.outcome audit_events.request_id \
         audit_events.target_kind companies.name credential_counts.provider credentials.folded_name \
         credentials.folded_username credentials.host credentials.last_outcome credentials.login credentials.name \
         credentials.path_prefix credentials.provider credentials.token_host credentials.username \
         idempotency_records.key retired_ring_keys.kind ring_keys.kind schema_requirements.migration schema_requirements.oldest_program",
    ),
    (
        "timestamp with time zone",
        "api_keys.created_at api_keys.expires_at api_keys.last_used_at api_keys.previous_verifier_ends_at api_keys.updated_at \
         api_keys.verifier_ends_at audit_events.at audit_turn.ends_at companies.created_at companies.deleted_at credentials.created_at \
         credentials.last_used_at credentials.last_verified_at credentials.updated_at idempotency_records.claimed_at idempotency_records.ends_at",
    ),
    (
        "uuid",
        "api_key_handles.api_key_id api_key_handles.company_id api_keys.company_id api_keys.id \
         audit_events.company_id audit_events.id audit_events.target_id audit_heads.company_id \
         audit_links.company_id audit_links.event_id audit_turn.sealer audit_unsealed.company_id \
         audit_unsealed.event_id companies.id credential_counts.company_id \
         credentials.company_id credentials.id idempotency_records.company_id",
    ),
];

/// Diesel makes the table of its migrations by itself.
const OUR_COLUMNS: &str = "pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> '__diesel_schema_migrations'";

#[test]
fn every_table_is_named_here() {
    let mut named = [&TENANTS[..], &COMMON[..]].concat();
    named.sort_unstable();
    let tables = "SELECT relname FROM pg_class
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace ORDER BY relname";
    let tables = Place::new().query(tables);
    assert_eq!(tables.lines().collect::<Vec<_>>(), named);
}

#[test]
fn the_company_leads_every_key_and_index_of_what_belongs_to_a_company() {
    // Whatever is unique, by a constraint or not, has an index.
    let leading = "SELECT relname, indexrelid::regclass, indisprimary, attname
        FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
        LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE relnamespace = 'public'::regnamespace ORDER BY relname";
    let leading = Place::new().query(leading);
    let (mut keyed, mut others) = (Vec::new(), 0);
    for index in leading.lines() {
        let columns: Vec<_> = index.split('|').collect();
        let [table, name, primary, column] = columns[..] else {
            panic!("{index}");
        };
        if !TENANTS.contains(&table) {
            continue;
        }
        assert_eq!(column, "company_id", "{name}");
        match primary {
            "t" => keyed.push(table),
            _ => others += 1,
        }
    }
    assert_eq!(keyed, TENANTS);
    // Credentials have three, events two; counts, heads and marks none; the others one.
    assert_eq!(others, 3 + 2 + 3);
}

#[test]
fn no_table_needs_anything_that_one_node_would_have_to_keep_for_all() {
    let place = Place::new();
    for (what, catalogue) in [
        ("sequences", "pg_class WHERE relkind = 'S'"),
        ("foreign keys", "pg_constraint WHERE contype = 'f'"),
        ("exclusions", "pg_constraint WHERE contype = 'x'"),
        ("triggers", "pg_trigger"),
        ("rules", "pg_rewrite WHERE ev_class >= 16384"),
        ("functions", "pg_proc WHERE oid >= 16384"),
    ] {
        let count = place.query(&format!("SELECT count(*) FROM {catalogue}"));
        assert_eq!(count, "0", "{what}");
    }
}

#[test]
fn ids_moments_and_bytes_have_types_of_their_own() {
    let by_type = format!(
        "SELECT format_type(atttypid, atttypmod), string_agg(relname || '.' || attname, ' ' ORDER BY relname, attname)
        FROM {OUR_COLUMNS} GROUP BY 1"
    );
    let by_type = Place::new().query(&by_type);
    let by_type = by_type.lines().filter_map(|line| line.split_once('|'));
    assert_eq!(by_type.collect::<BTreeMap<_, _>>(), BTreeMap::from(COLUMNS));
}

#[test]
fn every_text_is_compared_by_its_bytes() {
    let otherwise = format!(
        "SELECT relname || '.' || attname FROM {OUR_COLUMNS} AND attcollation NOT IN (0, '\"C\"'::regcollation)"
    );
    assert_eq!(Place::new().query(&otherwise), "");
}

#[test]
fn every_migration_says_which_program_can_serve_its_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let versions = names.map(|name| name.to_str().unwrap().split('_').next().unwrap().to_owned());
    let mut versions: Vec<_> = versions.collect();
    versions.sort();

    let place = Place::new();
    let run = place.query("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    assert_eq!(run.lines().collect::<Vec<_>>(), versions);
    let told =
        place.query("SELECT migration, oldest_program FROM schema_requirements ORDER BY migration");
    let told: Vec<_> = told
        .lines()
        .filter_map(|line| line.split_once('|'))
        .collect();
    assert_eq!(told.len(), versions.len());
    for ((migration, oldest), version) in told.into_iter().zip(versions) {
        assert_eq!(migration, version);
        assert!(
            numbers(oldest) <= numbers(env!("CARGO_PKG_VERSION")),
            "{oldest}"
        );
    }
}

fn numbers(version: &str) -> [u32; 3] {
    let numbers: Vec<_> = version.split('.').map(|it| it.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}
