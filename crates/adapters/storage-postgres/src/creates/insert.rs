use diesel::{
    pg::Pg,
    serialize::ToSql,
    sql_types::{Array, BigInt, Binary, Bool, HasSqlType, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    credential::{Credential, PathPrefix, RegistryHost, SearchText},
    idempotency::IdempotencyRecord,
};

use super::{Created, NewCredential};
use crate::{
    fault::Fault,
    link::Session,
    row::{AuditEventRow, Moment},
    statement::Statement,
};

type Insert<'a> = Statement<'a, (BigInt, Bool)>;

/// Stores all of them in one statement, and tells of each, in their order, what became of it.
pub(super) async fn insert(
    rows: &[&NewCredential],
    session: &Session,
) -> Result<Vec<Created>, Fault> {
    let insert = Insert::of(include_str!("../../sql/insert_credentials.sql"));
    let insert = bind_records(rows, bind_events(rows, bind_credentials(rows, insert)));
    let answers = session.write(insert.load(&mut &**session)).await?;
    created(rows.len(), answers)
}

/// What became of each of so many rows: whether those that were admitted are stored.
fn created(rows: usize, admitted: Vec<(i64, bool)>) -> Result<Vec<Created>, Fault> {
    let mut created = vec![Created::CompanyGone; rows];
    for (nth, is_stored) in admitted {
        // PostgreSQL counts from one.
        let place = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
        let row = place.and_then(|place| created.get_mut(place));
        *row.ok_or(Fault::UnreadableAnswer)? = if is_stored {
            Created::Stored
        } else {
            Created::ClaimedBefore
        };
    }
    Ok(created)
}

fn bind_credentials<'a>(rows: &[&'a NewCredential], insert: Insert<'a>) -> Insert<'a> {
    let credentials: Vec<&'a Credential> = rows.iter().map(|it| it.created.subject()).collect();
    let of = &credentials;
    insert
        .column::<_, Uuid, _>("company_ids", of, |it| it.company().as_uuid())
        .column::<_, Uuid, _>("ids", of, |it| it.id().as_uuid())
        .column::<_, Text, _>("names", of, |it| it.name().as_str())
        .column::<_, Text, _>("folded_names", of, |it| {
            SearchText::fold(it.name().as_str())
        })
        .column::<_, Text, _>("providers", of, |it| it.provider().as_str())
        .column::<_, Text, _>("logins", of, |it| it.login().as_str())
        .column::<_, Text, _>("usernames", of, |it| it.username().as_str())
        .column::<_, Text, _>("folded_usernames", of, |it| {
            SearchText::fold(it.username().as_str())
        })
        .column::<_, Binary, _>("sealed", of, |it| it.sealed().as_bytes())
        .column::<_, BigInt, _>("secret_versions", of, |it| it.secret_version().as_i64())
        .column::<_, BigInt, _>("versions", of, |it| it.version().as_i64())
        .column::<_, Timestamptz, _>("created_at", of, |it| Moment::from(it.created_at()))
        .column::<_, Timestamptz, _>("updated_at", of, |it| Moment::from(it.updated_at()))
        .column::<_, Nullable<Text>, _>("hosts", of, |it| {
            it.place().host().map(RegistryHost::as_str)
        })
        .column::<_, Nullable<Text>, _>("token_hosts", of, |it| {
            it.place().token_host().map(RegistryHost::as_str)
        })
        .column::<_, Nullable<Timestamptz>, _>("last_verified_at", of, |it| {
            it.verification().map(|it| Moment::from(it.at))
        })
        .column::<_, Nullable<Text>, _>("last_outcomes", of, |it| {
            it.verification().map(|it| it.outcome.as_str())
        })
        .column::<_, Nullable<Text>, _>("path_prefixes", of, |it| {
            it.path_prefix().map(PathPrefix::as_str)
        })
}

fn bind_events<'a>(rows: &[&'a NewCredential], insert: Insert<'a>) -> Insert<'a> {
    let events = rows
        .iter()
        .map(|it| AuditEventRow::from(it.created.event()));
    let events: Vec<AuditEventRow<'a>> = events.collect();
    let of = &events;
    insert
        .column::<_, Uuid, _>("event_ids", of, |it| it.id)
        .column::<_, Timestamptz, _>("events_at", of, |it| it.at)
        .column::<_, Text, _>("actor_kinds", of, |it| it.actor_kind.clone())
        .column::<_, Nullable<Text>, _>("actor_ids", of, |it| it.actor_id.clone())
        .column::<_, Nullable<Text>, _>("request_ids", of, |it| it.request_id.clone())
        .column::<_, Text, _>("actions", of, |it| it.action.clone())
        .column::<_, Text, _>("target_kinds", of, |it| it.target_kind.clone())
        .column::<_, Uuid, _>("target_ids", of, |it| it.target_id)
        .column::<_, Text, _>("outcomes", of, |it| it.outcome.clone())
        .column::<_, Nullable<BigInt>, _>("versions_before", of, |it| it.version_before)
        .column::<_, Nullable<BigInt>, _>("versions_after", of, |it| it.version_after)
        .column::<_, Nullable<BigInt>, _>("secret_versions_before", of, |it| {
            it.secret_version_before
        })
        .column::<_, Nullable<BigInt>, _>("secret_versions_after", of, |it| it.secret_version_after)
        .column::<_, BigInt, _>("audit_keys", of, |it| it.audit_key)
        .column::<_, Binary, _>("row_digests", of, |it| it.row_digest.clone())
        .column::<_, Binary, _>("macs", of, |it| it.mac.clone())
}

fn bind_records<'a>(rows: &[&'a NewCredential], insert: Insert<'a>) -> Insert<'a> {
    let records: Vec<Option<&'a IdempotencyRecord>> =
        rows.iter().map(|it| it.claim.as_ref()).collect();
    let of = &records;
    insert
        .column::<_, Nullable<Text>, _>("keys", of, |it| it.map(|it| it.key().as_str()))
        .column::<_, Nullable<BigInt>, _>("fingerprint_peppers", of, |it| {
            it.map(|it| i64::from(it.fingerprint().pepper().as_u32()))
        })
        .column::<_, Nullable<Binary>, _>("fingerprints", of, |it| {
            it.map(|it| &it.fingerprint().mac()[..])
        })
        .column::<_, Nullable<BigInt>, _>("statuses", of, |it| {
            it.map(|it| i64::from(it.answer().status))
        })
        .column::<_, Nullable<Binary>, _>("bodies", of, |it| it.map(|it| &it.answer().body[..]))
        .column::<_, Nullable<Timestamptz>, _>("end_at", of, |it| {
            it.map(|it| Moment::from(it.ends_at()))
        })
}

impl<'a> Insert<'a> {
    /// Puts what each row has in the place of this name, as an array of this SQL type.
    fn column<R, ST, T>(self, name: &'static str, rows: &[R], value: impl Fn(&R) -> T) -> Self
    where
        Pg: HasSqlType<ST>,
        ST: 'static,
        Vec<T>: ToSql<Array<ST>, Pg>,
        T: Send + Sync + 'a,
    {
        self.with::<Array<ST>, _>(name, rows.iter().map(value).collect::<Vec<T>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_answered_was_not_admitted() {
        let created = created(3, vec![(3, true), (1, false)]);
        let each = [
            Created::ClaimedBefore,
            Created::CompanyGone,
            Created::Stored,
        ];
        assert_eq!(created, Ok(each.into()));
    }

    #[test]
    fn an_answer_about_a_row_that_was_not_sent_leaves_the_outcome_unknown() {
        for nth in [i64::MIN, -1, 0, 4, i64::MAX] {
            let created = created(3, vec![(1, true), (nth, true)]);
            assert_eq!(created, Err(Fault::UnreadableAnswer), "{nth}");
        }
    }
}
