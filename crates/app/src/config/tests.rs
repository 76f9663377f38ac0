//! The configuration as a whole. Each module holds the rules of one matter.

mod defaults;
mod file;
mod flags;
mod precedence;
mod provenance;
mod refusals;
mod secrets;
mod tls;

use std::{collections::BTreeMap, ffi::OsString, fs, path::PathBuf};

use clap::{Args, Command, FromArgMatches};
use tempfile::TempDir;

use super::{Config, Flags, Shown, Sources};

/// What a configuration is read from, and a directory for its files.
struct Scene {
    directory: TempDir,
    sources: Sources,
}

impl Scene {
    fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let sources = Sources {
            default_file: directory.path().join("pullkey.toml"),
            environment: BTreeMap::new(),
            flags: Flags::default(),
        };
        Self { directory, sources }
    }

    /// Writes a file into the directory.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, bytes).expect("the directory takes a file");
        path
    }

    fn file(self, text: &str) -> Self {
        self.write("pullkey.toml", text);
        self
    }

    fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.sources.environment.insert(name.into(), value.into());
        self
    }

    fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        let command = Flags::augment_args(Command::new("pullkey").no_binary_name(true));
        let matches = command.try_get_matches_from(args).expect("known flags");
        self.sources.flags = Flags::from_arg_matches(&matches).expect("flags of this command");
        self
    }

    fn config(&self) -> Config {
        Config::load(&self.sources).expect("a right configuration")
    }

    /// The lines that tell what is wrong; none if all is right.
    fn errors(&self) -> Vec<String> {
        let refused = Config::load(&self.sources).err();
        let text = refused.map(|errors| errors.to_string()).unwrap_or_default();
        let here = format!("{}/", self.directory.path().display());
        text.lines().map(|line| line.replace(&here, "")).collect()
    }
}

/// The shown value and the origin of a setting.
fn shown(config: &Config, name: &str) -> (Shown, String) {
    let setting = config.settings().find(|setting| setting.name == name);
    let setting = setting.expect("a setting of this name");
    (setting.value.clone(), setting.origin.to_string())
}
