use std::time::Duration;

use pullkey_domain::audit::Outcome;

use crate::{Obstacle, Unfit};

/// Why nothing was fetched. Its text is a sentence for whoever pulls.
///
/// ```
/// use pullkey_registry::{Obstacle, PullError};
///
/// let refused = PullError::from(Obstacle::Rejected);
/// assert!(refused.to_string().starts_with("The registry refused the login"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// The registry has no such thing, or says so.
    #[error(
        "The registry has nothing of this name, or the credential may not know of it. Check the name and the tag."
    )]
    NotFound,
    /// The registry took the login, and does not let it pull this.
    #[error(
        "The registry does not let the credential pull this. Let its user or token read that repository."
    )]
    NoAccess,
    /// The blob has no such bytes.
    #[error("The blob has no bytes in the range that was asked for.")]
    NoSuchRange {
        /// How many it has, as `Content-Range` tells it.
        range: Option<String>,
    },
    /// The registry takes no more requests for now.
    #[error("The registry takes no more requests with this credential for now. Try again later.")]
    RateLimited {
        /// When it will.
        retry_after: Option<Duration>,
    },
    /// What came has another digest than what was asked for.
    #[error("The registry answered with another image than the one of that digest.")]
    Mismatched,
    /// It is larger than what may be read of it.
    #[error("The registry's answer is larger than 4 MiB.")]
    TooLarge,
    /// There was no room for it beside others that are read as a whole.
    #[error("As many large answers of registries are held as may be. Try again in a moment.")]
    NoRoom,
    /// It is said to be where nobody is sent.
    #[error("The registry says that it is at a place where clients are not sent to.")]
    Misdirected,
    /// The login was in the way, or the registry itself.
    #[error(transparent)]
    Failed(#[from] Obstacle),
}

impl PullError {
    /// How it ended, if it was the registry that ended it.
    pub const fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::NotFound | Self::NoAccess => Some(Outcome::NoAccess),
            Self::RateLimited { .. } => Some(Outcome::RateLimited),
            Self::NoSuchRange { .. } | Self::Mismatched | Self::TooLarge | Self::Misdirected => {
                Some(Outcome::Inconclusive)
            }
            Self::NoRoom => None,
            Self::Failed(obstacle) => match obstacle {
                Obstacle::Rejected => Some(Outcome::Rejected),
                Obstacle::NoPasswords => Some(Outcome::NoAccess),
                Obstacle::RateLimited => Some(Outcome::RateLimited),
                Obstacle::NotARegistry => Some(Outcome::NotARegistry),
                Obstacle::RealmNotTrusted { .. }
                | Obstacle::RealmNotExpected { .. }
                | Obstacle::RealmUnusable => Some(Outcome::RealmNotTrusted),
                Obstacle::Unsupported(Unfit::Scheme) => Some(Outcome::Unsupported),
                Obstacle::Inconclusive(_) => Some(Outcome::Inconclusive),
                Obstacle::Unsupported(
                    Unfit::NoHost | Unfit::GoogleNeedsKey | Unfit::KeyIsForGoogle,
                )
                | Obstacle::Unreachable { .. }
                | Obstacle::Timeout { .. }
                | Obstacle::TlsFailed { .. }
                | Obstacle::NotAllowed { .. } => None,
            },
        }
    }
}
