//! Changes with the events that tell of them.

use diesel::sql_types::BigInt;

use crate::statement::Statement;

/// A change and its event in one statement: both are stored, or neither, in one round trip and one commit.
pub(crate) type Change<'a> = Statement<'a, BigInt>;

/// Puts a change together from files in `sql/` and its event. The first file makes rows called `changed`; what follows,
/// the event above all, happens only for them. Their number is the answer.
macro_rules! change {
    ($($file:literal),+ => $event:expr) => {
        $crate::row::AuditEventRow::from($event).bind($crate::change::Change::of(concat!(
            $(include_str!(concat!("../../sql/", $file)),)+
            include_str!("../../sql/append_event.sql"),
        )))
    };
}

pub(crate) use change;
