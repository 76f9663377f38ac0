use pullkey_domain::credential::VerificationOutcome;

use crate::Obstacle;

/// What came of a login that was tried. Its text is a sentence that tells a person what to do.
///
/// ```
/// use pullkey_domain::credential::VerificationOutcome;
/// use pullkey_registry::{Obstacle, Verdict};
///
/// let verdict = Verdict::from(Obstacle::Rejected);
/// assert_eq!(verdict.outcome(), VerificationOutcome::Rejected);
/// assert!(verdict.to_string().starts_with("The registry refused"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Verdict {
    /// The registry took the login.
    #[error("The registry took the login.")]
    Verified,
    /// The login is good, and the image is not there or not for it.
    #[error(
        "The login is good, but the image is not there, or the login may not pull it. Check the image's name and tag, and \
         let the user or token read that repository."
    )]
    NoAccess,
    /// The registry asks for no login.
    #[error(
        "The registry asks for no login, so there is nothing to prove. Images can be pulled from it without a credential."
    )]
    RegistryOpen,
    /// Something was in the way.
    #[error(transparent)]
    Failed(#[from] Obstacle),
}

impl Verdict {
    /// Its word.
    pub const fn outcome(&self) -> VerificationOutcome {
        match self {
            Self::Verified => VerificationOutcome::Verified,
            Self::NoAccess => VerificationOutcome::NoAccess,
            Self::RegistryOpen => VerificationOutcome::RegistryOpen,
            Self::Failed(obstacle) => obstacle.outcome(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pullkey_domain::credential::RegistryHost;

    use super::*;
    use crate::{Barrier, Doubt, Unfit};

    #[test]
    fn every_outcome_has_a_sentence_of_its_own() {
        let host = || RegistryHost::parse("registry.example.com:5000").expect("it is one");
        let verdicts = [
            Verdict::Verified,
            Obstacle::Rejected.into(),
            Verdict::NoAccess,
            Verdict::RegistryOpen,
            Obstacle::NotARegistry.into(),
            Obstacle::Unreachable { host: host() }.into(),
            Obstacle::Timeout { host: host() }.into(),
            Obstacle::TlsFailed { host: host() }.into(),
            Obstacle::RealmNotTrusted { realm: host() }.into(),
            Obstacle::NotAllowed {
                host: host(),
                barrier: Barrier::Port,
            }
            .into(),
            Obstacle::RateLimited.into(),
            Obstacle::Unsupported(Unfit::NoHost).into(),
            Obstacle::Inconclusive(Doubt::AnyLoginIsTaken).into(),
        ];
        let outcomes: Vec<_> = verdicts.iter().map(Verdict::outcome).collect();
        assert_eq!(outcomes, VerificationOutcome::ALL);
        let sentences: BTreeSet<_> = verdicts.iter().map(ToString::to_string).collect();
        assert_eq!(sentences.len(), verdicts.len());
    }

    #[test]
    fn whatever_is_told_is_whole_sentences() {
        let host = RegistryHost::parse("registry.example.com:5000").expect("it is one");
        let barriers = [
            Barrier::Port,
            Barrier::SingleLabel,
            Barrier::Address,
            Barrier::Plain,
            Barrier::Form,
        ];
        let barriers = barriers.map(|barrier| Obstacle::NotAllowed {
            host: host.clone(),
            barrier,
        });
        let unfit = [
            Unfit::NoHost,
            Unfit::GoogleNeedsKey,
            Unfit::KeyIsForGoogle,
            Unfit::Scheme,
        ];
        let doubts = [
            Doubt::AnyLoginIsTaken,
            Doubt::Unproved,
            Doubt::Forbidden,
            Doubt::Clock,
            Doubt::RegistryFailed,
            Doubt::OddAnswer,
        ];
        let others = [
            Obstacle::NoPasswords,
            Obstacle::RealmUnusable,
            Obstacle::RealmNotExpected {
                realm: host.clone(),
            },
            Obstacle::Timeout { host: host.clone() },
        ];
        let all = others.into_iter().chain(barriers);
        let all = all.chain(unfit.map(Obstacle::Unsupported));
        for verdict in all.chain(doubts.map(Obstacle::Inconclusive)) {
            let sentence = verdict.to_string();
            assert!(sentence.ends_with('.'), "{sentence}");
            assert!(!sentence.contains("  "), "{sentence}");
        }
    }
}
