use pullkey_cipher_chacha20poly1305::{LockedRing, RingFileKey, system_random};
use pullkey_domain::ring_key::RingKeyKind;
use pullkey_use_cases::Clock;

use super::TurnedBody;
use crate::{command_line::output::Output, config::Config, system::SystemClock};

pub(super) fn run(kind: RingKeyKind, config: &Config, output: &Output) -> anyhow::Result<()> {
    let mut ring = LockedRing::open(&config.keyring_file)?;
    let id = ring.add(kind, SystemClock::new().now(), system_random);
    let mut keys = ring.keys().into_iter();
    let added = keys.find(|key: &RingFileKey| key.id == id);
    ring.save(system_random)?;
    let words = format!(
        "Added the {kind} key {id}, which only opens yet. Bring {} to every node, have each read it again (SIGHUP), \
         then run 'pullkey keyring promote {id}'.",
        config.keyring_file.display()
    );
    output.one(&added.as_ref().map(TurnedBody::from), &words)
}
