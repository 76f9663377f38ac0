//! The configuration file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::{
    error::{Problem, Rule},
    layer::{Given, Layer},
    nearest::nearest,
    origin::Origin,
    table::{Names, Shape, names},
};

/// The file's keys and values.
#[derive(Default)]
pub(super) struct File {
    path: PathBuf,
    table: Table,
}

impl File {
    /// Reads the file that was asked for.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let text = fs::read_to_string(path).map_err(|error| Problem::Unreadable {
            path: path.to_owned(),
            reason: error.kind(),
        })?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            let start = error.span().map_or(text.len(), |span| span.start);
            let (line, column) = position(&text, start);
            Problem::Syntax {
                path: path.to_owned(),
                line,
                column,
            }
        })?;
        Ok(Self {
            path: path.to_owned(),
            table,
        })
    }

    /// Reads the file that nobody has to write.
    pub(super) fn read_if_there(path: &Path) -> Result<Self, Problem> {
        match Self::read(path) {
            Err(Problem::Unreadable {
                reason: io::ErrorKind::NotFound,
                ..
            }) => Ok(Self::default()),
            read => read,
        }
    }

    /// The keys that are no setting.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Problem> {
        let known = |key: &&String| names().any(|names| names.key == key.as_str());
        let unknown = self.table.keys().filter(move |key| !known(key));
        unknown.map(|key| Problem::UnknownKey {
            name: key.clone(),
            path: self.path.clone(),
            nearest: nearest(key).map(|names| names.key),
        })
    }
}

impl Layer for File {
    fn look_up(&self, names: &'static Names, shape: Shape) -> Option<Given> {
        let text = match (self.table.get(names.key)?, shape) {
            (Value::String(text), _) if text.is_empty() => return None,
            (Value::String(text), _) => Ok(text.clone()),
            (Value::Integer(number), Shape::Number) => Ok(number.to_string()),
            (Value::Boolean(switch), Shape::Switch) => Ok(switch.to_string()),
            (other, shape) => Err(Rule::TomlType {
                found: other.type_str(),
                wanted: match shape {
                    Shape::Text => "string",
                    Shape::Number => "number",
                    Shape::Switch => "boolean",
                },
            }),
        };
        Some(Given {
            origin: Origin::File(self.path.clone()),
            by: names.key,
            text,
        })
    }
}

/// Line and column of a byte, both from 1; the column counts characters as editors do.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|character| *character != '\n')
        .count()
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn a_position_counts_lines_and_characters_from_one() {
        assert_eq!(position("a = 1\nb", 0), (1, 1));
        assert_eq!(position("a = 1\nünd!", 10), (2, 4));
    }

    #[test]
    fn a_position_past_the_end_is_the_end() {
        assert_eq!(position("a\nb", 99), (2, 2));
    }
}
