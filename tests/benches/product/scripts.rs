//! What PostgreSQL's benchmark does: the statements that the product sends, with values of the same kind and length.

#[path = "../stores/create.rs"]
mod create;

use pullkey_domain::credential::RegistryProvider;

/// Companies and credentials that both find: a row of each company holds so many of each.
pub(crate) const COMPANIES: usize = 16;
pub(crate) const EACH: usize = 1_250;

/// The id of a company, as the scripts make it.
pub(crate) fn company_id(nth: usize) -> String {
    format!("20000000-0000-8000-8000-{nth:012x}")
}

/// The id of a credential, likewise.
pub(crate) fn credential_id(nth: usize) -> String {
    format!("10000000-0000-8000-8000-{nth:012x}")
}

/// A credential and its event, in one statement and one commit.
pub(crate) fn create() -> String {
    create::script(COMPANIES)
}

/// The same with a company's number as its first value and a provider's as its second.
pub(crate) fn create_by_numbers() -> String {
    let script = create();
    let lines = script.lines().filter(|line| !line.starts_with('\\'));
    let statement = lines.collect::<Vec<_>>().join("\n");
    statement
        .replace(":company", "$1")
        .replace(":provider", "$2")
}

/// One credential by its id.
pub(crate) fn get() -> String {
    format!(
        "\\set credential random(0, {last})\n\\set company :credential / {EACH}\n\
         SELECT {COLUMNS} FROM credentials WHERE company_id = {COMPANY} \
         AND id = CAST('10000000-0000-8000-8000-' || lpad(to_hex(CAST(:credential AS bigint)), 12, '0') AS uuid);\n",
        last = COMPANIES * EACH - 1,
    )
}

/// The 50 newest credentials of a company, without their number.
pub(crate) fn list() -> String {
    let order = "ORDER BY created_at DESC, id DESC";
    let walks = RegistryProvider::ALL.map(|provider| {
        format!(
            "(SELECT {COLUMNS} FROM credentials WHERE company_id = {COMPANY} AND provider = '{}' {order} LIMIT 128)",
            provider.as_str()
        )
    });
    format!(
        "\\set company random(0, {last})\n\
         SELECT counted.total, page.* FROM (SELECT CAST(NULL AS bigint)) AS counted (total) \
         LEFT JOIN (SELECT * FROM (SELECT * FROM ({walks}) AS walks {order} LIMIT 128) AS walk {order} LIMIT 50 OFFSET 0) AS page ON true {order};\n",
        last = COMPANIES - 1,
        walks = walks.join(" UNION ALL "),
    )
}

const COMPANY: &str =
    "CAST('20000000-0000-8000-8000-' || lpad(to_hex(CAST(:company AS bigint)), 12, '0') AS uuid)";
const COLUMNS: &str = "company_id, id, name, provider, login, username, sealed, secret_version, version, created_at, \
    updated_at, host, token_host, last_verified_at, last_outcome, path_prefix, last_used_at";
