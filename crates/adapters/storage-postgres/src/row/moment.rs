use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types::{BigInt, Timestamptz},
};
use pullkey_domain::timestamp::Timestamp;

/// A `timestamptz`, as milliseconds since 1970: Pullkey knows no finer part of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamptz)]
pub(crate) struct Moment(i64);

/// PostgreSQL counts from the beginning of 2000.
const EPOCH_MILLIS: i64 = 946_684_800_000;
/// In microseconds.
const MILLI: i64 = 1000;

impl Moment {
    pub(crate) fn as_millis(self) -> i64 {
        self.0
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.as_millis())
    }
}

impl ToSql<Timestamptz, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = (self.0 - EPOCH_MILLIS) * MILLI;
        ToSql::<BigInt, Pg>::to_sql(&micros, &mut out.reborrow())
    }
}

impl FromSql<Timestamptz, Pg> for Moment {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let micros: i64 = FromSql::<BigInt, Pg>::from_sql(value)?;
        // Infinity, and what stands between two milliseconds, was not written by us: the domain refuses what comes of it.
        let whole = micros % MILLI == 0;
        Ok(Self(if whole {
            micros / MILLI + EPOCH_MILLIS
        } else {
            i64::MAX
        }))
    }
}
