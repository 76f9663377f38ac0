//! The places that are searched, and who may hold what there.

use std::{fs, path::Path, process::Command};

use tempfile::tempdir;

use super::{
    attempt::ISSUING,
    canary::Kind,
    commands,
    forms::Form,
    memory,
    search::{Holder, PLAIN, Place, Search, allowed},
    site::Site,
    traffic::{Answer, metrics},
};
use crate::{
    drill::{Verdict, figure, hold},
    stand_in::Record,
};

/// Who holds secrets by design.
const FIRST_KEY: &[Holder] = &[Holder {
    kind: Kind::Token,
    forms: PLAIN,
    why: "data/first-api-key: the key of the first start, for whoever set the service up, until he deletes it",
}];
const KEY_RING: &[Holder] = &[Holder {
    kind: Kind::RingKey,
    forms: &[Form::Base64],
    why: "the key ring's file: it is what keeps these keys",
}];
const IN_MEMORY: &[Holder] = &[
    Holder {
        kind: Kind::SentInUrl,
        forms: PLAIN,
        why: "memory: a head that the framework keeps for later has its URL yet, where no secret belongs",
    },
    Holder {
        kind: Kind::SignedAddress,
        forms: PLAIN,
        why: "memory: a head that the framework keeps for later has the address yet that it led to, good for minutes",
    },
    Holder {
        kind: Kind::UpstreamToken,
        forms: PLAIN,
        why: "memory: what a registry granted is kept until it ends, so that each pull need not ask",
    },
    Holder {
        kind: Kind::Pulled,
        forms: &[Form::Base64],
        why: "memory: a password that a registry takes is granted as well, as the header that it is sent in",
    },
    Holder {
        kind: Kind::RingKey,
        forms: PLAIN,
        why: "memory: the ring's keys are in use",
    },
    Holder {
        kind: Kind::OperatorKey,
        forms: PLAIN,
        why: "memory: the operator's key is compared with what is sent",
    },
    Holder {
        kind: Kind::DatabasePassword,
        forms: PLAIN,
        why: "memory: the database's password is sent with each new connection",
    },
];

/// Says what was not held against anybody.
pub(super) fn report_holders() {
    for holder in [FIRST_KEY, KEY_RING, IN_MEMORY].into_iter().flatten() {
        figure("holds by design", holder.why);
    }
    figure(
        "hands out by design",
        format!(
            "a fresh token, once: {}, `api-key create`",
            ISSUING.join(", ")
        ),
    );
    figure(
        "not searched",
        "the files operator-key and database-url, which are these settings themselves",
    );
}

/// Searches what came back to clients, or what commands printed. A token may stand where it is handed out.
pub(super) fn answers(search: &Search, place: Place, whose: &str, answers: &[Answer]) -> Verdict {
    for answer in answers {
        let of_metrics = answer.label.starts_with("getMetrics");
        let place = if of_metrics { Place::Metrics } else { place };
        let label = format!("{} {whose}", answer.label);
        search.nothing(place, &label, &answer.bytes, |canary, form| {
            let issued = answer.issued.as_ref().map(String::as_bytes);
            PLAIN.contains(&form) && issued == Some(&canary.core)
        })?;
    }
    Ok(())
}

/// Searches everything of a site but its memory.
pub(super) fn everything_else(
    search: &Search,
    site: &Site,
    place: &pullkey_tests::Place,
) -> Verdict {
    let whose = site.way.name();
    let told = metrics(site, place);
    search.nothing(Place::Metrics, whose, &told, |_, _| false)?;
    registries(search, site)?;
    files(search, site)?;
    dumps(search, site)
}

/// Searches what registries heard: nothing of ours but the secrets that are theirs, and where addresses lead to not even
/// those.
pub(super) fn registries(search: &Search, site: &Site) -> Verdict {
    let heard = |record: &Record| format!("{:?}", record.all()).into_bytes();
    let is_ours = |kind: Kind| {
        [
            Kind::Token,
            Kind::OperatorKey,
            Kind::RingKey,
            Kind::DatabasePassword,
        ]
        .contains(&kind)
    };
    for (whose, record) in site.upstream.records() {
        search.nothing(Place::Registry, whose, &heard(record), |canary, _| {
            !is_ours(canary.kind)
        })?;
    }
    let files = heard(site.upstream.files.record());
    search.nothing(Place::Registry, "where blobs are", &files, |canary, _| {
        canary.kind == Kind::FollowedAddress
    })
}

/// Searches log and files.
pub(super) fn files(search: &Search, site: &Site) -> Verdict {
    let whose = site.way.name();
    for log in [site.server.log(), site.server.stdout()] {
        search.nothing(Place::Log, whose, log.as_bytes(), |_, _| false)?;
    }
    let may = |path: &Path| match path.file_name().and_then(|name| name.to_str()) {
        Some("first-api-key") => FIRST_KEY,
        Some("keyring.json") => KEY_RING,
        _ => &[],
    };
    search.nothing_below(Place::Database, &site.server.data(), &may)?;
    if let Some((cluster, _)) = &site.postgres {
        search.nothing(
            Place::Log,
            "of PostgreSQL",
            cluster.log().as_bytes(),
            |_, _| false,
        )?;
        cluster.query("postgres", "CHECKPOINT");
        let data = cluster.folder().join("data");
        let nobody = |_: &Path| -> &'static [Holder] { &[] };
        search.nothing_below(Place::Database, &data, &nobody)?;
    }
    Ok(())
}

/// Searches a backup, by whatever makes it.
fn dumps(search: &Search, site: &Site) -> Verdict {
    let dump = match &site.postgres {
        None => {
            let folder = tempdir().expect("there is room for a folder");
            let file = folder.path().join("copy.db");
            commands::backup(site, &file);
            fs::read(file).expect("it is there")
        }
        Some((cluster, database)) => {
            let mut program = Command::new(cluster.bin("pg_dump"));
            let output = program.arg(database.superuser_url()).output();
            let output = output.expect("pg_dump starts");
            assert!(output.status.success(), "pg_dump failed");
            output.stdout
        }
    };
    search.nothing(Place::Dump, site.way.name(), &dump, |_, _| false)
}

/// Searches all that the service can write to in its memory. What it uses must be found there, or nothing was read.
pub(super) fn memory(search: &Search, site: &Site) -> Verdict {
    let in_use = site.operator_key.as_bytes();
    let mut is_read = false;
    for (region, bytes) in memory::regions(site.server.pid()) {
        let whose = format!("{}, {region}", site.way.name());
        search.nothing(Place::Memory, &whose, &bytes, allowed(IN_MEMORY))?;
        is_read |= bytes.windows(in_use.len()).any(|it| it == in_use);
    }
    hold(is_read, || {
        "the memory was not read: the operator's key is not found in it".to_owned()
    })
}
