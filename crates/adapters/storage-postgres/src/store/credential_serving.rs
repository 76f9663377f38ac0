//! Which credential serves a repository.

use diesel::sql_types::{Array, Text, Uuid};
use pullkey_domain::{api_key::Reach, id::CompanyId};
use pullkey_storage::ServingKeys;

use crate::{schema::credentials, statement::Statement};

/// What is asked, and of which credentials.
pub(super) struct CredentialServing<'a> {
    pub(super) company: CompanyId,
    pub(super) reach: &'a Reach,
    pub(super) keys: &'a ServingKeys,
}

impl<'a> CredentialServing<'a> {
    pub(super) fn statement(&self) -> Statement<'a, credentials::SqlType> {
        let statement = match self.reach {
            Reach::All => Statement::of(include_str!("../../sql/find_serving.sql")),
            Reach::Only(ids) => {
                let ids: Vec<_> = ids.iter().map(|id| id.as_uuid()).collect();
                Statement::of(include_str!("../../sql/find_serving_within.sql"))
                    .with::<Array<Uuid>, _>("ids", ids)
            }
        };
        statement
            .with::<Uuid, _>("company_id", self.company.as_uuid())
            .with::<Array<Text>, _>("registries", &self.keys.registries)
            .with::<Array<Text>, _>("prefixes", &self.keys.prefixes)
    }
}
