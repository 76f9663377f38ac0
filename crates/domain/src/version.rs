//! Counters that tell one state of a row from the next.
//!
//! ```
//! use pullkey_domain::version::{RowVersion, SecretVersion};
//!
//! assert!(RowVersion::FIRST < RowVersion::FIRST.next());
//! assert_eq!(SecretVersion::restore(1), Ok(SecretVersion::FIRST));
//! ```

use crate::stored::InconsistentRow;

macro_rules! version {
    ($(#[$doc:meta])* $name:ident, $column:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// That of a row that was just made.
            pub const FIRST: Self = Self(1);

            /// The one after this. Saturates: a row that changes each microsecond gets there in 292,000 years.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// The count, from 1.
            pub const fn as_i64(self) -> i64 {
                self.0
            }

            /// Eight bytes, most significant first, as they enter MACs and associated data.
            pub const fn to_be_bytes(self) -> [u8; 8] {
                self.0.to_be_bytes()
            }

            /// Takes a stored count.
            ///
            /// # Errors
            /// [`InconsistentRow`] below 1.
            pub fn restore(count: i64) -> Result<Self, InconsistentRow> {
                if count < Self::FIRST.0 {
                    return Err(InconsistentRow::at($column));
                }
                Ok(Self(count))
            }
        }
    };
}

version! {
    /// How often a row was written: what an `ETag` shows.
    ///
    /// ```
    /// use pullkey_domain::version::RowVersion;
    ///
    /// assert_eq!(RowVersion::FIRST.next().as_i64(), 2);
    /// ```
    RowVersion, "version"
}
version! {
    /// How often a credential's secret was sealed. Part of what its bytes are bound to, so that old bytes do not open
    /// in a newer row.
    ///
    /// ```
    /// use pullkey_domain::version::SecretVersion;
    ///
    /// assert_eq!(SecretVersion::FIRST.to_be_bytes(), [0, 0, 0, 0, 0, 0, 0, 1]);
    /// ```
    SecretVersion, "secret_version"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_count_starts_at_one() {
        assert_eq!(RowVersion::restore(1), Ok(RowVersion::FIRST));
        for count in [0, -1, i64::MIN] {
            let refused = SecretVersion::restore(count);
            assert_eq!(refused, Err(InconsistentRow::at("secret_version")));
            assert_eq!(
                RowVersion::restore(count),
                Err(InconsistentRow::at("version"))
            );
        }
    }

    #[test]
    fn the_last_count_stays_rather_than_starting_anew() {
        let last = RowVersion::restore(i64::MAX).unwrap();
        assert_eq!(last.next(), last);
    }
}
