//! Connections that are kept for further requests, by each thread its own.
//!
//! A connection is driven by the runtime of the thread that made it. Whoever takes a large answer from another thread wakes
//! both for every piece of it, which takes longer than the piece.

use std::{
    cell::RefCell,
    sync::{Arc, Weak},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};

use crate::connector::Connector;

pub(crate) type Pool = legacy::Client<Connector, Full<Bytes>>;

/// So long a connection is kept that nobody uses: less than servers commonly keep it.
const IDLE: Duration = Duration::from_secs(20);
const MAX_IDLE: usize = 8;
/// So much of an answer is kept that nobody takes, twice. Its head must fit in, too.
const BUFFER: usize = 32 * 1024;

thread_local! {
    static POOLS: RefCell<Vec<(Weak<Connector>, Pool)>> = const { RefCell::new(Vec::new()) };
}

/// The connections of this thread that were made so.
pub(crate) fn of(connector: &Arc<Connector>) -> Pool {
    POOLS.with_borrow_mut(|pools| {
        let own = Arc::downgrade(connector);
        if let Some((_, pool)) = pools.iter().find(|(of, _)| of.ptr_eq(&own)) {
            return pool.clone();
        }
        // Of clients that are gone, nobody asks for anything any more.
        pools.retain(|(of, _)| of.strong_count() > 0);
        let pool = new(connector);
        pools.push((own, pool.clone()));
        pool
    })
}

fn new(connector: &Connector) -> Pool {
    legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(MAX_IDLE)
        .http1_max_buf_size(BUFFER)
        .build(connector.clone())
}
