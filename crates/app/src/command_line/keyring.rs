//! The key ring.

mod disable;
mod init;
mod promote;
mod rotate;
mod status;

use clap::Subcommand;
use pullkey_cipher_chacha20poly1305::RingFileKey;
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use serde::Serialize;

use super::output::Output;
use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a key ring with a fresh key of each kind. Never touches one that is there.
    Init,
    /// Adds a fresh key, which only opens until it is promoted.
    ///
    /// Bring the file to every node and have each read it again (SIGHUP) before you promote the key: no node must meet
    /// rows that were made with a key which it lacks.
    Rotate {
        /// What the key is for: secret, pepper or audit.
        #[arg(long, default_value = "secret", value_parser = parse_kind)]
        kind: RingKeyKind,
    },
    /// Makes a key the primary of its kind, with which everything new is made.
    ///
    /// The primary until now only opens from then on.
    Promote {
        /// The key; the one that was added last, if left out.
        #[arg(value_parser = parse_id)]
        id: Option<RingKeyId>,
    },
    /// Makes a key do nothing any more, once nothing is left that was made with it.
    ///
    /// A primary is refused, and so is a key that is still in use, with the number of rows. It takes some seconds: nodes
    /// that still have it for their primary are stopped first, so that no row comes after the count.
    Disable {
        /// The key.
        #[arg(value_parser = parse_id)]
        id: RingKeyId,
    },
    /// Shows every key of the ring, without the keys themselves, and how many rows were made with each.
    Status,
}

/// A key that was turned.
#[derive(Serialize)]
struct TurnedBody {
    kind: &'static str,
    id: u32,
}

impl From<&RingFileKey> for TurnedBody {
    fn from(key: &RingFileKey) -> Self {
        Self {
            kind: key.kind.as_str(),
            id: key.id.as_u32(),
        }
    }
}

pub(super) async fn run(command: Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    match command {
        Command::Init => init::run(config, output),
        Command::Rotate { kind } => rotate::run(kind, config, output),
        Command::Promote { id } => promote::run(id, config, output),
        Command::Disable { id } => disable::run(id, config, output).await,
        Command::Status => status::run(config, output).await,
    }
}

fn parse_kind(word: &str) -> Result<RingKeyKind, &'static str> {
    RingKeyKind::parse(word).ok_or("must be secret, pepper or audit")
}

fn parse_id(text: &str) -> Result<RingKeyId, &'static str> {
    let id = text.parse().map(RingKeyId::new);
    id.map_err(|_| "must be the number of a key, as 'pullkey keyring status' shows it")
}
