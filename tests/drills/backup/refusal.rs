use std::{
    fs::{self, File},
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{pullkey, run};
use serde_json::{Value, json};

use super::{elsewhere::Elsewhere, keys::Keys};
use crate::drill::{Broken, Verdict, hold};

/// What may be wrong with the ring beside a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// There is none.
    Missing,
    /// It was made anew.
    Fresh,
    /// It has another key under a known id.
    Altered,
}

impl Wrong {
    pub(super) const ALL: [Self; 3] = [Self::Missing, Self::Fresh, Self::Altered];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Missing => "without its ring",
            Self::Fresh => "with a fresh ring",
            Self::Altered => "with an altered ring",
        }
    }

    /// What a refusal must say: what is wrong, and what to do.
    fn words(self) -> [&'static str; 2] {
        let what = match self {
            Self::Missing => "there is no key ring at",
            Self::Fresh => "the key ring lacks the keys",
            Self::Altered => "is not the one that this database was written with",
        };
        [what, "docs/operations.md, \"Restoring\""]
    }

    /// Brings it about.
    pub(super) fn put(self, elsewhere: &Elsewhere, ring: &[u8]) {
        drop(fs::remove_file(elsewhere.ring()));
        match self {
            Self::Missing => {}
            Self::Fresh => {
                let made = run(elsewhere.folder(), &["keyring", "init"]);
                assert_eq!(made.status, Some(0), "{}", made.stderr);
            }
            Self::Altered => {
                let mut ring: Value = serde_json::from_slice(ring).expect("a ring is JSON");
                ring["keys"][0]["key"] = json!(BASE64_STANDARD.encode([7; 32]));
                elsewhere.put_ring(ring.to_string().as_bytes());
            }
        }
    }
}

const PATIENCE: Duration = Duration::from_secs(20);

/// Service and commands are refused, and make no ring.
pub(super) fn hold_for_all(elsewhere: &Elsewhere, wrong: Wrong, keys: &Keys) -> Verdict {
    let ring = fs::read(elsewhere.ring()).ok();
    let company = keys.company.as_str();
    let lines: [&[&str]; 4] = [
        &["serve", "--listen=127.0.0.1:0"],
        &["company", "list"],
        &["company", "create", "--name=n"],
        &["api-key", "list", "--company", company],
    ];
    for line in lines {
        let named = |what: &str| Broken(format!("`pullkey {}` {what}", line.join(" ")));
        let Some((status, told)) = ended(elsewhere.folder(), line) else {
            return Err(named("is not refused"));
        };
        if status == Some(0) {
            return Err(named("is not refused"));
        }
        hold(status == Some(1), || {
            named(&format!("ends with {status:?}, not 1")).0
        })?;
        let unsaid = wrong.words().into_iter().find(|word| !told.contains(word));
        hold(unsaid.is_none(), || {
            named(&format!("does not say {unsaid:?}: {told}")).0
        })?;
        hold(fs::read(elsewhere.ring()).ok() == ring, || {
            named("has made a ring, or changed it").0
        })?;
    }
    Ok(())
}

/// The status that a command ends with, and what it said; `None` if it goes on.
fn ended(folder: &Path, line: &[&str]) -> Option<(Option<i32>, String)> {
    let log = folder.join("refusal");
    let file = File::create(&log).expect("the folder takes files");
    let mut command = pullkey(folder);
    let mut child = command
        .args(line)
        .stdout(file.try_clone().expect("a file has many handles"))
        .stderr(file)
        .spawn()
        .expect("the program starts");
    let since = Instant::now();
    let status = loop {
        let status = child.try_wait().expect("it can be waited for");
        if status.is_some() || since.elapsed() > PATIENCE {
            break status;
        }
        sleep(Duration::from_millis(5));
    };
    drop(child.kill());
    drop(child.wait());
    let told = fs::read_to_string(log).unwrap_or_default();
    status.map(|status| (status.code(), told))
}
