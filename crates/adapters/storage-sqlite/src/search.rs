//! How SQLite looks for a text in names. Its own functions know the case of ASCII only, and copies in lower case could
//! be altered by themselves, or be of another version of Unicode than the text that is looked for: so each name is
//! folded when it is compared.

use diesel::{QueryResult, SqliteConnection, declare_sql_function, sql_types};
use pullkey_domain::credential::SearchText;

use crate::row::Text;

#[declare_sql_function]
extern "SQL" {
    /// Whether the folded text that is sought stands in a name or a user name.
    fn is_found(
        sought: sql_types::Text,
        name: sql_types::Text,
        username: sql_types::Text,
    ) -> sql_types::Bool;
}

/// Lets this connection search.
pub(crate) fn register(connection: &mut SqliteConnection) -> QueryResult<()> {
    is_found_utils::register_impl(
        connection,
        |sought: Text<'static>, name: Text<'static>, username: Text<'static>| {
            let sought = sought.as_str().unwrap_or_default();
            // What is no text counts as found: whoever then reads the row tells that it is corrupt.
            let has_it = |text: Text<'static>| {
                let text = text.as_str().map(SearchText::fold);
                text.is_none_or(|text| text.contains(sought))
            };
            has_it(name) || has_it(username)
        },
    )
}

#[cfg(test)]
mod tests {
    use diesel::{Connection, RunQueryDsl, dsl::sql, select};

    use super::*;

    fn is_found_in(sought: &str, [name, username]: [&str; 2]) -> bool {
        let connection = &mut SqliteConnection::establish(":memory:").unwrap();
        register(connection).unwrap();
        let text = sql::<sql_types::Text>;
        let found = select(is_found(sought, text(name), text(username)));
        found.get_result(connection).unwrap()
    }

    #[test]
    fn a_folded_text_is_found_in_either_in_any_case() {
        assert!(is_found_in("öko", ["'ÖKONOMIE'", "'user'"]));
        assert!(is_found_in("öko", ["'name'", "'x-ÖKO'"]));
        assert!(!is_found_in("öko", ["'OKO'", "'user'"]));
    }

    #[test]
    fn nothing_is_found_across_the_two() {
        assert!(!is_found_in("ab", ["'a'", "'b'"]));
    }

    #[test]
    fn what_is_no_text_counts_as_found() {
        let none = "CAST(x'66ff' AS TEXT)";
        assert!(is_found_in("sought", ["'name'", none]));
        assert!(is_found_in("sought", [none, "'user'"]));
    }

    #[test]
    fn a_text_without_a_character_is_one() {
        assert!(!is_found_in("sought", ["''", "''"]));
    }
}
