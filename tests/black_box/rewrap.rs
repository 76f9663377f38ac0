//! `pullkey rewrap`, beside a service on either store.

mod at_once;
mod left;
mod stage;
mod turned;
