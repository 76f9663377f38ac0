use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    credential::{Credential, StoredCredential},
    id::CredentialId,
    stored::InconsistentRow,
    timestamp::Timestamp,
};

use super::{Id, Row, Text, from_id, to_id};
use crate::schema::credentials;

/// A row of `credentials`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = credentials, check_for_backend(Sqlite))]
pub(crate) struct CredentialRow<'a> {
    company_id: Id<'a>,
    id: Id<'a>,
    name: Text<'a>,
    provider: Text<'a>,
    login: Text<'a>,
    username: Text<'a>,
    sealed: Cow<'a, [u8]>,
    secret_version: i64,
    version: i64,
    created_at: i64,
    updated_at: i64,
    host: Option<Text<'a>>,
    token_host: Option<Text<'a>>,
    last_verified_at: Option<i64>,
    last_outcome: Option<Text<'a>>,
    path_prefix: Option<Text<'a>>,
    last_used_at: Option<i64>,
}

impl<'a> From<&'a Credential> for CredentialRow<'a> {
    fn from(credential: &'a Credential) -> Self {
        Self {
            company_id: to_id(credential.company().as_uuid()),
            id: to_id(credential.id().as_uuid()),
            name: credential.name().as_str().into(),
            provider: credential.provider().as_str().into(),
            login: credential.login().as_str().into(),
            username: credential.username().as_str().into(),
            sealed: credential.sealed().as_bytes().into(),
            secret_version: credential.secret_version().as_i64(),
            version: credential.version().as_i64(),
            created_at: credential.created_at().as_millis(),
            updated_at: credential.updated_at().as_millis(),
            host: credential.place().host().map(|it| it.as_str().into()),
            token_host: credential.place().token_host().map(|it| it.as_str().into()),
            last_verified_at: credential.verification().map(|it| it.at.as_millis()),
            last_outcome: credential
                .verification()
                .map(|it| it.outcome.as_str().into()),
            path_prefix: credential.path_prefix().map(|it| it.as_str().into()),
            last_used_at: credential.last_used_at().map(Timestamp::as_millis),
        }
    }
}

impl CredentialRow<'_> {
    pub(crate) fn id(&self) -> Result<CredentialId, InconsistentRow> {
        Ok(CredentialId::from_uuid(from_id(&self.id, "id")?))
    }
}

impl Row for CredentialRow<'_> {
    type Entity = Credential;
    const TABLE: &'static str = "credentials";

    fn restore(self) -> Result<Credential, InconsistentRow> {
        Credential::restore(StoredCredential {
            id: from_id(&self.id, "id")?,
            company: from_id(&self.company_id, "company_id")?,
            name: self.name.read("name")?,
            provider: self.provider.read("provider")?,
            host: self.host.map(|it| it.read("host")).transpose()?,
            token_host: self
                .token_host
                .map(|it| it.read("token_host"))
                .transpose()?,
            path_prefix: self
                .path_prefix
                .map(|it| it.read("path_prefix"))
                .transpose()?,
            login: self.login.read("login")?,
            username: self.username.read("username")?,
            sealed: self.sealed.into_owned(),
            secret_version: self.secret_version,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            last_verified_at: self.last_verified_at,
            last_outcome: self
                .last_outcome
                .map(|it| it.read("last_outcome"))
                .transpose()?,
            last_used_at: self.last_used_at,
        })
    }
}
