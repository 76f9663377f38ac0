//! The URL of the database.

use std::{
    fmt::{self, Debug, Formatter},
    path::PathBuf,
};

use super::{error::Rule, rules};
use crate::postgres_url::PostgresUrl;

/// Where credentials are stored.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of `SQLite`.
    Sqlite(PathBuf),
    /// A database of `PostgreSQL`.
    Postgres(Box<PostgresUrl>),
}

impl DatabaseUrl {
    /// Reads `sqlite://PATH`, where the path is taken as it stands, without percent-encoding, or a URL of `PostgreSQL`.
    pub(super) fn parse(text: &str) -> Result<Self, Rule> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(Rule::DatabaseUrl);
        };
        match (scheme.to_ascii_lowercase().as_str(), rest) {
            ("postgres" | "postgresql", rest) => {
                let url = PostgresUrl::parse(&format!("postgres://{rest}"));
                Ok(Self::Postgres(Box::new(url.map_err(Rule::PostgresUrl)?)))
            }
            ("sqlite", ":memory:") => Err(Rule::SqliteInMemory),
            ("sqlite", path) if path.contains('?') => Err(Rule::SqliteOptions),
            ("sqlite", path) if !path.is_empty() => rules::path(path).map(Self::Sqlite),
            _ => Err(Rule::DatabaseUrl),
        }
    }
}

/// Says the kind only: what follows may be secret.
impl Debug for DatabaseUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(_) => f.debug_tuple("Sqlite").finish_non_exhaustive(),
            Self::Postgres(_) => f.debug_tuple("Postgres").finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DatabaseUrl, Rule};

    #[test]
    fn the_path_of_a_sqlite_url_is_relative_or_absolute() {
        for (url, path) in [
            ("sqlite://./data/a.db", "./data/a.db"),
            ("sqlite:///var/lib/a.db", "/var/lib/a.db"),
            ("SQLite://a%20b.db", "a%20b.db"),
        ] {
            assert_eq!(
                DatabaseUrl::parse(url),
                Ok(DatabaseUrl::Sqlite(path.into()))
            );
        }
    }

    #[test]
    fn a_url_of_postgres_begins_in_either_way_and_in_any_case() {
        let usual = DatabaseUrl::parse("postgres://u:p@h/d");
        assert!(matches!(usual, Ok(DatabaseUrl::Postgres(_))));
        for url in ["postgresql://u:p@h/d", "POSTGRES://u:p@h/d"] {
            assert_eq!(DatabaseUrl::parse(url), usual, "{url}");
        }
    }

    #[test]
    fn what_postgres_cannot_take_is_no_url_of_it() {
        for url in ["postgres://", "postgres://u:p@h/d?sslmode=maybe"] {
            let refused = DatabaseUrl::parse(url);
            assert!(matches!(refused, Err(Rule::PostgresUrl(_))), "{url}");
        }
    }

    #[test]
    fn a_database_in_memory_is_refused() {
        let parsed = DatabaseUrl::parse("sqlite://:memory:");
        assert_eq!(parsed, Err(Rule::SqliteInMemory));
    }

    #[test]
    fn options_of_a_sqlite_url_are_refused() {
        let parsed = DatabaseUrl::parse("sqlite://a.db?mode=ro");
        assert_eq!(parsed, Err(Rule::SqliteOptions));
    }

    #[test]
    fn anything_else_is_not_the_url_of_a_database() {
        for url in ["a.db", "sqlite:a.db", "sqlite://", "mysql://h/d", "://"] {
            assert_eq!(DatabaseUrl::parse(url), Err(Rule::DatabaseUrl), "{url}");
        }
    }

    #[test]
    fn debug_does_not_show_the_rest_of_the_url() {
        let url = DatabaseUrl::Sqlite("hunter2".into());
        assert_eq!(format!("{url:?}"), "Sqlite(..)");
        let url = DatabaseUrl::parse("postgres://u:hunter2@h/d").unwrap();
        assert_eq!(format!("{url:?}"), "Postgres(..)");
    }
}
