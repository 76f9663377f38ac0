//! What somebody may do who can write to the database.

use super::Scene;

/// What is done to the database, and what is told of it: which code, and at which place if at one.
pub(super) struct Planted {
    pub(super) what: &'static str,
    pub(super) statements: String,
    pub(super) code: &'static str,
    pub(super) seq: Option<i64>,
}

fn planted(what: &'static str, statements: impl Into<String>, code: &'static str) -> Planted {
    Planted {
        what,
        statements: statements.into(),
        code,
        seq: None,
    }
}

impl Planted {
    fn at(self, seq: i64) -> Self {
        let seq = Some(seq);
        Self { seq, ..self }
    }
}

const THIRD: &str = "(SELECT event_id FROM audit_links WHERE seq = 3)";

/// With at least six events, of which the last are creations of credentials.
pub(super) fn every_plant(scene: &Scene) -> Vec<Planted> {
    let mut every = in_events(scene);
    every.extend(in_links());
    every.extend(in_heads());
    every.extend(in_rows(scene));
    every.extend(in_companies());
    every.extend(hidden_by_a_link(scene));
    every
}

fn in_events(scene: &Scene) -> Vec<Planted> {
    let id = scene.random_id();
    vec![
        planted(
            "an edited event",
            format!("UPDATE audit_events SET outcome = 'malformed' WHERE id = {THIRD}"),
            "event_edited",
        )
        .at(3),
        planted(
            "an event that says what none ever said",
            format!("UPDATE audit_events SET action = 'credential.steal' WHERE id = {THIRD}"),
            "event_edited",
        )
        .at(3),
        planted(
            "a deleted event",
            format!("DELETE FROM audit_events WHERE id = {THIRD}"),
            "event_deleted",
        )
        .at(3),
        planted(
            "an event that was deleted with its link",
            format!(
                "DELETE FROM audit_events WHERE id = {THIRD}; DELETE FROM audit_links WHERE seq = 3"
            ),
            "links_missing",
        )
        .at(3),
        planted(
            "an inserted event",
            format!(
                "INSERT INTO audit_events SELECT company_id, {id}, at, actor_kind, actor_id, request_id, action,
                    target_kind, target_id, outcome, version_before, version_after, secret_version_before,
                    secret_version_after, audit_key, row_digest, mac
                FROM audit_events WHERE id = {THIRD}"
            ),
            "event_inserted",
        ),
    ]
}

fn in_links() -> Vec<Planted> {
    vec![
        planted(
            "a link that was removed",
            "DELETE FROM audit_links WHERE seq = 3",
            "event_unlinked",
        ),
        planted(
            "two events in each other's place",
            "UPDATE audit_links SET seq = 1000 WHERE seq = 3;
            UPDATE audit_links SET seq = 3 WHERE seq = 4;
            UPDATE audit_links SET seq = 4 WHERE seq = 1000",
            "link_broken",
        )
        .at(3),
        planted(
            "a sealed event that is marked anew",
            "INSERT INTO audit_unsealed SELECT company_id, event_id FROM audit_links WHERE seq = 3",
            "event_marked",
        ),
    ]
}

fn in_heads() -> Vec<Planted> {
    vec![
        planted("a deleted head", "DELETE FROM audit_heads", "head_missing"),
        planted(
            "an edited head",
            "UPDATE audit_heads SET seq = seq - 1",
            "head_edited",
        ),
        planted(
            "newest events that were cut off",
            "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_links WHERE seq > 4);
            DELETE FROM audit_links WHERE seq > 4",
            "chain_cut_off",
        )
        .at(4),
    ]
}

/// Events that nobody signed, each with a link at the least place there is, so that it looks like one of the chain.
fn hidden_by_a_link(scene: &Scene) -> Vec<Planted> {
    let (id, one) = (scene.made_up_id(), ONE);
    let forged = |target: &str, kind: &str, of: &str| {
        format!(
            "INSERT INTO audit_events SELECT company_id, {id}, at, actor_kind, actor_id, request_id, '{kind}.delete',
                '{kind}', {target}, 'succeeded', version_after, NULL, secret_version_after, NULL, audit_key, row_digest, mac
            FROM audit_events WHERE {of};
            INSERT INTO audit_links SELECT company_id, -9223372036854775808, {id}, audit_key, mac
            FROM audit_events WHERE id = {id}"
        )
    };
    let of_one = format!("action = 'credential.create' AND target_{one}");
    let of_company = format!("id = {THIRD}");
    vec![
        planted(
            "an inserted event with a link before all others",
            forged("target_id", "credential", &of_one),
            "link_broken",
        )
        .at(i64::MIN),
        planted(
            "a deleted credential, and a made-up event that tells of it",
            format!(
                "{}; DELETE FROM credentials WHERE {one}",
                forged("target_id", "credential", &of_one)
            ),
            "row_unvouched",
        ),
        planted(
            "a company that is marked as deleted, and a made-up event that tells of it",
            format!(
                "{}; UPDATE companies SET deleted_at = created_at, salt = NULL",
                forged("company_id", "company", &of_company)
            ),
            "company_deletion_forged",
        ),
    ]
}

const ONE: &str =
    "id IN (SELECT id FROM (SELECT id FROM kept_credentials ORDER BY id LIMIT 1) AS first)";

fn in_companies() -> Vec<Planted> {
    vec![
        planted(
            "a company that is marked as deleted",
            "UPDATE companies SET deleted_at = created_at, salt = NULL",
            "company_deletion_forged",
        ),
        planted(
            "a deleted company",
            "DELETE FROM companies",
            "company_row_deleted",
        ),
        planted(
            "a company that is back",
            "UPDATE companies SET deleted_at = NULL,
                salt = (SELECT salt FROM kept_companies WHERE salt IS NOT NULL LIMIT 1)
            WHERE deleted_at IS NOT NULL",
            "company_restored",
        ),
    ]
}

fn in_rows(scene: &Scene) -> Vec<Planted> {
    let copied = |id: &str| {
        format!(
            "CREATE TABLE copied AS SELECT * FROM credentials WHERE {ONE}; UPDATE copied SET id = {id};
            INSERT INTO credentials SELECT * FROM copied; DROP TABLE copied"
        )
    };
    let removed = "(SELECT target_id FROM audit_events WHERE action = 'credential.delete')";
    let one = ONE;
    vec![
        planted(
            "an altered credential",
            format!("UPDATE credentials SET username = 'mallory' WHERE {one}"),
            "row_altered",
        ),
        planted(
            "a credential that breaks a rule",
            format!("UPDATE credentials SET name = '' WHERE {one}"),
            "row_altered",
        ),
        planted(
            "a deleted credential",
            format!("DELETE FROM credentials WHERE {one}"),
            "row_deleted",
        ),
        planted(
            "an altered API key",
            "UPDATE api_keys SET name = 'other'",
            "row_altered",
        ),
        planted("a deleted API key", "DELETE FROM api_keys", "row_deleted"),
        planted(
            "an inserted credential",
            copied(scene.random_id()),
            "row_inserted",
        ),
        planted("a credential that is back", copied(removed), "row_restored"),
    ]
}
