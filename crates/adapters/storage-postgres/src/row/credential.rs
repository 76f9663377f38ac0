use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{
    credential::{Credential, StoredCredential},
    id::CredentialId,
    stored::InconsistentRow,
};
use uuid::Uuid;

use super::{Moment, Row};
use crate::schema::credentials;

/// A row of `credentials`, without the copies that searches look into.
#[derive(Queryable, Selectable)]
#[diesel(table_name = credentials, check_for_backend(Pg))]
pub(crate) struct CredentialRow {
    company_id: Uuid,
    id: Uuid,
    name: String,
    provider: String,
    login: String,
    username: String,
    sealed: Vec<u8>,
    secret_version: i64,
    version: i64,
    created_at: Moment,
    updated_at: Moment,
    host: Option<String>,
    token_host: Option<String>,
    last_verified_at: Option<Moment>,
    last_outcome: Option<String>,
    path_prefix: Option<String>,
    last_used_at: Option<Moment>,
}

impl CredentialRow {
    pub(crate) fn id(&self) -> CredentialId {
        CredentialId::from_uuid(self.id)
    }
}

impl Row for CredentialRow {
    type Entity = Credential;
    const TABLE: &'static str = "credentials";

    fn restore(self) -> Result<Credential, InconsistentRow> {
        Credential::restore(StoredCredential {
            id: self.id,
            company: self.company_id,
            name: self.name,
            provider: self.provider,
            host: self.host,
            token_host: self.token_host,
            path_prefix: self.path_prefix,
            login: self.login,
            username: self.username,
            sealed: self.sealed,
            secret_version: self.secret_version,
            version: self.version,
            created_at: self.created_at.as_millis(),
            updated_at: self.updated_at.as_millis(),
            last_verified_at: self.last_verified_at.map(Moment::as_millis),
            last_outcome: self.last_outcome,
            last_used_at: self.last_used_at.map(Moment::as_millis),
        })
    }
}
