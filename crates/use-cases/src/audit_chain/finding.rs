use std::fmt;

use pullkey_domain::id::{AuditEventId, CompanyId};
use pullkey_storage::RowKind;
use uuid::Uuid;

/// Something that is not as it was left, or cannot be told to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: Tampering,
    /// In which company's trail or rows; none if in no single one.
    pub company: Option<CompanyId>,
    /// At which place of the chain.
    pub seq: Option<i64>,
    /// With which event.
    pub event: Option<AuditEventId>,
    /// With which row.
    pub row: Option<(RowKind, Uuid)>,
    /// More about it, for people.
    pub detail: Option<String>,
}

macro_rules! tamperings {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $sentence:literal;)+) => {
        /// What can be wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Tampering { $($(#[$doc])* $name,)+ }

        impl Tampering {
            /// All of it.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its word for machines.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it means.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

tamperings! {
    /// An event is not what was signed.
    EventEdited = "event_edited", "the event was edited";
    /// A linked event is not there.
    EventDeleted = "event_deleted", "the event that is linked here was deleted";
    /// An event was deleted before it was linked.
    UnsealedEventDeleted = "unsealed_event_deleted", "the event was deleted before it was sealed";
    /// An event that was signed has lost its link.
    EventUnlinked = "event_unlinked", "the event is genuine, but its link was removed";
    /// An event that nobody signed.
    EventInserted = "event_inserted", "the event was inserted: it is in no chain, and nobody signed it";
    /// An event is marked although it is linked.
    EventMarked = "event_marked", "the event is sealed, and was marked as not sealed";
    /// Events wait for longer than they should.
    EventsNotSealed = "events_not_sealed", "events wait to be sealed for more than a minute: is a node running?";
    /// Places without links.
    LinksMissing = "links_missing", "links were deleted";
    /// A link ties other things than it was made for.
    LinkBroken = "link_broken", "this is not the event that was linked here, or its place was changed";
    /// The head is not there.
    HeadMissing = "head_missing", "the head of the chain was deleted";
    /// The head is not what was signed.
    HeadEdited = "head_edited", "the head of the chain was edited";
    /// The head stands before the end.
    HeadRolledBack = "head_rolled_back", "the head of the chain was set back";
    /// The chain ends before the head.
    ChainCutOff = "chain_cut_off", "the newest events were cut off: the chain ends before its head";
    /// The chain ends before a head that was exported.
    ChainRolledBack = "chain_rolled_back", "the chain ends before a head that was exported";
    /// Another link stands where a head was exported.
    ChainReplaced = "chain_replaced", "another chain stands where a head was exported";
    /// An exported head that was not signed.
    ExportedHeadForged = "exported_head_forged", "a line of a heads file was edited, or belongs to another installation";
    /// A row is not there.
    RowDeleted = "row_deleted", "the row was deleted, and no event tells of it";
    /// A row is not what its last event says.
    RowAltered = "row_altered", "the row is not what its last event says";
    /// A row that no event tells of.
    RowInserted = "row_inserted", "the row was inserted: no event tells of it";
    /// A row is there although it was removed.
    RowRestored = "row_restored", "the row is there although an event tells that it was removed";
    /// A row of which nothing can be said, as nobody signed what tells of it.
    RowUnvouched = "row_unvouched", "the last event that tells of the row was made up or edited, so nothing vouches for it";
    /// A company's row is not there.
    CompanyRowDeleted = "company_row_deleted", "the row of the company was deleted";
    /// A company's row says that it was deleted, and no event does.
    CompanyDeletionForged = "company_deletion_forged", "the company is marked as deleted, and no event tells of it";
    /// A company is back that was deleted.
    CompanyRestored = "company_restored", "the company is there although an event tells that it was deleted";
    /// Rows that belong nowhere.
    RowsMalformed = "rows_malformed", "rows have ids that none ever had, and are left out everywhere";
    /// It cannot be told.
    KeyMissing = "key_missing", "it cannot be checked: the key ring of this node lacks the audit key";
}

impl Finding {
    /// In this company's trail or rows.
    pub(super) fn of(company: CompanyId, what: Tampering) -> Self {
        Self {
            company: Some(company),
            ..Self::anywhere(what)
        }
    }

    /// In no single company's.
    pub(super) fn anywhere(what: Tampering) -> Self {
        Self {
            what,
            company: None,
            seq: None,
            event: None,
            row: None,
            detail: None,
        }
    }

    pub(super) fn at(self, seq: i64) -> Self {
        let seq = Some(seq);
        Self { seq, ..self }
    }

    pub(super) fn event(self, event: AuditEventId) -> Self {
        let event = Some(event);
        Self { event, ..self }
    }

    pub(super) fn row(self, kind: RowKind, id: Uuid) -> Self {
        let row = Some((kind, id));
        Self { row, ..self }
    }

    pub(super) fn detail(self, detail: impl Into<String>) -> Self {
        let detail = Some(detail.into());
        Self { detail, ..self }
    }
}

/// Where it is, and what is wrong.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places = Vec::new();
        places.extend(self.company.map(|company| format!("company {company}")));
        places.extend(self.seq.map(|seq| format!("place {seq}")));
        places.extend(self.event.map(|event| format!("event {event}")));
        places.extend(self.row.map(|(kind, id)| match kind {
            RowKind::Credential => format!("credential {id}"),
            RowKind::ApiKey => format!("API key {id}"),
        }));
        if !places.is_empty() {
            write!(f, "{}: ", places.join(", "))?;
        }
        f.write_str(self.what.sentence())?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_is_its_own() {
        let words: BTreeSet<_> = Tampering::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(words.len(), Tampering::ALL.len());
    }

    #[test]
    fn a_finding_says_where_and_what() {
        let id = "00000000-0000-8000-8000-000000000007";
        let finding = Finding::of(id.parse().unwrap(), Tampering::RowAltered)
            .at(3)
            .event(id.parse().unwrap())
            .row(RowKind::ApiKey, id.parse().unwrap())
            .detail("column name");
        assert_eq!(
            finding.to_string(),
            format!(
                "company {id}, place 3, event {id}, API key {id}: the row is not what its last event says (column name)"
            )
        );
        let nowhere = Finding::anywhere(Tampering::KeyMissing).to_string();
        assert!(nowhere.starts_with("it cannot be checked"), "{nowhere}");
    }
}
