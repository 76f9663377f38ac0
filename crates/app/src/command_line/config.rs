use serde::Serialize;

use super::output::Output;
use crate::config::{Config, Effective, Shown};

#[derive(Serialize)]
struct SettingBody {
    name: &'static str,
    value: Option<String>,
    origin: String,
    /// For people, who are told in words that there is no value.
    #[serde(skip)]
    shown: String,
}

pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<()> {
    let bodies: Vec<_> = config.settings().map(SettingBody::from).collect();
    output.many(&bodies, &["name", "value", "origin"], |setting| {
        vec![
            setting.name.to_owned().into(),
            setting.shown.clone().into(),
            setting.origin.clone().into(),
        ]
    })
}

impl From<&Effective> for SettingBody {
    fn from(setting: &Effective) -> Self {
        let shown = setting.value.to_string();
        Self {
            name: setting.name,
            value: (setting.value != Shown::Unset).then(|| shown.clone()),
            origin: setting.origin.to_string(),
            shown,
        }
    }
}
