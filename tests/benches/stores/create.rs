//! The create of PostgreSQL's own benchmark: the product's statement, for one credential at a time.

/// As the store has it.
const STATEMENT: &str =
    include_str!("../../../crates/adapters/storage-postgres/sql/insert_credentials.sql");

/// What PostgreSQL makes of each place of the statement. No key is claimed, as in the stores' turns.
const VALUES: &[(&str, &str)] = &[
    (
        "company_ids",
        "CAST('20000000-0000-8000-8000-' || lpad(to_hex(CAST(:company AS bigint)), 12, '0') AS uuid)",
    ),
    ("ids", "gen_random_uuid()"),
    ("names", "'Registry 0000c0de'"),
    ("folded_names", "'registry 0000c0de'"),
    (
        "providers",
        "(CAST('{gcr,ecr,dockerHub,github,gitlab,digitalOcean,custom}' AS text[]))[CAST(:provider AS integer) + 1]",
    ),
    ("logins", "'password'"),
    ("usernames", "'user-1234567'"),
    ("folded_usernames", "'user-1234567'"),
    ("sealed", "decode(repeat('07', 173), 'hex')"),
    ("secret_versions", "CAST(1 AS bigint)"),
    ("versions", "CAST(1 AS bigint)"),
    ("created_at", "now()"),
    ("updated_at", "now()"),
    ("hosts", "CAST(NULL AS text)"),
    ("token_hosts", "CAST(NULL AS text)"),
    ("last_verified_at", "CAST(NULL AS timestamptz)"),
    ("last_outcomes", "CAST(NULL AS text)"),
    ("path_prefixes", "CAST(NULL AS text)"),
    ("event_ids", "gen_random_uuid()"),
    ("events_at", "now()"),
    ("actor_kinds", "'api_key'"),
    ("actor_ids", "'00000000-0000-8000-8000-00000000000a'"),
    ("request_ids", "'a-request'"),
    ("actions", "'credential.create'"),
    ("target_kinds", "'credential'"),
    ("target_ids", "gen_random_uuid()"),
    ("outcomes", "'success'"),
    ("versions_before", "CAST(NULL AS bigint)"),
    ("versions_after", "CAST(1 AS bigint)"),
    ("secret_versions_before", "CAST(NULL AS bigint)"),
    ("secret_versions_after", "CAST(1 AS bigint)"),
    ("audit_keys", "CAST(9 AS bigint)"),
    ("row_digests", "decode(repeat('07', 32), 'hex')"),
    ("macs", "decode(repeat('07', 32), 'hex')"),
    ("keys", "CAST(NULL AS text)"),
    ("fingerprint_peppers", "CAST(NULL AS bigint)"),
    ("fingerprints", "CAST(NULL AS bytea)"),
    ("statuses", "CAST(NULL AS bigint)"),
    ("bodies", "CAST(NULL AS bytea)"),
    ("end_at", "CAST(NULL AS timestamptz)"),
];

/// The script, for any of so many companies.
pub(crate) fn script(companies: usize) -> String {
    let last = companies - 1;
    let variables = format!("\\set company random(0, {last})\n\\set provider random(0, 6)\n");
    let mut parts = STATEMENT.split(':');
    let mut script = variables + parts.next().unwrap_or_default();
    for part in parts {
        let end = part.find(|it: char| !it.is_ascii_lowercase() && it != '_');
        let (place, rest) = part.split_at(end.unwrap_or(part.len()));
        let value = VALUES.iter().find(|(name, _)| *name == place);
        let (_, value) = value.unwrap_or_else(|| panic!("the benchmark has no value for {place}"));
        script = script + "ARRAY[" + value + "]" + rest;
    }
    script.trim_end().to_owned() + ";\n"
}
