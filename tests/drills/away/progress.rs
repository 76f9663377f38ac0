use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use pullkey_tests::{Call, Lost, Reply};

/// What is asked of a node. Each kind has a connection of its own to the database, or could have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Create,
    Change,
    Delete,
    Read,
    List,
    Search,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Create,
        Self::Change,
        Self::Delete,
        Self::Read,
        Self::List,
        Self::Search,
    ];

    /// That of a request with this method and path.
    pub(crate) fn of(method: &str, path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/v3/docker-registries")?;
        Some(match method {
            "POST" => Self::Create,
            "PATCH" => Self::Change,
            "DELETE" => Self::Delete,
            "GET" if rest.starts_with('/') => Self::Read,
            "GET" if rest.contains("search=") => Self::Search,
            "GET" => Self::List,
            _ => return None,
        })
    }

    /// Whether it writes, so that it may end without anybody knowing how.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Change | Self::Delete)
    }
}

/// When each node last took something of each kind that it then did.
pub(crate) struct Progress(Mutex<Vec<Done>>);

type Done = [Option<Instant>; Kind::ALL.len()];

impl Progress {
    /// Of so many nodes, which did nothing yet.
    pub(crate) fn of(nodes: usize) -> Self {
        Self(Mutex::new(vec![Done::default(); nodes]))
    }

    /// Takes note of an answer to what was sent to a node at this moment.
    pub(crate) fn note(
        &self,
        node: usize,
        call: &Call,
        sent: Instant,
        answer: &Result<Reply, Lost>,
    ) {
        let done = answer
            .as_ref()
            .is_ok_and(|reply| (200..300).contains(&reply.status));
        if let Some(kind) = Kind::of(call.method(), call.path())
            && done
        {
            let mut nodes = self.lock();
            let last = &mut nodes[node][kind as usize];
            *last = (*last).max(Some(sent));
        }
    }

    /// Something that a node has not done since then, if there is anything.
    pub(crate) fn missing_since(&self, then: Instant) -> Option<String> {
        let nodes = self.lock();
        nodes.iter().enumerate().find_map(|(node, done)| {
            let missing = |kind: &Kind| done[*kind as usize] <= Some(then);
            let kind = Kind::ALL.into_iter().find(missing)?;
            Some(format!("{kind:?} at node {}", node + 1))
        })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Done>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const CALLS: [(&str, &str); 6] = [
        ("POST", "/v3/docker-registries"),
        ("PATCH", "/v3/docker-registries/1"),
        ("DELETE", "/v3/docker-registries/1"),
        ("GET", "/v3/docker-registries/1"),
        ("GET", "/v3/docker-registries?limit=1"),
        ("GET", "/v3/docker-registries?search=1"),
    ];

    fn reply(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn each_request_is_of_one_kind() {
        let kinds = CALLS.map(|(method, path)| Kind::of(method, path).unwrap());
        assert_eq!(kinds, Kind::ALL);
        assert_eq!(Kind::of("GET", "/readyz"), None);
    }

    #[test]
    fn nothing_is_missing_when_each_node_did_each_kind_that_was_sent_since_then() {
        let progress = Progress::of(2);
        let then = Instant::now();
        let later = then + Duration::from_millis(1);
        for node in 0..2 {
            for (method, path) in CALLS {
                let call = Call::new(method, path);
                progress.note(node, &call, later, &Ok(reply(503)));
                progress.note(node, &call, later, &Err(Lost::Unsent));
                progress.note(node, &call, then, &Ok(reply(200)));
                let kind = Kind::of(method, path);
                let missing = progress.missing_since(then).unwrap();
                assert_eq!(missing, format!("{:?} at node {}", kind.unwrap(), node + 1));
                progress.note(node, &call, later, &Ok(reply(200)));
            }
        }
        assert_eq!(progress.missing_since(then), None);
        assert!(progress.missing_since(later).is_some());
    }
}
