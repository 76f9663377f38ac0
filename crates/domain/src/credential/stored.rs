use uuid::Uuid;

use super::{
    Credential, CredentialName, InvalidHost, LoginKind, PathPrefix, RegistryHost, RegistryPlace,
    RegistryProvider, RegistryUsername, SealedSecret, Verification, VerificationOutcome,
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
///     host: None,
///     token_host: None,
///     path_prefix: None,
///     login: "password".into(),
///     username: "my-docker-user".into(),
///     sealed: vec![1, 2, 3],
///     secret_version: 1,
///     version: 1,
///     created_at: 1_738_195_200_000,
///     updated_at: 1_738_195_200_000,
///     last_verified_at: None,
///     last_outcome: None,
///     last_used_at: None,
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
    /// The host that was given for it.
    pub host: Option<String>,
    /// The token host that was given for it.
    pub token_host: Option<String>,
    /// The path prefix that was given for it.
    pub path_prefix: Option<String>,
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
    /// When its login was last tried, in milliseconds since 1970.
    pub last_verified_at: Option<i64>,
    /// The word for what came of it.
    pub last_outcome: Option<String>,
    /// When it was last used, in milliseconds since 1970.
    pub last_used_at: Option<i64>,
}

impl Credential {
    /// The credential of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredCredential) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        let provider = RegistryProvider::parse(&stored.provider).map_err(|_| broken("provider"))?;
        let host = restored(stored.host).map_err(|_| broken("host"))?;
        let token_host = restored(stored.token_host).map_err(|_| broken("token_host"))?;
        let path_prefix = stored.path_prefix.map(PathPrefix::parse).transpose();
        let last_used_at = stored.last_used_at.map(Timestamp::from_millis).transpose();
        Ok(Self {
            id: CredentialId::from_uuid(stored.id),
            company: CompanyId::from_uuid(stored.company),
            name: CredentialName::parse(stored.name).map_err(|_| broken("name"))?,
            place: RegistryPlace::restore(provider, host, token_host),
            path_prefix: path_prefix.map_err(|_| broken("path_prefix"))?,
            login: LoginKind::parse(&stored.login).ok_or(broken("login"))?,
            username: RegistryUsername::of_login(stored.username)
                .map_err(|_| broken("username"))?,
            sealed: SealedSecret::from_bytes(stored.sealed),
            secret_version: SecretVersion::restore(stored.secret_version)?,
            version: RowVersion::restore(stored.version)?,
            created_at: Timestamp::from_millis(stored.created_at)
                .map_err(|_| broken("created_at"))?,
            updated_at: Timestamp::from_millis(stored.updated_at)
                .map_err(|_| broken("updated_at"))?,
            verification: verification(stored.last_verified_at, stored.last_outcome.as_deref())?,
            last_used_at: last_used_at.map_err(|_| broken("last_used_at"))?,
        })
    }
}

impl From<&Credential> for StoredCredential {
    fn from(credential: &Credential) -> Self {
        let host = |host: Option<&RegistryHost>| host.map(ToString::to_string);
        Self {
            id: credential.id().as_uuid(),
            company: credential.company().as_uuid(),
            name: credential.name().to_string(),
            provider: credential.provider().to_string(),
            host: host(credential.place().host()),
            token_host: host(credential.place().token_host()),
            path_prefix: credential.path_prefix().map(ToString::to_string),
            login: credential.login().as_str().to_owned(),
            username: credential.username().to_string(),
            sealed: credential.sealed().as_bytes().to_vec(),
            secret_version: credential.secret_version().as_i64(),
            version: credential.version().as_i64(),
            created_at: credential.created_at().as_millis(),
            updated_at: credential.updated_at().as_millis(),
            last_verified_at: credential.verification().map(|it| it.at.as_millis()),
            last_outcome: credential.verification().map(|it| it.outcome.to_string()),
            last_used_at: credential.last_used_at().map(Timestamp::as_millis),
        }
    }
}

/// A host as it is stored, which is in the one spelling that it has.
fn restored(stored: Option<String>) -> Result<Option<RegistryHost>, InvalidHost> {
    let Some(stored) = stored else {
        return Ok(None);
    };
    let host = RegistryHost::parse(&stored)?;
    if host.as_str() == stored {
        Ok(Some(host))
    } else {
        Err(InvalidHost::Character)
    }
}

/// Of both columns, or of none.
fn verification(
    at: Option<i64>,
    outcome: Option<&str>,
) -> Result<Option<Verification>, InconsistentRow> {
    let broken = InconsistentRow::at;
    let (at, outcome) = match (at, outcome) {
        (None, None) => return Ok(None),
        (Some(at), Some(outcome)) => (at, outcome),
        (None, Some(_)) => return Err(broken("last_verified_at")),
        (Some(_), None) => return Err(broken("last_outcome")),
    };
    Ok(Some(Verification {
        at: Timestamp::from_millis(at).map_err(|_| broken("last_verified_at"))?,
        outcome: VerificationOutcome::parse(outcome).ok_or(broken("last_outcome"))?,
    }))
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
        ("host", |row| row.host = Some("ghcr.io".to_owned())),
        ("token_host", |row| {
            row.token_host = Some("ghcr.io".to_owned());
        }),
        ("path_prefix", |row| {
            row.path_prefix = Some("acme/app".to_owned());
        }),
        ("last_used_at", |row| row.last_used_at = None),
        ("last_verified_at", |row| {
            row.last_verified_at = row.last_verified_at.map(|at| at + 1);
        }),
        ("last_outcome", |row| {
            row.last_outcome = Some("timeout".to_owned());
        }),
        ("sealed", |row| row.sealed.push(4)),
        ("secret_version", |row| row.secret_version += 1),
        ("version", |row| row.version += 1),
        ("created_at", |row| row.created_at -= 1),
        ("updated_at", |row| row.updated_at += 1),
    ];

    #[test]
    fn what_is_restored_is_what_was_stored() {
        let again = StoredCredential::from(&sample::credential());
        assert_eq!(again, stored_credential());
        for (column, alter) in CHANGES {
            let mut stored = stored_credential();
            alter(&mut stored);
            let restored = Credential::restore(stored.clone()).unwrap();
            assert_eq!(StoredCredential::from(&restored), stored, "{column}");
        }
    }

    #[test]
    fn the_digested_row_changes_with_every_column_but_the_sealed_one_and_those_of_use() {
        let row = sample::credential().digest_input();
        for (column, alter) in CHANGES {
            let mut stored = stored_credential();
            alter(&mut stored);
            let altered = Credential::restore(stored).unwrap().digest_input();
            let of_use = ["last_verified_at", "last_outcome", "last_used_at"];
            let is_left_out = *column == "sealed" || of_use.contains(column);
            assert_eq!(altered == row, is_left_out, "{column}");
        }
    }

    #[test]
    fn a_column_that_breaks_a_rule_is_named() {
        let broken: &[(&str, Alter)] = &[
            ("name", |row| row.name = "\0".to_owned()),
            ("provider", |row| row.provider = "DockerHub".to_owned()),
            ("login", |row| row.login = "Password".to_owned()),
            ("username", |row| row.username.push(':')),
            ("host", |row| row.host = Some("GHCR.io".to_owned())),
            ("host", |row| row.host = Some("https://ghcr.io".to_owned())),
            ("token_host", |row| row.token_host = Some(String::new())),
            ("path_prefix", |row| row.path_prefix = Some(String::new())),
            ("path_prefix", |row| {
                row.path_prefix = Some("acme/".to_owned());
            }),
            ("last_used_at", |row| row.last_used_at = Some(i64::MAX)),
            ("last_verified_at", |row| row.last_verified_at = None),
            ("last_verified_at", |row| {
                row.last_verified_at = Some(i64::MAX);
            }),
            ("last_outcome", |row| row.last_outcome = None),
            ("last_outcome", |row| {
                row.last_outcome = Some("Verified".to_owned());
            }),
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
