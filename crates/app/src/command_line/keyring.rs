use std::path::Path;

use clap::Subcommand;
use serde::Serialize;

use super::output::Output;
use crate::{config::Config, data_dir, wiring};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a key ring with a fresh key of each kind. Never touches one that is there.
    Init,
}

#[derive(Serialize)]
struct MadeBody {
    path: String,
}

pub(super) fn run(command: &Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    match command {
        Command::Init => {
            if lacks_folder(&config.keyring_file) {
                data_dir::create(&config.data_dir)?;
            }
            wiring::make_key_ring(config)?;
            let path = config.keyring_file.display().to_string();
            let words = format!(
                "Made the key ring {path}. Keep a copy of it apart from the database: \
                 without it no secret can ever be opened again."
            );
            output.one(&MadeBody { path }, &words)
        }
    }
}

/// Where the ring is kept elsewhere, the data directory may be of no use.
fn lacks_folder(file: &Path) -> bool {
    let folder = file.parent();
    folder.is_some_and(|it| !it.as_os_str().is_empty() && !it.exists())
}
