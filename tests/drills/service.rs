//! Nodes as their clients see them.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use pullkey_tests::{Call, Client, Lost, Node, Place, Proxy, Reply};

use crate::drill::{Verdict, hold};

/// Whoever answers requests.
pub(crate) trait Service: Sync {
    /// Sends this request once.
    fn send(&self, call: &Call) -> Result<Reply, Lost>;
}

impl Service for Client {
    fn send(&self, call: &Call) -> Result<Reply, Lost> {
        Self::send(self, call)
    }
}

/// A node, and what clients come to first, if anything stands before it.
pub(crate) struct Front {
    pub(crate) node: Node,
    proxy: Option<Proxy>,
}

impl Front {
    /// A node without anything before it.
    pub(crate) fn of(node: Node) -> Self {
        Self { node, proxy: None }
    }

    /// With what was planted before it, if anything was.
    #[must_use]
    pub(crate) fn behind(self, proxy: Option<Proxy>) -> Self {
        Self { proxy, ..self }
    }

    /// Where clients find it, also after it was started again.
    pub(crate) fn place(&self) -> &Place {
        self.proxy.as_ref().map_or(self.node.place(), Proxy::place)
    }

    /// A client of it.
    pub(crate) fn client(&self) -> Client {
        Client::of(self.place())
    }

    /// Ends it as a power cut would, if it runs, and starts it again. Tells how long it took until it was ready, as clients see it.
    pub(crate) fn restart(&mut self) -> Duration {
        let place = self.place().clone();
        self.node.restart(&place)
    }
}

/// Nodes that are one service: each request goes to the next of them.
pub(crate) struct Nodes {
    clients: Vec<Client>,
    turns: AtomicUsize,
}

impl Nodes {
    pub(crate) fn of(fronts: &[Front]) -> Self {
        Self {
            clients: fronts.iter().map(Front::client).collect(),
            turns: AtomicUsize::new(0),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.clients.len()
    }

    /// The node whose turn it is, with its number.
    pub(crate) fn next(&self) -> (usize, &Client) {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed) % self.clients.len();
        (turn, &self.clients[turn])
    }
}

impl Service for Nodes {
    fn send(&self, call: &Call) -> Result<Reply, Lost> {
        let (_, client) = self.next();
        client.send(call)
    }
}

/// Whether each node is the process that it was, and says that it lives.
pub(crate) fn all_live(fronts: &[Front]) -> Verdict {
    fronts.iter().try_for_each(|front| {
        let reply = front.client().send(&Call::new("GET", "/livez"));
        let status = reply.map(|reply| reply.status);
        hold(status == Ok(200), || {
            format!("a node does not live: {status:?}")
        })
    })
}
