//! What PostgreSQL logs of a database.

use crate::place::{Place, cluster};

/// What it logged of one thing.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) pid: u32,
    pub(crate) text: String,
}

/// A step of the conversation with a session.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) pid: u32,
    /// `parse`, `bind`, `execute`, or `statement` for all of them at once.
    pub(crate) step: String,
    /// On one line.
    pub(crate) text: String,
}

impl Place {
    /// A setting for all sessions that begin from now on.
    pub(crate) fn set(&self, setting: &str, value: &str) {
        let name = self.name();
        self.query(&format!("ALTER DATABASE {name} SET {setting} = '{value}'"));
    }

    /// Ends all sessions: then everything is counted and logged.
    pub(crate) fn end_sessions(&self) {
        self.query(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    }

    /// What was logged of all sessions but our own.
    pub(crate) fn logged(&self) -> Vec<Message> {
        self.end_sessions();
        let mut messages = Vec::new();
        let log = cluster().log();
        let mut own = false;
        for line in log.lines() {
            let continued = line.strip_prefix('\t');
            match (continued, messages.last_mut()) {
                (Some(more), Some(Message { text, .. })) if own => {
                    text.push('\n');
                    text.push_str(more);
                }
                (Some(_), _) => (),
                (None, _) => {
                    let message = self.message(line);
                    own = message.is_some();
                    messages.extend(message);
                }
            }
        }
        messages
    }

    /// What the product asked.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = |message: Message| {
            let told = message.text.strip_prefix("duration: ")?;
            let (_, asked) = told.split_once(" ms  ")?;
            let (step, text) = asked.split_once(": ")?;
            let step = step.split(' ').next()?.to_owned();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Some(Asked {
                pid: message.pid,
                step,
                text,
            })
        };
        self.logged().into_iter().filter_map(asked).collect()
    }

    /// How many statements that create were carried out.
    pub(crate) fn creates_asked(&self) -> usize {
        let asked = self.asked().into_iter();
        asked
            .filter(|it| it.step == "execute" && it.text.contains("INTO credentials"))
            .count()
    }

    fn message(&self, line: &str) -> Option<Message> {
        let line = line.strip_prefix(self.name())?.strip_prefix(' ')?;
        let (pid, line) = line.split_once(" [")?;
        let (program, line) = line.split_once("] ")?;
        let text = line.strip_prefix("LOG:  ")?;
        let message = Message {
            pid: pid.parse().ok()?,
            text: text.to_owned(),
        };
        (program != "psql").then_some(message)
    }
}
