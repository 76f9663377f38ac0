use uuid::Uuid;

use super::{
    Credential, CredentialName, LoginKind, RegistryProvider, RegistryUsername, SealedSecret,
};
use crate::{
    id::{CompanyId, CredentialId},
    stored::InconsistentRow,
    timestamp::Timestamp,
    version::{RowVersion, SecretVersion},
};

/// A credential as a store read it: nothing in it was checked yet.
///
/// ```
/// # use pullkey_domain::credential::*;
/// let stored = StoredCredential {
///     id: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     company: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     name: String::new(),
///     provider: "dockerHub".into(),
///     login: "password".into(),
///     username: "my-docker-user".into(),
///     sealed: vec![1, 2, 3],
///     secret_version: 1,
///     version: 1,
///     created_at: 1_738_195_200_000,
///     updated_at: 1_738_195_200_000,
/// };
/// assert_eq!(Credential::restore(stored).unwrap_err().column(), "name");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCredential {
    /// Its id.
    pub id: Uuid,
    /// The company that owns it.
    pub company: Uuid,
    /// Its name.
    pub name: String,
    /// The contract's word for its provider.
    pub provider: String,
    /// The word for its kind of login.
    pub login: String,
    /// Who logs in.
    pub username: String,
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// How often the secret was sealed.
    pub secret_version: i64,
    /// How often the row was written.
    pub version: i64,
    /// When it was created, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was last modified, in milliseconds since 1970.
    pub updated_at: i64,
}

impl Credential {
    /// The credential of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredCredential) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        Ok(Self {
            id: CredentialId::from_uuid(stored.id),
            company: CompanyId::from_uuid(stored.company),
            name: CredentialName::parse(stored.name).map_err(|_| broken("name"))?,
            provider: RegistryProvider::parse(&stored.provider).map_err(|_| broken("provider"))?,
            login: LoginKind::parse(&stored.login).ok_or(broken("login"))?,
            username: RegistryUsername::parse(stored.username).map_err(|_| broken("username"))?,
            sealed: SealedSecret::from_bytes(stored.sealed),
            secret_version: SecretVersion::restore(stored.secret_version)?,
            version: RowVersion::restore(stored.version)?,
            created_at: Timestamp::from_millis(stored.created_at)
                .map_err(|_| broken("created_at"))?,
            updated_at: Timestamp::from_millis(stored.updated_at)
                .map_err(|_| broken("updated_at"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, stored_credential, uuid};

    type Alter = fn(&mut StoredCredential);

    /// A change of every column.
    const CHANGES: &[(&str, Alter)] = &[
        ("id", |row| row.id = uuid(100)),
        ("company", |row| row.company = uuid(100)),
        ("name", |row| row.name.push('!')),
        ("provider", |row| row.provider = "ecr".to_owned()),
        ("login", |row| {
            row.login = "gcp_service_account_key".to_owned();
        }),
        ("username", |row| row.username.push('0')),
        ("sealed", |row| row.sealed.push(4)),
        ("secret_version", |row| row.secret_version += 1),
        ("version", |row| row.version += 1),
        ("created_at", |row| row.created_at -= 1),
        ("updated_at", |row| row.updated_at += 1),
    ];

    /// A column that is added does not compile until it stands here: write a change of it above as well.
    #[test]
    fn what_is_restored_is_what_was_stored() {
        let (stored, credential) = (stored_credential(), sample::credential());
        let again = StoredCredential {
            id: credential.id().as_uuid(),
            company: credential.company().as_uuid(),
            name: credential.name().to_string(),
            provider: credential.provider().to_string(),
            login: credential.login().as_str().to_owned(),
            username: credential.username().to_string(),
            sealed: credential.sealed().as_bytes().to_vec(),
            secret_version: credential.secret_version().as_i64(),
            version: credential.version().as_i64(),
            created_at: credential.created_at().as_millis(),
            updated_at: credential.updated_at().as_millis(),
        };
        assert_eq!(again, stored);
    }

    #[test]
    fn the_digested_row_changes_with_every_column_but_the_sealed_one() {
        let row = sample::credential().digest_input();
        for (column, alter) in CHANGES {
            let mut stored = stored_credential();
            alter(&mut stored);
            let altered = Credential::restore(stored).unwrap().digest_input();
            assert_eq!(altered == row, *column == "sealed", "{column}");
        }
    }

    #[test]
    fn a_column_that_breaks_a_rule_is_named() {
        let broken: [(&str, Alter); 8] = [
            ("name", |row| row.name = "\0".to_owned()),
            ("provider", |row| row.provider = "DockerHub".to_owned()),
            ("login", |row| row.login = "Password".to_owned()),
            ("username", |row| row.username.push('-')),
            ("secret_version", |row| row.secret_version = 0),
            ("version", |row| row.version = -1),
            ("created_at", |row| row.created_at = i64::MIN),
            ("updated_at", |row| row.updated_at = i64::MAX),
        ];
        for (column, alter) in broken {
            let mut stored = stored_credential();
            alter(&mut stored);
            assert_eq!(
                Credential::restore(stored),
                Err(InconsistentRow::at(column))
            );
        }
    }
}
