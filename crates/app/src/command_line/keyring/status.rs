use pullkey_cipher_chacha20poly1305::{LockedRing, RingFileKey};
use serde::Serialize;

use crate::{command_line::output::Output, config::Config, wiring};

#[derive(Serialize)]
struct KeyBody {
    kind: &'static str,
    id: u32,
    state: &'static str,
    primary: bool,
    created: String,
    rows: u64,
}

impl KeyBody {
    fn of(key: &RingFileKey, rows: u64) -> Self {
        Self {
            kind: key.kind.as_str(),
            id: key.id.as_u32(),
            state: key.state.as_str(),
            primary: key.primary,
            created: key.created.to_string(),
            rows,
        }
    }
}

const COLUMNS: [&str; 6] = ["kind", "id", "state", "primary", "created", "rows"];

pub(super) async fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
    let keys = LockedRing::open(&config.keyring_file)?.keys();
    let pullkey = wiring::open(config).await?;
    let mut bodies = Vec::with_capacity(keys.len());
    for key in keys {
        let rows = pullkey
            .ring_turning
            .rows_made_with(key.kind, key.id)
            .await?;
        bodies.push(KeyBody::of(&key, rows));
    }
    output.many(&bodies, &COLUMNS, |key| {
        let primary = if key.primary { "yes" } else { "" };
        vec![
            key.kind.to_owned().into(),
            key.id.to_string().into(),
            key.state.to_owned().into(),
            primary.to_owned().into(),
            key.created.clone().into(),
            key.rows.to_string().into(),
        ]
    })
}
