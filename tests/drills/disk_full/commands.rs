use std::{collections::BTreeSet, fs};

use super::{bugs::Bug, victim::Victim};
use crate::drill::{Verdict, hold};

const RING: &str = "keyring.json";

/// Holds if commands that make files fail on a full disk with a reason, as one that writes to the database may, and leave
/// no file behind, and the key ring as it was.
pub(super) fn are_refused(victim: &Victim, bug: Option<Bug>) -> Verdict {
    let (before, ring) = (files(victim), ring(victim));
    for (command, may_succeed, reason) in [
        ("keyring rotate", false, "No space left on device"),
        ("backup data/copy.db", false, "the disk is full"),
        // A log that was just written into the database has room yet.
        ("company create --name another", true, "the disk is full"),
    ] {
        let words: Vec<_> = command.split(' ').collect();
        let outcome = victim.run(&words);
        if let Some(bug) = bug {
            bug.after_command(&victim.data().join(RING));
        }
        let told = match outcome.status {
            Some(0) => may_succeed,
            status => status == Some(1) && outcome.stderr.contains(reason),
        };
        hold(told, || format!("'{command}' ends with {outcome:?}"))?;
        let now = files(victim);
        hold(now == before, || {
            format!("'{command}' leaves {now:?} of {before:?}")
        })?;
        hold(self::ring(victim) == ring, || {
            format!("'{command}' alters the key ring")
        })?;
    }
    Ok(())
}

/// Holds if the command that found no room adds a key now.
pub(super) fn a_key_is_added(victim: &Victim) -> Verdict {
    let keys = || ring(victim).matches("\"decrypt_only\"").count();
    let before = keys();
    let outcome = victim.run(&["keyring", "rotate"]);
    let added = outcome.status == Some(0) && keys() == before + 1;
    hold(added, || format!("'keyring rotate' ends with {outcome:?}"))
}

fn ring(victim: &Victim) -> String {
    fs::read_to_string(victim.data().join(RING)).unwrap_or_default()
}

fn files(victim: &Victim) -> BTreeSet<String> {
    let files = fs::read_dir(victim.data()).expect("what is there can be listed");
    let name = |file: fs::DirEntry| file.file_name().to_string_lossy().into_owned();
    files.flatten().map(name).collect()
}
