use std::{error, io, sync::Arc};

use crate::Refusal;

/// Why there is no answer, or none to its end. Its text repeats nothing of what was asked for.
///
/// ```
/// use pullkey_guarded_http::{Error, Refusal};
///
/// let refused = Error::from(Refusal::Address);
/// assert_eq!(refused.to_string(), "the place may not be connected to: it is an address");
/// ```
// A connection is made apart from the request that waits for it, which can only borrow what went wrong: hence `Clone`.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The place may not be connected to.
    #[error("the place may not be connected to: {0}")]
    Refused(#[from] Refusal),
    /// Its name has no address, or nobody could tell.
    #[error("the name was not found")]
    NoSuchName(#[source] Arc<io::Error>),
    /// Its name has addresses, and none of them may be connected to.
    #[error("none of the name's addresses may be connected to")]
    Forbidden,
    /// No connection came about.
    #[error("no connection came about")]
    Unreachable(#[source] Arc<io::Error>),
    /// Whoever answers does not prove to be the host, or speaks no TLS.
    #[error("no TLS connection came about")]
    Tls(#[source] Arc<io::Error>),
    /// It took too long.
    #[error("the answer did not come in time")]
    Overdue,
    /// What came is not HTTP.
    #[error("what was answered is not HTTP")]
    NotHttp(#[source] Arc<dyn error::Error + Send + Sync>),
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer did")]
    CutOff(#[source] Arc<dyn error::Error + Send + Sync>),
    /// The answer is larger than it may be.
    #[error("the answer is too large")]
    TooLarge,
}

impl Error {
    /// What the connector told, however deep below this error, or else how the exchange broke.
    pub(crate) fn below(error: impl error::Error + Send + Sync + 'static) -> Self {
        let mut is_parse = false;
        let mut cause: Option<&(dyn error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(ours) = error.downcast_ref::<Self>() {
                return ours.clone();
            }
            let of_hyper = error.downcast_ref::<hyper::Error>();
            is_parse |= of_hyper.is_some_and(hyper::Error::is_parse);
            cause = error.source();
        }
        if is_parse {
            Self::NotHttp(Arc::new(error))
        } else {
            Self::CutOff(Arc::new(error))
        }
    }
}
