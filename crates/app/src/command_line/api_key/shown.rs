use pullkey_domain::{api_key::Capabilities, timestamp::Timestamp};
use pullkey_use_cases::{ChangedApiKey, ListedApiKey, Pullkey, RowMacError};
use serde::Serialize;

use super::OneKey;
use crate::{
    command_line::output::{Cell, Output},
    http::ApiKeyBody,
};

/// A key as it is shown: as HTTP has it, and what became of it.
#[derive(Serialize)]
pub(super) struct ShownKey {
    #[serde(flatten)]
    key: ApiKeyBody,
    state: &'static str,
    /// For people; a machine finds them in the key.
    #[serde(skip)]
    capabilities: Capabilities,
}

/// What the columns of a list tell.
pub(super) const COLUMNS: [&str; 6] = ["id", "name", "state", "ends", "last used", "capabilities"];

impl ShownKey {
    pub(super) fn at(now: Timestamp, listed: &ListedApiKey) -> Self {
        let key = &listed.key;
        Self {
            key: ApiKeyBody::from(listed),
            state: match listed.row_mac_error {
                Some(RowMacError::Forged) => "altered",
                Some(RowMacError::MissingKey(_)) => "pepper missing",
                None if key.is_live(now) => "live",
                None if key.is_enabled() => "ended",
                None => "disabled",
            },
            capabilities: key.capabilities().clone(),
        }
    }

    /// What stands in the columns of a list.
    pub(super) fn row(&self) -> Vec<Cell> {
        vec![
            self.key.id.to_string().into(),
            self.key.name.to_string().into(),
            self.state.to_owned().into(),
            or_never(self.key.expired_at).into(),
            or_never(self.key.last_used_at).into(),
            self.capabilities.iter().map(|it| it.to_string()).collect(),
        ]
    }

    fn lines(&self) -> Vec<(&'static str, Cell)> {
        let mut lines: Vec<_> = COLUMNS.into_iter().zip(self.row()).collect();
        lines.extend([
            ("created at", self.key.created_at.to_string().into()),
            ("updated at", self.key.updated_at.to_string().into()),
        ]);
        lines
    }
}

impl OneKey {
    /// Shows it as it is now.
    pub(super) async fn show(&self, pullkey: &Pullkey, output: &Output) -> anyhow::Result<()> {
        let Some(found) = pullkey.api_keys.find(self.company, self.id).await? else {
            return Err(self.not_found(pullkey).await);
        };
        show(pullkey, &found, output)
    }
}

/// Shows what was made of a key, which nothing that comes afterwards can undo.
pub(super) fn show_changed(
    pullkey: &Pullkey,
    ChangedApiKey { key, last_used_at }: ChangedApiKey,
    output: &Output,
) -> anyhow::Result<()> {
    let listed = ListedApiKey {
        key,
        last_used_at,
        row_mac_error: None,
    };
    show(pullkey, &listed, output)
}

fn show(pullkey: &Pullkey, listed: &ListedApiKey, output: &Output) -> anyhow::Result<()> {
    let shown = ShownKey::at(pullkey.surroundings.clock.now(), listed);
    output.details(&shown, &shown.lines())
}

fn or_never(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".into(), |at| at.to_string())
}
