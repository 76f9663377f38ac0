//! What can be wrong with a configuration. No message repeats a value.

use std::{io, path::PathBuf};

use super::{
    origin::Origin, registry_allow::RegistryAllowError, table::Names,
    trusted_proxies::TrustedProxiesError,
};
use crate::{InvalidOperatorKey, postgres_url::PostgresUrlError};

/// Everything that is wrong with a configuration, one line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct ConfigErrors(pub(super) Vec<Problem>);

impl ConfigErrors {
    /// The single problems: those of the file, of names, then of settings in the order of the table.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A setting breaks its rule.
    #[error("{name} (from {origin}): {rule}; use {right}")]
    Refused {
        /// The key of the setting, or of the file that holds it.
        name: &'static str,
        /// Where the value came from.
        origin: Origin,
        /// The broken rule.
        rule: Rule,
        /// What a right value is.
        right: &'static str,
    },
    /// A secret came both as itself and as a file.
    #[error("{name} (from {origin}): {other} is given too; give one of the two")]
    Twice {
        /// The key of the setting.
        name: &'static str,
        /// Where the value came from.
        origin: Origin,
        /// The key, variable or flag that names the file.
        other: &'static str,
    },
    /// A setting is unset that another one needs.
    #[error("{name} (unset): {other} (from {origin}) needs it; give both, or neither")]
    Missing {
        /// The key of the setting.
        name: &'static str,
        /// The key of the one that needs it.
        other: &'static str,
        /// Where the value of that one came from.
        origin: Origin,
    },
    /// The file of a secret cannot be read.
    #[error("{name} (from {origin}): cannot read {}: {reason}", path.display())]
    SecretFile {
        /// The key of the setting's file.
        name: &'static str,
        /// Where the path came from.
        origin: Origin,
        /// The path.
        path: PathBuf,
        /// Why not.
        reason: io::ErrorKind,
    },
    /// The file has a key that is no setting.
    #[error("{} (from {}): no such setting{}", name.escape_debug(), path.display(), hint(*nearest))]
    UnknownKey {
        /// The key.
        name: String,
        /// The configuration file.
        path: PathBuf,
        /// A key it is close to.
        nearest: Option<&'static str>,
    },
    /// The environment has a `PULLKEY_` variable that is no setting.
    #[error("{} (from the environment): no such setting{}", name.escape_debug(), hint(*nearest))]
    UnknownVariable {
        /// The variable.
        name: String,
        /// A variable it is close to.
        nearest: Option<&'static str>,
    },
    /// The configuration file cannot be read.
    #[error("{}: cannot be read: {reason}", path.display())]
    Unreadable {
        /// The configuration file.
        path: PathBuf,
        /// Why not.
        reason: io::ErrorKind,
    },
    /// The configuration file is not TOML. The line itself may hold a password and stays unsaid.
    #[error("{}: not TOML at line {line}, column {column}", path.display())]
    Syntax {
        /// The configuration file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in characters.
        column: usize,
    },
}

/// The rule that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// An address is an IP and a port.
    #[error("not an address")]
    Address,
    /// A path has no NUL character.
    #[error("not a path")]
    Path,
    /// A count is a whole number.
    #[error("not a whole number")]
    Number,
    /// A count is within its bounds.
    #[error("out of range")]
    Range,
    /// Proxies are trusted by their networks.
    #[error("{0}")]
    TrustedProxies(TrustedProxiesError),
    /// Registries are allowed by their hosts.
    #[error("{0}")]
    RegistryAllow(RegistryAllowError),
    /// A switch is on or off.
    #[error("neither on nor off")]
    Switch,
    /// A choice is one of its names.
    #[error("not one of its values")]
    Choice,
    /// A log directive is a level, or a target and a level.
    #[error("not a log level")]
    Level,
    /// A database is named by a URL that we know.
    #[error("not the URL of a database")]
    DatabaseUrl,
    /// The URL of `PostgreSQL` has the parts and parameters that it may have.
    #[error("not the URL of a PostgreSQL database: {0}")]
    PostgresUrl(PostgresUrlError),
    /// The URL of `SQLite` has no query.
    #[error("a SQLite URL takes no options after `?`")]
    SqliteOptions,
    /// The database is a file.
    #[error("a database in memory would lose every credential at exit")]
    SqliteInMemory,
    /// A value in the file has the type of its setting.
    #[error("a TOML {found} where a {wanted} belongs")]
    TomlType {
        /// The type in the file.
        found: &'static str,
        /// The type of the setting.
        wanted: &'static str,
    },
    /// Text is UTF-8.
    #[error("not UTF-8")]
    Utf8,
    /// A flag, and a file that holds a secret, says something.
    #[error("empty")]
    Empty,
    /// The name of a file is not the secret itself.
    #[error("a URL where the path of the file that holds it belongs")]
    UrlForPath,
    /// The same for a key, which looks like a long path.
    #[error("no file is there, and what stands there could be the key itself")]
    KeyForPath,
    /// An operator's key is long, fits into a header, and is no API key.
    #[error(transparent)]
    OperatorKey(#[from] InvalidOperatorKey),
}

impl Problem {
    /// The value under these names breaks this rule.
    pub(super) fn refused(
        names: &'static Names,
        origin: Origin,
        rule: Rule,
        right: &'static str,
    ) -> Self {
        Self::Refused {
            name: names.key,
            origin,
            rule,
            right,
        }
    }
}

fn hint(nearest: Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
