//! What names lead to, as an attacker has it.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use pullkey_guarded_http::Resolve;

/// The answers of the attacker's name server. Whatever it was not told of leads to a trap.
#[derive(Clone)]
pub(super) struct Names {
    known: HashMap<(String, u16), Vec<Vec<SocketAddr>>>,
    asked: Arc<Mutex<HashMap<(String, u16), usize>>>,
    otherwise: SocketAddr,
}

impl Names {
    pub(super) fn leading_to(trap: SocketAddr) -> Self {
        Self {
            known: HashMap::new(),
            asked: Arc::default(),
            otherwise: trap,
        }
    }

    /// With a name that always leads to one place.
    pub(super) fn with(self, name: &str, port: u16, to: SocketAddr) -> Self {
        self.changing(name, port, vec![vec![to]])
    }

    /// With a name that has another answer each time that somebody asks; the last one stays.
    pub(super) fn changing(mut self, name: &str, port: u16, answers: Vec<Vec<SocketAddr>>) -> Self {
        self.known.insert((name.to_owned(), port), answers);
        self
    }

    /// The places that it was told of.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, u16)> {
        self.known.keys().map(|(name, port)| (name.as_str(), *port))
    }
}

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let place = (name.trim_end_matches('.').to_owned(), port);
        let Some(answers) = self.known.get(&place) else {
            return Ok(vec![self.otherwise]);
        };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(place).or_default();
        let answer = answers.get(*times).or(answers.last());
        *times += 1;
        Ok(answer.cloned().unwrap_or_default())
    }
}
