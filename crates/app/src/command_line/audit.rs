//! Whether anybody tampered with the audit trail.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pullkey_use_cases::{ExportedHeads, Finding, Pullkey, Told, Verified};
use serde::Serialize;

use super::output::Output;
use crate::{config::Config, heads_file, wiring};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Checks every audit event, the chain that they are linked into, and the credentials and API keys that they tell of:
    /// exit status 0 if nothing is wrong, 1 otherwise.
    ///
    /// It only reads, and the service may go on meanwhile. What is wrong is told line by line. The heads file of this node is
    /// compared too, if it is there.
    Verify {
        /// Further files with heads of chains, as other nodes wrote them or as they were copied elsewhere.
        #[arg(long, value_name = "FILE", num_args = 1..)]
        heads: Vec<PathBuf>,
    },
}

/// What a machine is told.
#[derive(Serialize)]
struct VerifiedBody {
    companies: u64,
    events: u64,
    rows: u64,
    exported_heads: u64,
    seconds: f64,
    findings_total: u64,
    /// The first of them.
    findings: Vec<FindingBody>,
}

#[derive(Serialize)]
struct FindingBody {
    code: &'static str,
    message: String,
    company_id: Option<String>,
    seq: Option<i64>,
    event_id: Option<String>,
    target: Option<TargetBody>,
}

#[derive(Serialize)]
struct TargetBody {
    kind: &'static str,
    id: String,
}

/// A machine is told of no more findings, though of their number.
const FINDINGS: usize = 10_000;

pub(super) async fn run(command: Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    let Command::Verify { heads } = command;
    let (exported, read) = exported_heads(config, &heads, output)?;
    let pullkey = wiring::open(config).await?;
    let began = Instant::now();
    let bar = progress_bar(&pullkey, output).await?;
    let (mut bodies, mut printed) = (Vec::new(), Ok(()));
    let mut listener = |told| match told {
        Told::Events(events) => bar.inc(events),
        Told::Rows(_) => bar.tick(),
        Told::Found(finding) => {
            if bodies.len() < FINDINGS && output.is_for_machines() {
                bodies.push(FindingBody::of(&finding));
            }
            let line = bar.suspend(|| output.line(&finding.to_string()));
            // A reader who has gone away need not be told of each.
            if printed.is_ok() {
                printed = line;
            }
        }
    };
    let verified = pullkey
        .audit_verification
        .verify(&exported, &mut listener)
        .await;
    bar.finish_and_clear();
    let verified = verified?;
    printed?;
    let body = VerifiedBody::of(verified, read, began.elapsed(), bodies);
    output.one(&body, &body.words())?;
    match verified.findings {
        0 => Ok(()),
        1 => bail!("1 thing is not as it should be"),
        many => bail!("{many} things are not as they should be"),
    }
}

/// The heads in this node's own file, if it is there, and in those that were named; and how many lines had one.
fn exported_heads(
    config: &Config,
    named: &[PathBuf],
    output: &Output,
) -> anyhow::Result<(ExportedHeads, u64)> {
    let there = config.audit_heads_file.try_exists();
    let there = there.with_context(|| {
        let file = config.audit_heads_file.display();
        format!("cannot look for the heads file {file}")
    })?;
    let own = there.then_some(&config.audit_heads_file);
    let (mut exported, mut heads) = (ExportedHeads::default(), 0);
    for file in own.into_iter().chain(named) {
        let read = heads_file::read(file, &mut exported)?;
        heads += read.heads;
        if read.unreadable > 0 {
            let (file, lines) = (file.display(), read.unreadable);
            output.line(&format!(
                "{file}: {lines} lines are no heads, and are left out"
            ))?;
        }
    }
    Ok((exported, heads))
}

/// On a terminal, how far it is.
async fn progress_bar(pullkey: &Pullkey, output: &Output) -> anyhow::Result<ProgressBar> {
    if output.is_for_machines() {
        return Ok(ProgressBar::hidden());
    }
    let events = pullkey.audit_verification.sealed_events().await?;
    let target = ProgressDrawTarget::stderr_with_hz(5);
    let bar = ProgressBar::with_draw_target(Some(events), target);
    let style = "{bar:40} {human_pos} of {human_len} events, {per_sec}, {eta} left";
    Ok(bar.with_style(ProgressStyle::with_template(style)?))
}

impl VerifiedBody {
    fn of(verified: Verified, heads: u64, took: Duration, findings: Vec<FindingBody>) -> Self {
        Self {
            companies: verified.companies,
            events: verified.events,
            rows: verified.rows,
            exported_heads: heads,
            seconds: took.as_secs_f64(),
            findings_total: verified.findings,
            findings,
        }
    }

    fn words(&self) -> String {
        let Self {
            companies,
            events,
            rows,
            exported_heads,
            seconds,
            ..
        } = self;
        format!(
            "Checked {events} events and {rows} rows of {companies} companies against {exported_heads} exported heads \
             in {seconds:.1} s."
        )
    }
}

impl FindingBody {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.what.as_str(),
            message: finding.to_string(),
            company_id: finding.company.map(|company| company.to_string()),
            seq: finding.seq,
            event_id: finding.event.map(|event| event.to_string()),
            target: finding.row.map(|(kind, id)| TargetBody {
                kind: kind.as_str(),
                id: id.to_string(),
            }),
        }
    }
}
