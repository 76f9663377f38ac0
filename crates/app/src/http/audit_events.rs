//! The audit trail of a company.

mod action_body;
mod event_body;
mod list;
mod list_query;

pub(super) use self::list::list_events;
