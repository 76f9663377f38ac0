use std::time::Duration;

use super::Rights;

mod bodies;
mod heads;

/// What is refused at once is refused within this.
pub(super) const AT_ONCE: Duration = Duration::from_secs(1);
/// A request that is too much in some way.
pub(super) struct Attack {
    pub(super) name: &'static str,
    first_line: String,
    headers: String,
    /// Whether its head comes to an end.
    head_ends: bool,
    once: String,
    /// What is sent after that for as long as it goes.
    pub(super) endless: String,
    /// The statuses for who is not let in, who may not, and who may.
    answers: [u16; 3],
}

/// All of them.
pub(super) fn attacks() -> Vec<Attack> {
    bodies::all().into_iter().chain(heads::all()).collect()
}

impl Attack {
    /// The status that it must be answered with.
    pub(super) fn due(&self, rights: Rights) -> u16 {
        let [stranger, other, allowed] = self.answers;
        match rights {
            Rights::None => stranger,
            Rights::Others => other,
            Rights::These => allowed,
        }
    }

    /// The beginning of the request, of the sender with this header.
    pub(super) fn begin(&self, authorization: &str) -> String {
        let Self {
            first_line,
            headers,
            once,
            ..
        } = self;
        // A first line that does not end leaves no place for more.
        let authorization = if first_line.ends_with('\n') {
            authorization
        } else {
            ""
        };
        let end = if self.head_ends { "\r\n" } else { "" };
        format!("{first_line}{authorization}{headers}{end}{once}")
    }

    fn once(self, once: impl Into<String>) -> Self {
        Self {
            once: once.into(),
            ..self
        }
    }

    fn endlessly(self, endless: impl Into<String>) -> Self {
        Self {
            endless: endless.into(),
            ..self
        }
    }
}
