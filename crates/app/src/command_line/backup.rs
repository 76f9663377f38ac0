use std::path::Path;

use serde::Serialize;

use super::output::Output;
use crate::{config::Config, wiring};

#[derive(Serialize)]
struct CopiedBody {
    path: String,
    bytes: u64,
}

pub(super) fn run(file: &Path, config: &Config, output: &Output) -> anyhow::Result<()> {
    let bytes = wiring::back_up(config, file)?;
    let path = file.display().to_string();
    let words = format!(
        "Copied the database to {path} ({bytes} bytes). It opens no secret without the key ring {}: \
         keep a copy of that as well, apart from this one.",
        config.keyring_file.display()
    );
    output.one(&CopiedBody { path, bytes }, &words)
}
