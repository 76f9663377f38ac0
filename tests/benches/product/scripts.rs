//! What PostgreSQL's benchmark does: the statements that the product sends, with values of the same kind and length.

#[path = "../stores/create.rs"]
mod create;

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
    format!(
        "\\set company random(0, {last})\n\
         SELECT counted.total, {COLUMNS} \
         FROM (SELECT CAST(NULL AS bigint)) AS counted (total) \
         LEFT JOIN ((SELECT walk.id FROM \
         (SELECT DISTINCT provider FROM credential_counts WHERE company_id = {COMPANY}) AS held \
         CROSS JOIN LATERAL (SELECT * FROM (SELECT created_at, id FROM credentials \
         WHERE company_id = {COMPANY} AND provider = held.provider \
         ORDER BY credentials.created_at DESC, credentials.id DESC LIMIT 128) AS bounded LIMIT 50) AS walk \
         ORDER BY walk.created_at DESC, walk.id DESC LIMIT 50 OFFSET 0) AS page \
         JOIN credentials ON credentials.company_id = {COMPANY} AND credentials.id = page.id) ON true \
         ORDER BY credentials.created_at DESC, credentials.id DESC;\n",
        last = COMPANIES - 1,
    )
}

const COMPANY: &str =
    "CAST('20000000-0000-8000-8000-' || lpad(to_hex(CAST(:company AS bigint)), 12, '0') AS uuid)";
const COLUMNS: &str = "credentials.company_id, credentials.id, credentials.name, credentials.provider, \
    credentials.login, credentials.username, credentials.sealed, credentials.secret_version, credentials.version, \
    credentials.created_at, credentials.updated_at";
