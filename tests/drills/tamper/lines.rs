//! Who finds what. Each column of these tables has its line, as each table that the store has: whatever is new and is not
//! here is broken.

use super::{Kind, store::Table};

/// Who finds that a column was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finder {
    /// Whoever opens the secret next.
    Opening,
    /// Whoever checks the API key next.
    KeyCheck,
    /// `pullkey audit verify`.
    Verification,
}

use Finder::{KeyCheck, Opening, Verification};

/// A column and who finds it altered: all of these do.
pub(super) struct Line {
    pub(super) column: &'static str,
    found_by: &'static [Finder],
    /// Only PostgreSQL has it.
    on_postgres_only: bool,
}

/// A table with the columns that tell its rows apart.
pub(super) struct Lines {
    pub(super) table: &'static str,
    pub(super) key: &'static [&'static str],
    pub(super) of_columns: &'static [Line],
}

const fn line(column: &'static str, found_by: &'static [Finder]) -> Line {
    Line {
        column,
        found_by,
        on_postgres_only: false,
    }
}

const fn on_postgres(column: &'static str, found_by: &'static [Finder]) -> Line {
    Line {
        on_postgres_only: true,
        ..line(column, found_by)
    }
}

const BOTH: &[Finder] = &[Opening, Verification];
const ROW: &[Finder] = &[Verification];
const KEY: &[Finder] = &[KeyCheck, Verification];
const MAC: &[Finder] = &[KeyCheck];

pub(super) const COMPANIES: Lines = Lines {
    table: "companies",
    key: &["id"],
    of_columns: &[
        line("id", ROW),
        // What people call it. No right and no secret hangs on it, nor on when it was made.
        line("name", &[]),
        line("created_at", &[]),
        line("salt", &[Opening]),
        line("deleted_at", ROW),
    ],
};

pub(super) const CREDENTIALS: Lines = Lines {
    table: "credentials",
    key: &["company_id", "id"],
    of_columns: &[
        line("company_id", BOTH),
        line("id", BOTH),
        line("name", ROW),
        // What a search looks into. Another version of Unicode may fold otherwise: docs/decisions/0031.
        on_postgres("folded_name", &[]),
        line("provider", BOTH),
        line("login", BOTH),
        line("username", BOTH),
        on_postgres("folded_username", &[]),
        // Its own tag covers it. `rewrap` replaces it without an event for each.
        line("sealed", &[Opening]),
        line("secret_version", BOTH),
        line("version", ROW),
        line("created_at", ROW),
        line("updated_at", ROW),
        line("host", BOTH),
        line("token_host", BOTH),
        line("path_prefix", ROW),
        // Uses, which nothing covers.
        line("last_verified_at", &[]),
        line("last_outcome", &[]),
        line("last_used_at", &[]),
    ],
};

pub(super) const API_KEYS: Lines = Lines {
    table: "api_keys",
    key: &["company_id", "id"],
    of_columns: &[
        line("company_id", KEY),
        line("id", KEY),
        line("handle", KEY),
        line("name", ROW),
        line("capabilities", KEY),
        line("expires_at", KEY),
        line("enabled", KEY),
        // These move to a new pepper without an event, so the digest leaves them out; the row MAC covers them.
        line("verifier", MAC),
        line("verifier_pepper", MAC),
        line("verifier_ends_at", MAC),
        line("previous_verifier", MAC),
        line("previous_verifier_pepper", MAC),
        line("previous_verifier_ends_at", MAC),
        line("row_pepper", MAC),
        line("row_mac", MAC),
        line("version", KEY),
        line("created_at", ROW),
        line("updated_at", ROW),
        // A use, which nothing covers.
        line("last_used_at", &[]),
    ],
};

pub(super) const HANDLES: Lines = Lines {
    table: "api_key_handles",
    key: &["handle"],
    of_columns: &[
        line("handle", MAC),
        line("company_id", MAC),
        line("api_key_id", MAC),
    ],
};

pub(super) const EVENTS: Lines = Lines {
    table: "audit_events",
    key: &["company_id", "id"],
    of_columns: &[
        line("company_id", ROW),
        line("id", ROW),
        line("at", ROW),
        line("actor_kind", ROW),
        line("actor_id", ROW),
        line("request_id", ROW),
        line("action", ROW),
        line("target_kind", ROW),
        line("target_id", ROW),
        line("outcome", ROW),
        line("version_before", ROW),
        line("version_after", ROW),
        line("secret_version_before", ROW),
        line("secret_version_after", ROW),
        line("audit_key", ROW),
        line("row_digest", ROW),
        line("mac", ROW),
    ],
};

pub(super) const LINKS: Lines = Lines {
    table: "audit_links",
    key: &["company_id", "seq"],
    of_columns: &[
        line("company_id", ROW),
        line("seq", ROW),
        line("event_id", ROW),
        line("audit_key", ROW),
        line("link", ROW),
    ],
};

pub(super) const HEADS: Lines = Lines {
    table: "audit_heads",
    key: &["company_id"],
    of_columns: &[
        line("company_id", ROW),
        line("seq", ROW),
        line("link", ROW),
        line("audit_key", ROW),
        line("mac", ROW),
    ],
};

pub(super) const MARKS: Lines = Lines {
    table: "audit_unsealed",
    key: &["company_id", "event_id"],
    of_columns: &[line("company_id", ROW), line("event_id", ROW)],
};

pub(super) const ALL: [&Lines; 8] = [
    &COMPANIES,
    &CREDENTIALS,
    &API_KEYS,
    &HANDLES,
    &EVENTS,
    &LINKS,
    &HEADS,
    &MARKS,
];

/// Tables that are altered here.
pub(super) const TABLES: [&str; 8] = [
    COMPANIES.table,
    CREDENTIALS.table,
    API_KEYS.table,
    HANDLES.table,
    EVENTS.table,
    LINKS.table,
    HEADS.table,
    MARKS.table,
];

/// Tables that are not, and why.
pub(super) const OTHERS: &[(&str, &str)] = &[
    (
        "credential_counts",
        "for totals; whoever alters them hides credentials from lists, as docs/security.md says",
    ),
    (
        "idempotency_records",
        "answers to repeats; black_box/altered_records.rs alters them",
    ),
    (
        "ring_keys",
        "what the ring is compared with; the drill `backup` alters it",
    ),
    (
        "retired_ring_keys",
        "keys that nobody may write with any more",
    ),
    (
        "auth_epoch",
        "whoever sets it back delays a revocation by the 5 seconds of the cache",
    ),
    ("audit_turn", "who seals; correctness does not hang on it"),
    ("schema_requirements", "which programs may serve"),
    ("__diesel_schema_migrations", "which migrations have run"),
];

impl Lines {
    /// The columns that are found by somebody.
    pub(super) fn found_by(&self, finder: Finder, table: &Table) -> Vec<usize> {
        let lines = self.of_columns.iter();
        let found = lines.filter(|it| it.found_by.contains(&finder));
        found
            .filter_map(|it| table.columns.iter().position(|at| at.name == it.column))
            .collect()
    }

    pub(super) fn has(&self, column: &str, kind: Kind) -> bool {
        let found = self.of_columns.iter().find(|it| it.column == column);
        found.is_some_and(|it| kind == Kind::Postgres || !it.on_postgres_only)
    }
}
