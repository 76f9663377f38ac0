use std::time::Duration;

use tokio::time::Instant;

/// How long an exchange may take, and how large its answer may be.
///
/// ```
/// use pullkey_guarded_http::Limits;
///
/// let limits = Limits::exchange(64 * 1024);
/// assert_eq!(limits.total, Some(limits.head));
/// assert_eq!(Limits::stream().bytes, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// To the end of the answer's head, with the connection.
    pub head: Duration,
    /// To the end of the whole answer, if it has one.
    pub total: Option<Duration>,
    /// Between two pieces of the body.
    pub idle: Duration,
    /// How many bytes the body may have, if it has an end.
    pub bytes: Option<u64>,
}

const EXCHANGE: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(30);

impl Limits {
    /// For an answer that is read as a whole: 10 seconds in all, and so many bytes.
    pub const fn exchange(bytes: u64) -> Self {
        Self {
            head: EXCHANGE,
            total: Some(EXCHANGE),
            idle: EXCHANGE,
            bytes: Some(bytes),
        }
    }

    /// For an answer that is passed on piece by piece: 10 seconds to its head, and 30 without a byte.
    pub const fn stream() -> Self {
        Self {
            head: EXCHANGE,
            total: None,
            idle: IDLE,
            bytes: None,
        }
    }
}

/// The moment so much later, or as late as can be told.
pub(crate) fn after(moment: Instant, span: Duration) -> Instant {
    const FAR: Duration = Duration::from_hours(24 * 365);
    moment + span.min(FAR)
}
