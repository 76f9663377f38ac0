use async_trait::async_trait;
use pullkey_domain::{
    audit::{AuditEvent, ChainMac, StoredHead},
    id::{AuditEventId, CompanyId},
    stored::InconsistentRow,
    timestamp::Timestamp,
};
use uuid::Uuid;

use crate::StoreError;

/// Keeps the chains into which the events of each company are linked.
///
/// Whoever stores an event MUST mark it as not sealed in the same transaction: so what is marked was committed, and one
/// that commits late is never passed over. A mark goes only when its event is linked.
///
/// What it gives was read from rows that anybody may have altered. A row that has no form that was ever written MUST be
/// told with the others, so that it holds up none of them.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait AuditChain: Send + Sync {
    /// Whether somebody else has the turn to seal. A turn that would last longer than [`TURN`] from now was
    /// made up, and counts for nothing.
    async fn is_others_turn(&self, sealer: Uuid) -> Result<bool, StoreError>;

    /// The events that are marked as not sealed, by company and id, behind `after`, at most `limit` of them.
    async fn unsealed(
        &self,
        after: Option<(CompanyId, AuditEventId)>,
        limit: u32,
    ) -> Result<Vec<UnsealedEvent>, StoreError>;

    /// Where the chains of these companies end, in no particular order.
    async fn ends(&self, companies: Vec<CompanyId>) -> Result<Vec<ChainEnd>, StoreError>;

    /// The heads of all chains, by company, behind `after`, at most `limit` of them.
    async fn heads(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<StoredHead>, StoreError>;

    /// Takes the turn for as long as [`TURN`], or prolongs it, and makes chains grow, in one transaction. If somebody else
    /// has the turn, it MUST do nothing.
    ///
    /// A chain grows whole or not at all: its head MUST be where the growth begins, and then its links are stored, its head
    /// is moved, and the marks of its events go. So of two who seal at once, one finds the head moved, and no chain ever
    /// forks. Answers the companies whose chains grew.
    async fn grow(
        &self,
        sealer: Uuid,
        growths: Vec<ChainGrowth>,
    ) -> Result<Vec<CompanyId>, StoreError>;

    /// Ends the turn of this sealer, if it has it: nobody need wait then for what will not come.
    async fn leave_turn(&self, sealer: Uuid) -> Result<(), StoreError>;

    /// How much waits to be sealed.
    async fn backlog(&self) -> Result<Backlog, StoreError>;
}

/// How long a turn to seal lasts by the store's clock.
pub const TURN: std::time::Duration = std::time::Duration::from_secs(3);

/// An event that is marked as not sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsealedEvent {
    /// The company in whose trail it stands.
    pub company: CompanyId,
    /// Its id.
    pub id: AuditEventId,
    /// The event, or which rule its row breaks; `None` if it is not there.
    pub event: Option<Result<AuditEvent, InconsistentRow>>,
    /// Whether it is linked all the same.
    pub is_linked: bool,
}

/// Where a chain ends, by what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEnd {
    /// Whose chain it is.
    pub company: CompanyId,
    /// Its head, which should tell the same as the last link.
    pub head: Option<StoredHead>,
    /// The place and the MAC of its last link.
    pub last: Option<(i64, Vec<u8>)>,
}

/// What is to be added to a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainGrowth {
    /// The head as it was read; `None` if there was none.
    pub from: Option<StoredHead>,
    /// The links, in their order: at least one.
    pub links: Vec<NewLink>,
    /// The head behind them.
    pub to: StoredHead,
}

/// A link to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Its place.
    pub seq: i64,
    /// The event that it links.
    pub event: AuditEventId,
    /// Its MAC.
    pub mac: ChainMac,
}

/// How much waits to be sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many events: exact up to [`COUNTED`](Self::COUNTED), as counting more would take too long.
    pub events: u64,
    /// When the oldest of those counted happened.
    pub oldest: Option<Timestamp>,
}

impl Backlog {
    /// No more are counted.
    pub const COUNTED: u32 = 10_000;
}
