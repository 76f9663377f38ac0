use async_trait::async_trait;
use pullkey_domain::{
    audit::AuditEvent,
    id::{AuditEventId, CompanyId},
    stored::InconsistentRow,
};
use uuid::Uuid;

use crate::StoreError;

/// Reads everything that audit events vouch for, page by page, to see whether it was tampered with.
///
/// Each page MUST be of one moment, so that what changes meanwhile looks like no tampering. A row that has no form that was
/// ever written MUST be told with the others.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait AuditInspection: Send + Sync {
    /// Every company of which there is a row, an event or a head: in the order of their ids, behind `after`, at most
    /// `limit` of them.
    async fn audited_companies(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<AuditedCompany>, StoreError>;

    /// How many rows there are, by table, whose ids have no form that was ever written. As an id tells where a row stands, no
    /// walk of any port comes by them, and they MUST hold up none.
    async fn malformed_rows(&self) -> Result<Vec<MalformedRows>, StoreError>;

    /// The links of the company's chain with their events, in their order, behind the place `after`, at most `limit` of
    /// them. Without a place it MUST begin at the least there is: whoever made a link up may have put it anywhere.
    async fn linked_events(
        &self,
        company: CompanyId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LinkedEvent>, StoreError>;

    /// Walks over `limit` of the company's events, by id, behind `after`, and tells those that are neither linked nor marked
    /// as not sealed.
    async fn stray_events(
        &self,
        company: CompanyId,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<StrayEvents, StoreError>;

    /// Rows of this kind of the company, and what the last event that tells of a change of each says: by id, behind
    /// `after`, at most `limit` of them. Rows without such an event are among them, and rows that are not there.
    async fn audited_rows(
        &self,
        company: CompanyId,
        kind: RowKind,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<AuditedRow>, StoreError>;
}

/// Rows of a table that belong nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedRows {
    /// The table.
    pub table: &'static str,
    /// How many there are: at least one.
    pub rows: u64,
}

/// A company, and whether it should be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedCompany {
    /// Its id.
    pub id: CompanyId,
    /// Its row.
    pub row: CompanyRowState,
    /// The first event that tells of its deletion, or which rule its row breaks.
    pub deletion: Option<Result<AuditEvent, InconsistentRow>>,
}

/// What the row of a company says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyRowState {
    /// The company exists.
    Existing,
    /// It was deleted.
    Deleted,
    /// There is no row.
    Absent,
}

/// A place in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedEvent {
    /// The place.
    pub seq: i64,
    /// The event that is linked there.
    pub id: AuditEventId,
    /// The audit key that made the link.
    pub key: i64,
    /// The link.
    pub link: Vec<u8>,
    /// The event, or which rule its row breaks; `None` if it is not there.
    pub event: Option<Result<AuditEvent, InconsistentRow>>,
}

/// What a walk over events came by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StrayEvents {
    /// The last event of the walk, stray or not; `None` if there was none to walk over.
    pub walked_to: Option<AuditEventId>,
    /// Events that belong to no place: each with its id, or which rule its row breaks.
    pub strays: Vec<(AuditEventId, Result<AuditEvent, InconsistentRow>)>,
}

/// What kind of row an event tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Credentials.
    Credential,
    /// API keys.
    ApiKey,
}

impl RowKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Credential, Self::ApiKey];

    /// The word for this kind of target.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::ApiKey => "api_key",
        }
    }
}

/// A row, and what should be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedRow {
    /// Its id.
    pub id: Uuid,
    /// Its columns as the digest of an event covers them, or which rule it breaks; `None` if it is not there.
    pub columns: Option<Result<Vec<u8>, InconsistentRow>>,
    /// The event of its last change: the one with the greatest version. Mere uses do not count.
    pub last: Option<LastChange>,
    /// Whether its company was deleted, and so need not have it any more.
    pub company_is_deleted: bool,
}

/// What the event of a row's last change says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChange {
    /// The id of the event.
    pub id: AuditEventId,
    /// The event, or which rule its row breaks.
    pub event: Result<AuditEvent, InconsistentRow>,
}
