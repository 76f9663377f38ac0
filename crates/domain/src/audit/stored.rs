use uuid::Uuid;

use super::{
    Act, Action, Actor, AuditEvent, EventSignature, Outcome, RequestId, Target, UnsignedEvent,
    Versions,
};
use crate::{
    id::{AuditEventId, CompanyId},
    ring_key::RingKeyId,
    stored::InconsistentRow,
    timestamp::Timestamp,
    version::{RowVersion, SecretVersion},
};

/// An event as a store read it: nothing in it was checked yet, its MAC least of all.
///
/// ```
/// use pullkey_domain::audit::{AuditEvent, StoredAuditEvent};
///
/// let stored = StoredAuditEvent {
///     id: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     at: 1_738_195_200_000,
///     company: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     actor_kind: "operator".into(),
///     actor_id: None,
///     request: None,
///     action: "credential.steal".into(),
///     target_kind: "credential".into(),
///     target_id: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
///     outcome: "succeeded".into(),
///     version_before: None,
///     version_after: Some(1),
///     secret_version_before: None,
///     secret_version_after: Some(1),
///     key: 9,
///     row_digest: vec![7; 32],
///     mac: vec![7; 32],
/// };
/// assert_eq!(AuditEvent::restore(stored).unwrap_err().column(), "action");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAuditEvent {
    /// Its id.
    pub id: Uuid,
    /// When it happened, in milliseconds since 1970.
    pub at: i64,
    /// The company in whose trail it stands.
    pub company: Uuid,
    /// The word for the kind of actor.
    pub actor_kind: String,
    /// Which actor of that kind.
    pub actor_id: Option<String>,
    /// The request that it was done in.
    pub request: Option<String>,
    /// The word for what was done.
    pub action: String,
    /// The word for the kind of target.
    pub target_kind: String,
    /// Which target of that kind.
    pub target_id: Uuid,
    /// The word for how it ended.
    pub outcome: String,
    /// The row's version before.
    pub version_before: Option<i64>,
    /// The row's version after.
    pub version_after: Option<i64>,
    /// The secret's version before.
    pub secret_version_before: Option<i64>,
    /// The secret's version after.
    pub secret_version_after: Option<i64>,
    /// The audit key that signed.
    pub key: i64,
    /// The digest of the row's columns.
    pub row_digest: Vec<u8>,
    /// The MAC over everything else.
    pub mac: Vec<u8>,
}

impl AuditEvent {
    /// The event of a stored row.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that breaks a rule.
    pub fn restore(stored: StoredAuditEvent) -> Result<Self, InconsistentRow> {
        let broken = InconsistentRow::at;
        let request = stored.request.as_deref().map(RequestId::parse).transpose();
        let key = u32::try_from(stored.key).map_err(|_| broken("audit_key"))?;
        Ok(Self {
            event: UnsignedEvent::of(
                CompanyId::from_uuid(stored.company),
                Target::of(&stored.target_kind, stored.target_id).ok_or(broken("target_kind"))?,
                Action::parse(&stored.action).ok_or(broken("action"))?,
                Act {
                    event: AuditEventId::from_uuid(stored.id),
                    actor: Actor::restore(&stored.actor_kind, stored.actor_id.as_deref())?,
                    request: request.map_err(|_| broken("request_id"))?,
                    at: Timestamp::from_millis(stored.at).map_err(|_| broken("at"))?,
                },
            )
            .ended(Outcome::parse(&stored.outcome).ok_or(broken("outcome"))?)
            .between(
                versions(
                    (stored.version_before, "version_before"),
                    (stored.secret_version_before, "secret_version_before"),
                )?,
                versions(
                    (stored.version_after, "version_after"),
                    (stored.secret_version_after, "secret_version_after"),
                )?,
            ),
            signature: EventSignature {
                key: RingKeyId::new(key),
                row_digest: stored
                    .row_digest
                    .try_into()
                    .map_err(|_| broken("row_digest"))?,
                mac: stored.mac.try_into().map_err(|_| broken("mac"))?,
            },
        })
    }
}

type Column = (Option<i64>, &'static str);

fn versions(
    (row, row_column): Column,
    (secret, secret_column): Column,
) -> Result<Option<Versions>, InconsistentRow> {
    let broken = InconsistentRow::at;
    let secret = secret
        .map(SecretVersion::restore)
        .transpose()
        .map_err(|_| broken(secret_column))?;
    let Some(row) = row else {
        return secret.map_or(Ok(None), |_| Err(broken(row_column)));
    };
    let row = RowVersion::restore(row).map_err(|_| broken(row_column))?;
    Ok(Some(Versions { row, secret }))
}

#[cfg(test)]
mod tests;
