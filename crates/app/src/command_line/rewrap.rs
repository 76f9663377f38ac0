mod progress;
mod report;

use std::time::Duration;

use anyhow::Context;
use pullkey_use_cases::{RewrapRun, StoreError};
use tokio::time::{Instant, sleep};

use self::{progress::Progress, report::Report};
use super::{by_this_user, output::Output};
use crate::{config::Config, wiring};

/// A store that is away for longer ends the run. Others may take the place of a server meanwhile.
const PATIENCE: Duration = Duration::from_secs(30);
/// It is tried again no sooner.
const RETRY: Duration = Duration::from_millis(500);
/// It rests for so many times as long as it worked.
const REST: u32 = 3;

pub(super) async fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
    let pullkey = wiring::open(config).await?;
    let mut run = pullkey.rewrap.begin(by_this_user()).await?;
    let progress = Progress::towards(run.left(), output.shows_progress());
    let ended = go_on(&mut run, &progress).await;
    progress.end();
    ended.with_context(|| {
        format!(
            "the store failed after {} secrets were sealed anew; run this again, and it goes on from there",
            run.moved()
        )
    })?;
    Report::of(&run).print(output)
}

/// Goes on to the end. After each step that came by something to do it rests, so that whoever is served meanwhile has the
/// store for most of the time.
async fn go_on(run: &mut RewrapRun<'_>, progress: &Progress) -> Result<(), StoreError> {
    let mut went_on_at = Instant::now();
    loop {
        let began = Instant::now();
        match run.step().await {
            Ok(None) => return Ok(()),
            Ok(Some(0)) => went_on_at = Instant::now(),
            Ok(Some(credentials)) => {
                progress.came_by(credentials);
                sleep((began.elapsed() * REST).min(PATIENCE)).await;
                went_on_at = Instant::now();
            }
            Err(error) if may_pass(&error) && went_on_at.elapsed() < PATIENCE => {
                sleep(began.elapsed().max(RETRY)).await;
            }
            Err(error) => return Err(error),
        }
    }
}

fn may_pass(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Unavailable(_) | StoreError::OutcomeUnknown(_)
    )
}
