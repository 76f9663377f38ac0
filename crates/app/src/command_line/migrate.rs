use serde::Serialize;

use super::output::Output;
use crate::{config::Config, wiring};

#[derive(Serialize)]
struct MigratedBody {
    migrated: bool,
}

pub(super) async fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
    wiring::migrate(config).await?;
    let words = "The database has this version's schema.";
    output.one(&MigratedBody { migrated: true }, words)
}
