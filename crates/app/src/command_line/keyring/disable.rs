use std::time::Duration;

use anyhow::bail;
use pullkey_cipher_chacha20poly1305::{LockedRing, RingFileKey, system_random};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_use_cases::Pullkey;
use tokio::time::sleep;

use super::TurnedBody;
use crate::{command_line::output::Output, config::Config, wiring};

/// By then, every node has learned that the key is retired, which it asks for each second and waits for no longer than
/// two, and whatever it let in before has ended, which takes no longer than its 4.5 seconds in the store.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) async fn run(id: RingKeyId, config: &Config, output: &Output) -> anyhow::Result<()> {
    let ring = LockedRing::open(&config.keyring_file)?;
    let key = ring.turnable(id)?;
    let pullkey = wiring::open(config).await?;
    require_unused(&pullkey, &key).await?;
    let turning = &pullkey.ring_turning;
    // Nobody may write with it any more: what is counted afterwards is all that there will ever be.
    turning.retire(key.kind, key.id, true).await?;
    sleep(PATIENCE).await;
    let disabled = match disable_unused(ring, &pullkey, &key).await {
        Ok(disabled) => disabled,
        Err(refusal) => {
            let taken_back = turning.retire(key.kind, key.id, false).await;
            return Err(match taken_back {
                Ok(()) => refusal,
                Err(error) => refusal.context(format!(
                    "nodes that have the {} key {id} for their primary cannot write until this was run again, as the \
                     database did not take back that it is disabled: {error}",
                    key.kind
                )),
            });
        }
    };
    let words = format!(
        "The {} key {id} is disabled. Bring {} to every node and have each read it again (SIGHUP).",
        disabled.kind,
        config.keyring_file.display()
    );
    output.one(&TurnedBody::from(&disabled), &words)
}

async fn disable_unused(
    mut ring: LockedRing,
    pullkey: &Pullkey,
    key: &RingFileKey,
) -> anyhow::Result<RingFileKey> {
    require_unused(pullkey, key).await?;
    let disabled = ring.disable(key.id)?;
    ring.save(system_random)?;
    Ok(disabled)
}

async fn require_unused(pullkey: &Pullkey, key: &RingFileKey) -> anyhow::Result<()> {
    let RingFileKey { kind, id, .. } = *key;
    let rows = pullkey.ring_turning.rows_made_with(kind, id).await?;
    if rows == 0 {
        return Ok(());
    }
    let what_to_do = match kind {
        RingKeyKind::Secret => "run 'pullkey rewrap'",
        RingKeyKind::Pepper => {
            "API keys take to the primary pepper at their next use, and records of attempts end after 24 hours; \
             rotate or revoke keys that nobody uses"
        }
        RingKeyKind::Audit => {
            "events stay for good, and so must the key that they were signed with"
        }
    };
    bail!("the {kind} key {id} is in use: {rows} rows were made with it; {what_to_do}")
}
