//! Events that were deleted, inserted, put in each other's place, cut off or set back.

use std::fs;

use fastrand::Rng;

use super::{
    Scene,
    catalogue::Catalogue,
    lines::{LINKS, TABLES},
    store::Table,
    value::Type,
};
use crate::drill::{Broken, Run, Verdict, hold};

/// What is done to a chain, and as what it is told: as one of these at least.
#[derive(Clone)]
struct Done {
    what: &'static str,
    statements: String,
    told_as: &'static [&'static str],
}

fn done(what: &'static str, statements: String, told_as: &'static [&'static str]) -> Done {
    Done {
        what,
        statements,
        told_as,
    }
}

/// A place in a chain, as it is written in statements.
struct Place {
    company: String,
    other: String,
    seq: i64,
    last: i64,
}

const COLUMNS: &str =
    "at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome, version_before,
    version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac";

impl Place {
    /// One that is neither the first nor one of the last two.
    fn choose(scene: &Scene, links: &Table, rng: &mut Rng) -> Self {
        let number = rng.usize(..2);
        let id = |number: usize| {
            let id = super::value::Value::of_id(&scene.tenants[number].company);
            let kind = match scene.store.kind {
                super::Kind::Embedded => Type::Bytes,
                super::Kind::Postgres => Type::Id,
            };
            kind.written(scene.store.kind, &id)
        };
        let own = |row: &usize| links.id(*row, "company_id") == scene.tenants[number].company;
        let count = (0..links.rows.len()).filter(own).count();
        let last = i64::try_from(count).unwrap_or_default();
        Self {
            company: id(number),
            other: id(1 - number),
            seq: rng.i64(2..last - 1),
            last,
        }
    }

    fn link(&self, seq: i64) -> String {
        format!("company_id = {} AND seq = {seq}", self.company)
    }

    fn event(&self, seq: i64) -> String {
        let link = self.link(seq);
        format!(
            "company_id = {} AND id = (SELECT event_id FROM audit_links WHERE {link})",
            self.company
        )
    }

    /// Single events.
    fn events(&self) -> Vec<Done> {
        let (own, seq) = (&self.company, self.seq);
        let (event, link) = (self.event(seq), self.link(seq));
        let delete_event = format!("DELETE FROM audit_events WHERE {event}");
        let delete_link = format!("DELETE FROM audit_links WHERE {link}");
        // The event that is kept under the id of another one, as no statement makes ids alike on both stores.
        let forge = format!(
            "UPDATE audit_events SET id = (SELECT k.id FROM kept_audit_events AS k WHERE k.company_id = {other} LIMIT 1)
             WHERE {event};
             INSERT INTO audit_events SELECT * FROM kept_audit_events AS k WHERE k.company_id = {own}
                 AND NOT EXISTS (SELECT 1 FROM audit_events AS e WHERE e.company_id = {own} AND e.id = k.id)",
            other = self.other
        );
        vec![
            done("a deleted event", delete_event.clone(), &["event_deleted"]),
            done(
                "an event that was deleted with its link",
                format!("{delete_event}; {delete_link}"),
                &["links_missing"],
            ),
            done(
                "an event that was deleted with its link, whose place others took",
                format!(
                    "{delete_event}; {delete_link};
                     UPDATE audit_links SET seq = -seq WHERE company_id = {own} AND seq > {seq};
                     UPDATE audit_links SET seq = -seq - 1 WHERE company_id = {own} AND seq < 0;
                     UPDATE audit_heads SET seq = seq - 1 WHERE company_id = {own}"
                ),
                &["link_broken"],
            ),
            done("an inserted event", forge, &["event_inserted"]),
            done("a removed link", delete_link, &["event_unlinked"]),
            done(
                "an event that is marked anew",
                format!(
                    "INSERT INTO audit_unsealed SELECT company_id, event_id FROM audit_links WHERE {link}"
                ),
                &["event_marked"],
            ),
        ]
    }

    /// Heads.
    fn heads(&self) -> Vec<Done> {
        let (own, seq) = (&self.company, self.seq);
        vec![
            done(
                "a deleted head",
                format!("DELETE FROM audit_heads WHERE company_id = {own}"),
                &["head_missing"],
            ),
            done(
                "a head that was set back by hand",
                format!("UPDATE audit_heads SET seq = {seq} WHERE company_id = {own}"),
                &["head_edited"],
            ),
            done(
                "the head of another company",
                format!(
                    "DELETE FROM audit_heads WHERE company_id = {own};
                     INSERT INTO audit_heads SELECT {own}, seq, link, audit_key, mac
                         FROM kept_audit_heads WHERE company_id = {}",
                    self.other
                ),
                &["head_edited"],
            ),
            done(
                "a head that was set back",
                format!(
                    "DELETE FROM audit_heads WHERE company_id = {own};
                     INSERT INTO audit_heads SELECT * FROM early_audit_heads WHERE company_id = {own}"
                ),
                &["head_rolled_back"],
            ),
        ]
    }

    /// Places and ends.
    fn order(&self) -> Vec<Done> {
        let (own, seq, last) = (&self.company, self.seq, self.last);
        let here = self.link(seq);
        let event_of = |seq: i64| {
            let place = format!("k.company_id = {own} AND k.seq = {seq}");
            format!("SELECT k.event_id FROM kept_audit_links AS k WHERE {place}")
        };
        let cut = format!(
            "DELETE FROM audit_events WHERE company_id = {own} AND id IN
                 (SELECT event_id FROM audit_links WHERE company_id = {own} AND seq > {seq});
             DELETE FROM audit_links WHERE company_id = {own} AND seq > {seq}"
        );
        let swap = format!(
            "DELETE FROM audit_links WHERE company_id = {own} AND seq IN ({seq}, {next});
             INSERT INTO audit_links SELECT company_id, {next}, event_id, audit_key, link
                 FROM kept_audit_links WHERE {here};
             INSERT INTO audit_links SELECT company_id, {seq}, event_id, audit_key, link
                 FROM kept_audit_links WHERE {behind}",
            next = seq + 1,
            behind = self.link(seq + 1)
        );
        vec![
            done("two places that were exchanged", swap, &["link_broken"]),
            done(
                "two events in each other's place",
                exchanged(own, &event_of(seq), &event_of(seq + 1)),
                &["event_edited"],
            ),
            done(
                "newest events that were cut off",
                cut.clone(),
                &["chain_cut_off"],
            ),
            done(
                "newest events that were cut off with the head",
                format!("{cut}; DELETE FROM audit_heads WHERE company_id = {own}"),
                &["head_missing"],
            ),
            done(
                "the newest event, cut off",
                format!(
                    "DELETE FROM audit_events WHERE {}; DELETE FROM audit_links WHERE {}",
                    self.event(last),
                    self.link(last)
                ),
                &["chain_cut_off"],
            ),
        ]
    }
}

/// The contents of two events change places; their ids stay.
fn exchanged(own: &str, first: &str, second: &str) -> String {
    let from = |id: &str| {
        format!(
            "(SELECT {COLUMNS} FROM kept_audit_events AS e WHERE e.company_id = {own} AND e.id = ({id}))"
        )
    };
    let set = |id: &str, other: &str| {
        format!(
            "UPDATE audit_events SET ({COLUMNS}) = {} WHERE company_id = {own} AND id = ({id})",
            from(other)
        )
    };
    format!("{}; {}", set(first, second), set(second, first))
}

/// Does all of it, at places that the seed chooses. Tells how often.
pub(super) fn finds_all(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let links = catalogue.table(&LINKS, &scene.store);
    let mut count = 0;
    for _ in 0..run.pick(1, 20) {
        let place = Place::choose(scene, &links, rng);
        for done in [place.events(), place.heads(), place.order()].concat() {
            scene.store.run(&done.statements);
            let codes = codes(scene)?;
            let told = codes.iter().any(|it| done.told_as.contains(&it.as_str()));
            hold(told, || format!("{} is told as {codes:?}", done.what))?;
            scene.store.put_back(&TABLES, "kept");
            count += 1;
        }
    }
    Ok(count + set_back(scene)?)
}

/// Everything, or some tables, as they were earlier.
fn set_back(scene: &Scene) -> Result<usize, Broken> {
    for (what, tables, code) in [
        (
            "credentials that were set back",
            "credentials",
            "row_deleted",
        ),
        ("API keys that were set back", "api_keys", "row_deleted"),
    ] {
        scene.store.put_back(&[tables], "early");
        let codes = codes(scene)?;
        hold(codes.iter().any(|it| it == code), || {
            format!("{what} is told as {codes:?}")
        })?;
        scene.store.put_back(&[tables], "kept");
    }
    scene.store.put_back(&TABLES, "early");
    let verdict = behind_exported_head(scene);
    scene.store.put_back(&TABLES, "kept");
    verdict.map(|()| 3)
}

/// Found by the heads that were exported, and, as docs/security.md says, by nothing else.
fn behind_exported_head(scene: &Scene) -> Verdict {
    let (heads, aside) = (scene.heads_file(), scene.node.folder().join("aside"));
    let takes_away = || fs::rename(&heads, &aside).expect("heads were exported");
    if scene.flaw == Some(super::bugs::Flaw::UncomparedHeads) {
        takes_away();
    }
    let codes_with = codes(scene)?;
    hold(
        codes_with.iter().any(|it| it == "chain_rolled_back"),
        || format!("everything rolled back behind an exported head is told as {codes_with:?}"),
    )?;
    takes_away();
    let codes_without = codes(scene)?;
    fs::rename(&aside, &heads).expect("it is there");
    hold(codes_without.is_empty(), || {
        format!("an earlier state, and no exported head, is told as {codes_without:?}")
    })
}

fn codes(scene: &Scene) -> Result<Vec<String>, Broken> {
    let findings = scene.findings()?;
    let codes = findings.iter().map(|it| crate::database::text(&it["code"]));
    Ok(codes.collect())
}
