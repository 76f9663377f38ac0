use std::path::Path;

use serde::Serialize;

use crate::{command_line::output::Output, config::Config, data_dir, wiring};

#[derive(Serialize)]
struct MadeBody {
    path: String,
}

pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
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

/// Where the ring is kept elsewhere, the data directory may be of no use.
fn lacks_folder(file: &Path) -> bool {
    let folder = file.parent();
    folder.is_some_and(|it| !it.as_os_str().is_empty() && !it.exists())
}
