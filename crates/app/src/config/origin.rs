//! Where a value came from, and what of it may be shown.

use std::{
    fmt::{self, Display, Formatter},
    path::PathBuf,
};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody gave it.
    Default,
    /// The configuration file at this path.
    File(PathBuf),
    /// The environment variable of this name.
    Environment(&'static str),
    /// The flag of this name, dashes included.
    Flag(&'static str),
}

impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => path.display().fmt(f),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A setting as it is in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Its key in the configuration file.
    pub name: &'static str,
    /// Its value, as far as it may be shown.
    pub value: Shown,
    /// Where the value came from.
    pub origin: Origin,
}

/// A value that anybody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There is no value.
    Unset,
    /// There is one, and it is secret.
    Redacted,
    /// The value as it was written.
    Value(String),
}

impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("(unset)"),
            Self::Redacted => f.write_str("(redacted)"),
            Self::Value(value) => f.write_str(value),
        }
    }
}
