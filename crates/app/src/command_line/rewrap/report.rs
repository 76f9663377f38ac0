use anyhow::anyhow;
use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_use_cases::RewrapRun;
use serde::Serialize;

use super::Output;

/// How a run ended.
#[derive(Serialize)]
pub(super) struct Report {
    key: u32,
    moved: u64,
    left: u64,
    altered: Vec<Altered>,
    unreadable_companies: Vec<CompanyId>,
    missing_keys: Vec<Missing>,
}

#[derive(Serialize)]
struct Altered {
    company: CompanyId,
    id: CredentialId,
}

#[derive(Serialize)]
struct Missing {
    id: u32,
    credentials: u64,
}

/// So many are named in words.
const NAMED: usize = 10;

impl Report {
    pub(super) fn of(run: &RewrapRun<'_>) -> Self {
        let failures = run.failures();
        let altered = failures.altered.iter();
        let missing = failures.missing.iter();
        Self {
            key: run.key().as_u32(),
            moved: run.moved(),
            left: run.left(),
            altered: altered
                .map(|&(company, id)| Altered { company, id })
                .collect(),
            unreadable_companies: failures.unreadable.iter().copied().collect(),
            missing_keys: missing
                .map(|(key, &credentials)| Missing {
                    id: key.as_u32(),
                    credentials,
                })
                .collect(),
        }
    }

    /// Tells of it: of success on standard output, and else, why some are left and what to do.
    pub(super) fn print(&self, output: &Output) -> anyhow::Result<()> {
        let Self {
            key, moved, left, ..
        } = self;
        if *left == 0 {
            let words = format!(
                "Sealed anew under key {key}: {moved}. A count over the whole store found no secret under another key."
            );
            return output.one(self, &words);
        }
        output.failed(self)?;
        let reasons = self.reasons().join(" ");
        Err(anyhow!(
            "secrets left under other keys than {key}: {left}; sealed anew: {moved}. {reasons}"
        ))
    }

    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        for Missing { id, credentials } in &self.missing_keys {
            reasons.push(format!(
                "The key ring lacks key {id}, which seals {credentials} of them: put a ring in place that has it, and run \
                 this again."
            ));
        }
        if !self.altered.is_empty() {
            reasons.push(format!(
                "Rows altered behind the service's back, so that their secrets do not open: {}. Give them their secrets anew, \
                 or delete them: {}.",
                self.altered.len(),
                named(&self.altered, |it| format!(
                    "credential {} of company {}",
                    it.id, it.company
                ))
            ));
        }
        if !self.unreadable_companies.is_empty() {
            reasons.push(format!(
                "The rows of companies were altered behind the service's back, so that they cannot be read: {}. Put these rows back \
                 from a backup.",
                named(&self.unreadable_companies, ToString::to_string)
            ));
        }
        if self.left > self.known() && self.unreadable_companies.is_empty() {
            reasons.push(format!(
                "A node goes on to seal under another key: have every node read a key ring in which key {} is primary, and \
                 run this again.",
                self.key
            ));
        }
        reasons
    }

    /// How many are left for reasons of their own.
    fn known(&self) -> u64 {
        let missing = self.missing_keys.iter().map(|it| it.credentials);
        self.altered.len() as u64 + missing.sum::<u64>()
    }
}

/// The first of them, and how many more there are.
fn named<T>(all: &[T], name: impl Fn(&T) -> String) -> String {
    let names: Vec<_> = all.iter().take(NAMED).map(name).collect();
    let more = all.len().saturating_sub(NAMED);
    match more {
        0 => names.join(", "),
        more => format!("{}, and {more} more, which --json lists", names.join(", ")),
    }
}
