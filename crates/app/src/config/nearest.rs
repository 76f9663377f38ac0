//! Guesses which name a misspelt one was meant to be.

use super::table::{Names, names};

/// The setting whose key is nearest, if a third of the letters or fewer differ. Case and the kind of
/// dash do not count, so that it serves keys and what follows `PULLKEY_` alike.
pub(super) fn nearest(name: &str) -> Option<&'static Names> {
    let name = name.to_lowercase().replace('-', "_");
    let (distance, names) = names()
        .map(|names| (distance(&name, names.key), names))
        .min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= name.chars().count().max(3)).then_some(names)
}

/// How many letters must be put in, taken out or changed (Levenshtein), one row of the matrix at a time.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (taken, letter) in from.chars().enumerate() {
        let mut diagonal = taken;
        row[0] = taken + 1;
        for (column, other) in to.chars().enumerate() {
            let change = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.chars().count()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    fn guess(name: &str) -> Option<&'static str> {
        nearest(name).map(|names| names.key)
    }

    #[test]
    fn a_slip_finds_the_setting_that_was_meant() {
        assert_eq!(guess("listn"), Some("listen"));
        assert_eq!(guess("max_conections"), Some("max_connections"));
        assert_eq!(guess("DATABASE_ULR_FILE"), Some("database_url_file"));
    }

    #[test]
    fn case_and_dashes_do_not_count() {
        assert_eq!(guess("Key-Ring-File"), Some("keyring_file"));
    }

    #[test]
    fn a_name_that_is_close_to_nothing_finds_nothing() {
        assert_eq!(["", "x", "wizardry", "port"].map(guess), [None; 4]);
    }

    #[test]
    fn distance_counts_letters_put_in_taken_out_and_changed() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
