//! What a store read back and the rules refuse.
//!
//! ```
//! use pullkey_domain::{stored::InconsistentRow, version::RowVersion};
//!
//! assert_eq!(RowVersion::restore(0), Err(InconsistentRow::at("version")));
//! ```

/// A stored row that breaks a rule of the domain: it was damaged, or written by something else.
///
/// Names the column, never what stood in it.
///
/// ```
/// use pullkey_domain::stored::InconsistentRow;
///
/// assert_eq!(InconsistentRow::at("name").to_string(), "column name breaks a rule");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("column {column} breaks a rule")]
pub struct InconsistentRow {
    column: &'static str,
}

impl InconsistentRow {
    /// At this column.
    pub const fn at(column: &'static str) -> Self {
        Self { column }
    }

    /// The column's name.
    pub const fn column(self) -> &'static str {
        self.column
    }
}
