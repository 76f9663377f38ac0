use std::fmt;

use uuid::Uuid;

use super::{Company, CompanyName, CompanySalt};
use crate::{id::CompanyId, stored::InconsistentRow, timestamp::Timestamp};

/// A company as a store read it: nothing in it was checked yet.
///
/// ```
/// # use pullkey_domain::company::*;
/// let stored = StoredCompany {
///     id: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     name: "Acme".into(),
///     salt: vec![7; 31],
///     created_at: 1_738_195_200_000,
/// };
/// assert_eq!(Company::restore(stored).unwrap_err().column(), "salt");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCompany {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The salt of its keys.
    pub salt: Vec<u8>,
    /// When it was created, in milliseconds since 1970.
    pub created_at: i64,
}

/// Without the salt: one that reached a log would outlive the company's deletion.
impl fmt::Debug for StoredCompany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredCompany")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

impl Company {
    /// The company of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredCompany) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        let salt = <[u8; 32]>::try_from(stored.salt).map_err(|_| broken("salt"))?;
        Ok(Self {
            id: CompanyId::from_uuid(stored.id),
            name: CompanyName::parse(stored.name).map_err(|_| broken("name"))?,
            salt: CompanySalt::from_bytes(salt),
            created_at: Timestamp::from_millis(stored.created_at)
                .map_err(|_| broken("created_at"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, stored_company, uuid};

    type Alter = fn(&mut StoredCompany);

    /// A column that is added does not compile until it stands here: write a change of it below as well.
    #[test]
    fn what_is_restored_is_what_was_stored() {
        let company = sample::company();
        let again = StoredCompany {
            id: company.id().as_uuid(),
            name: company.name().to_string(),
            salt: company.salt().as_bytes().to_vec(),
            created_at: company.created_at().as_millis(),
        };
        assert_eq!(again, stored_company());
    }

    #[test]
    fn the_digested_row_changes_with_every_column_but_the_salt() {
        let alterations: [(&str, Alter); 4] = [
            ("id", |row| row.id = uuid(100)),
            ("name", |row| row.name.push('!')),
            ("salt", |row| row.salt[0] ^= 1),
            ("created_at", |row| row.created_at += 1),
        ];
        for (column, alter) in alterations {
            let mut stored = stored_company();
            alter(&mut stored);
            let altered = Company::restore(stored).unwrap().digest_input();
            assert_eq!(
                altered == sample::company().digest_input(),
                column == "salt",
                "{column}"
            );
        }
    }

    #[test]
    fn a_column_that_breaks_a_rule_is_named() {
        let broken: [(&str, Alter); 4] = [
            ("name", |row| row.name.clear()),
            ("salt", |row| row.salt.clear()),
            ("salt", |row| row.salt.push(0)),
            ("created_at", |row| row.created_at = i64::MIN),
        ];
        for (column, alter) in broken {
            let mut stored = stored_company();
            alter(&mut stored);
            assert_eq!(Company::restore(stored), Err(InconsistentRow::at(column)));
        }
    }

    #[test]
    fn what_is_shown_for_debugging_holds_no_byte_of_the_salt() {
        let company = stored_company();
        for shown in [format!("{company:?}"), format!("{:?}", sample::company())] {
            assert!(shown.contains("Acme"));
            assert!(!shown.contains("8, 8"), "{shown}");
        }
    }
}
