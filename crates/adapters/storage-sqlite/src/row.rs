//! Rows as they stand in the tables, and how they become what the domain knows.

mod api_key;
mod audit_event;
mod audit_head;
mod company;
mod credential;
mod credential_count;
mod flag;
mod idempotency_record;
mod page_rows;
mod ring_key;
mod text;

use std::borrow::Cow;

use pullkey_domain::stored::InconsistentRow;
use pullkey_storage::StoreError;

pub(crate) use self::{
    api_key::{ApiKeyRow, KeyWithUseRow},
    audit_event::AuditEventRow,
    audit_head::AuditHeadRow,
    company::CompanyRow,
    credential::CredentialRow,
    credential_count::{CredentialCount, CredentialCountRow},
    flag::Flag,
    idempotency_record::IdempotencyRecordRow,
    page_rows::PageRows,
    ring_key::{RetiredRingKeyRow, RingKeyRow},
    text::Text,
};

/// A row that was read.
pub(crate) trait Row: Sized {
    /// What it is a row of.
    type Entity;
    /// Where it stands.
    const TABLE: &'static str;

    /// The entity, if nothing about the row breaks a rule.
    fn restore(self) -> Result<Self::Entity, InconsistentRow>;

    /// The same, as ports tell it.
    fn into_entity(self) -> Result<Self::Entity, StoreError> {
        self.restore().map_err(|source| StoreError::Corrupt {
            table: Self::TABLE,
            source,
        })
    }
}

/// A column with the bytes of a UUID.
pub(crate) type Id<'a> = Cow<'a, [u8]>;

pub(crate) fn to_id(uuid: uuid::Uuid) -> Id<'static> {
    Cow::Owned(uuid.as_bytes().to_vec())
}

pub(crate) fn from_id(id: &Id<'_>, column: &'static str) -> Result<uuid::Uuid, InconsistentRow> {
    uuid::Uuid::from_slice(id).map_err(|_| InconsistentRow::at(column))
}
