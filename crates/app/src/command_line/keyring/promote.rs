use pullkey_cipher_chacha20poly1305::{LockedRing, system_random};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};

use super::TurnedBody;
use crate::{command_line::output::Output, config::Config};

pub(super) fn run(id: Option<RingKeyId>, config: &Config, output: &Output) -> anyhow::Result<()> {
    let mut ring = LockedRing::open(&config.keyring_file)?;
    let promoted = ring.promote(id)?;
    ring.save(system_random)?;
    let next = match promoted.kind {
        RingKeyKind::Secret => ", then run 'pullkey rewrap'",
        RingKeyKind::Pepper => "; each API key takes to it at its next use",
        RingKeyKind::Audit => "",
    };
    let words = format!(
        "The {} key {} is the primary now. Bring {} to every node and have each read it again (SIGHUP){next}.",
        promoted.kind,
        promoted.id,
        config.keyring_file.display()
    );
    output.one(&TurnedBody::from(&promoted), &words)
}
