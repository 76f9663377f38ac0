//! The table of settings: the one place where a setting is named, explained and given its default.

mod access;
mod limits;
mod listeners;
mod logs;
mod registries;
mod storage;

pub(super) use self::{
    access::OPERATOR_KEY,
    limits::{
        MAX_REQUESTS, RATE_PULL_PER_MINUTE, RATE_READ_PER_MINUTE, RATE_VERIFY_PER_MINUTE,
        RATE_WRITE_PER_MINUTE,
    },
    listeners::{
        ADDRESS_FILE, GATEWAY_LISTEN, LISTEN, MAX_CONNECTIONS, METRICS_LISTEN, TLS_CERT_FILE,
        TLS_KEY_FILE, TRUSTED_PROXIES,
    },
    logs::{LOG, LOG_FORMAT},
    registries::{REGISTRY_ALLOW, REGISTRY_CA_FILE},
    storage::{
        ALLOW_UNSAFE_DATABASE, AUDIT_HEADS_FILE, DATA_DIR, DATABASE_URL, KEYRING_FILE, MIGRATE,
    },
};
use super::error::Rule;

/// One setting.
pub(super) struct Setting {
    /// What it is called.
    pub(super) names: Names,
    /// Only for a secret: the file with its value that may come instead.
    pub(super) file: Option<SecretFile>,
    /// The default as a person would write it; empty is unset, [`DATA_DIR_PLACE`] the data directory.
    pub(super) default: &'static str,
    /// One line of why one would change it.
    pub(super) why: &'static str,
    /// What a right value is, to follow the word "use".
    pub(super) right: &'static str,
    /// What stands for its value in help texts.
    pub(super) placeholder: &'static str,
    /// What it may be in the file besides a string.
    pub(super) shape: Shape,
}

/// The names of one thing, written out so that each can be searched for.
pub(super) struct Names {
    /// The key in the file, and the name in messages.
    pub(super) key: &'static str,
    /// The environment variable.
    pub(super) variable: &'static str,
    /// The flag, with its dashes.
    pub(super) flag: &'static str,
}

/// How the path of a file with a secret is given.
pub(super) struct SecretFile {
    /// What it is called.
    pub(super) names: Names,
    /// Where there is no such file: what is wrong if this could be the secret itself, which no error may repeat.
    pub(super) mistaken: fn(&str) -> Option<Rule>,
}

/// What a value may be in the file; a string is always right.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Number,
    Switch,
}

/// The configuration file that is read when no other is asked for.
pub(super) const DEFAULT_FILE: &str = "config/pullkey.toml";
/// What stands for the data directory in a default.
pub(super) const DATA_DIR_PLACE: &str = "<data dir>";

/// Every setting, in the order in which people meet them.
pub(super) static TABLE: [&Setting; 24] = [
    &LISTEN,
    &ADDRESS_FILE,
    &GATEWAY_LISTEN,
    &METRICS_LISTEN,
    &TLS_CERT_FILE,
    &TLS_KEY_FILE,
    &TRUSTED_PROXIES,
    &DATA_DIR,
    &DATABASE_URL,
    &KEYRING_FILE,
    &AUDIT_HEADS_FILE,
    &OPERATOR_KEY,
    &REGISTRY_ALLOW,
    &REGISTRY_CA_FILE,
    &LOG,
    &LOG_FORMAT,
    &MIGRATE,
    &ALLOW_UNSAFE_DATABASE,
    &MAX_CONNECTIONS,
    &MAX_REQUESTS,
    &RATE_READ_PER_MINUTE,
    &RATE_WRITE_PER_MINUTE,
    &RATE_PULL_PER_MINUTE,
    &RATE_VERIFY_PER_MINUTE,
];

impl Setting {
    /// A secret's value is never shown, and may come in a file.
    pub(super) fn is_secret(&self) -> bool {
        self.file.is_some()
    }

    /// The default when this is the data directory.
    pub(super) fn default_in(&self, data_dir: &str) -> String {
        self.default.replace(DATA_DIR_PLACE, data_dir)
    }
}

/// Every name that a source may use: those of the settings and those of their files.
pub(super) fn names() -> impl Iterator<Item = &'static Names> {
    TABLE.iter().flat_map(|setting| {
        let file = setting.file.as_ref().map(|file| &file.names);
        std::iter::once(&setting.names).chain(file)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn variable_and_flag_of_a_setting_follow_from_its_key() {
        for names in names() {
            let (key, dashed) = (names.key, names.key.replace('_', "-"));
            assert_eq!(names.variable, format!("PULLKEY_{}", key.to_uppercase()));
            assert_eq!(names.flag, format!("--{dashed}"));
        }
    }

    #[test]
    fn the_other_names_of_a_secret_end_in_file() {
        for setting in super::TABLE.iter().filter(|setting| setting.is_secret()) {
            let file = setting.file.as_ref().expect("every secret has them");
            assert_eq!(file.names.key, format!("{}_file", setting.names.key));
        }
    }
}
