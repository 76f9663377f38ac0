//! Rows as they stand in the tables, and how they become what the domain knows.

mod api_key;
mod audit_event;
mod audit_head;
mod company;
mod credential;
mod idempotency_record;
mod moment;
mod ring_key;

use pullkey_domain::stored::InconsistentRow;
use pullkey_storage::StoreError;

pub(crate) use self::{
    api_key::{ApiKeyRow, KeyWithUseRow},
    audit_event::AuditEventRow,
    audit_head::AuditHeadRow,
    company::CompanyRow,
    credential::CredentialRow,
    idempotency_record::IdempotencyRecordRow,
    moment::Moment,
    ring_key::{RetiredRingKeyRow, RingKeyRow},
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
