use diesel::{Queryable, Selectable, pg::Pg};
use pullkey_domain::{audit::StoredHead, id::CompanyId};
use uuid::Uuid;

use crate::schema::audit_heads;

/// A row of `audit_heads`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_heads, check_for_backend(Pg))]
pub(crate) struct AuditHeadRow {
    company_id: Uuid,
    seq: i64,
    link: Vec<u8>,
    audit_key: i64,
    mac: Vec<u8>,
}

impl From<AuditHeadRow> for StoredHead {
    fn from(row: AuditHeadRow) -> Self {
        Self {
            company: CompanyId::from_uuid(row.company_id),
            seq: row.seq,
            link: row.link,
            key: row.audit_key,
            mac: row.mac,
        }
    }
}
