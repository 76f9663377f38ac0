use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{audit::StoredHead, id::CompanyId, stored::InconsistentRow};

use super::{Id, Row, from_id, to_id};
use crate::{schema::audit_heads, whole::Exactly};

/// A row of `audit_heads`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_heads, check_for_backend(Sqlite))]
pub(crate) struct AuditHeadRow<'a> {
    company_id: Id<'a>,
    seq: i64,
    #[diesel(
        select_expression = Exactly::<_, 32>(audit_heads::link),
        select_expression_type = Exactly<audit_heads::link, 32>
    )]
    link: Vec<u8>,
    audit_key: i64,
    #[diesel(
        select_expression = Exactly::<_, 32>(audit_heads::mac),
        select_expression_type = Exactly<audit_heads::mac, 32>
    )]
    mac: Vec<u8>,
}

impl From<&StoredHead> for AuditHeadRow<'_> {
    fn from(head: &StoredHead) -> Self {
        Self {
            company_id: to_id(head.company.as_uuid()),
            seq: head.seq,
            link: head.link.clone(),
            audit_key: head.key,
            mac: head.mac.clone(),
        }
    }
}

impl Row for AuditHeadRow<'_> {
    type Entity = StoredHead;
    const TABLE: &'static str = "audit_heads";

    fn restore(self) -> Result<StoredHead, InconsistentRow> {
        Ok(StoredHead {
            company: CompanyId::from_uuid(from_id(&self.company_id, "company_id")?),
            seq: self.seq,
            link: self.link,
            key: self.audit_key,
            mac: self.mac,
        })
    }
}
