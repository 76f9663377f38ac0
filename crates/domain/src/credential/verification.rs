use std::fmt;

use super::Credential;
use crate::{
    audit::{Act, Action, Change},
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
    version::SecretVersion,
};

/// When a credential's login was tried, and what came of it.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let verified = credential().verified(VerificationOutcome::Verified, act());
/// assert_eq!(verified.subject().verification.at, act().at);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verification {
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: VerificationOutcome,
}

/// A credential whose login was tried, and which stays as it is but for what that tells.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let verified = credential().verified(VerificationOutcome::Rejected, act());
/// assert_eq!(verified.subject().secret_version, credential().secret_version());
/// assert_eq!(verified.event().action(), Action::CredentialVerify);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedCredential {
    /// Its id.
    pub id: CredentialId,
    /// Its company.
    pub company: CompanyId,
    /// The version of the secret that was tried: the row of another one has no use for what came of it.
    pub secret_version: SecretVersion,
    /// What came of it.
    pub verification: Verification,
}

impl VerifiedCredential {
    /// What a store keeps in the place of what it has: the same but for what this tells, if its secret is the one that was
    /// tried and nothing newer is known of it.
    pub fn over(&self, stored: &Credential) -> Credential {
        let is_tried = stored.secret_version == self.secret_version;
        stored
            .clone()
            .known_as(is_tried.then_some(self.verification))
    }
}

impl Credential {
    /// The same with this known of its login, if that is newer.
    #[must_use]
    pub fn known_as(mut self, verification: Option<Verification>) -> Self {
        let newer =
            verification.filter(|it| self.verification.is_none_or(|known| known.at <= it.at));
        self.verification = newer.or(self.verification);
        self
    }

    /// Tells that its login was tried.
    pub fn verified(&self, outcome: VerificationOutcome, act: Act) -> Change<VerifiedCredential> {
        let verification = Verification {
            at: act.at,
            outcome,
        };
        let versions = Some(self.versions());
        let event = self.event(Action::CredentialVerify, versions, versions, act);
        let verified = VerifiedCredential {
            id: self.id,
            company: self.company,
            secret_version: self.secret_version,
            verification,
        };
        Change::new(verified, event.ended(outcome.into()))
    }
}

/// What came of trying a credential's login at its registry.
///
/// ```
/// use pullkey_domain::credential::VerificationOutcome;
///
/// let outcome = VerificationOutcome::parse("no_access").unwrap();
/// assert_eq!(outcome, VerificationOutcome::NoAccess);
/// assert!(outcome.is_of_a_good_login());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerificationOutcome {
    /// The registry took the login.
    Verified,
    /// The registry refused the login.
    Rejected,
    /// The login is good, but the image is not there or not for it.
    NoAccess,
    /// The registry asks for no login, so that none can be proved.
    RegistryOpen,
    /// What answers is no registry.
    NotARegistry,
    /// Nobody can be reached there.
    Unreachable,
    /// The registry did not answer in time.
    Timeout,
    /// The registry did not prove to be itself.
    TlsFailed,
    /// The registry has logins checked by a host that nobody named.
    RealmNotTrusted,
    /// The host may not be connected to, by its form alone.
    NotAllowed,
    /// The registry takes no more attempts for now.
    RateLimited,
    /// The login, or what the registry asks for, is of a kind that cannot be tried.
    Unsupported,
    /// The registry takes any login as far as can be told.
    Inconclusive,
}

impl VerificationOutcome {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Verified,
        Self::Rejected,
        Self::NoAccess,
        Self::RegistryOpen,
        Self::NotARegistry,
        Self::Unreachable,
        Self::Timeout,
        Self::TlsFailed,
        Self::RealmNotTrusted,
        Self::NotAllowed,
        Self::RateLimited,
        Self::Unsupported,
        Self::Inconclusive,
    ];

    /// Its word in the API and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::NoAccess => "no_access",
            Self::RegistryOpen => "registry_open",
            Self::NotARegistry => "not_a_registry",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::TlsFailed => "tls_failed",
            Self::RealmNotTrusted => "realm_not_trusted",
            Self::NotAllowed => "not_allowed",
            Self::RateLimited => "rate_limited",
            Self::Unsupported => "unsupported",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// The one of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Whether the login itself was found good.
    pub const fn is_of_a_good_login(self) -> bool {
        matches!(self, Self::Verified | Self::NoAccess)
    }
}

impl fmt::Display for VerificationOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::Outcome, sample};

    #[test]
    fn the_event_of_a_verification_covers_the_row_as_it_stays_and_says_what_came_of_it() {
        let credential = sample::credential();
        for outcome in VerificationOutcome::ALL {
            let verified = credential.verified(outcome, sample::act(sample::NOW));
            assert_eq!(verified.event().digest_input(), credential.digest_input());
            let recorded = verified.sign(sample::sign);
            let event = recorded.event();
            assert_eq!(event.outcome(), Outcome::from(outcome));
            assert_eq!(event.outcome().as_str(), outcome.as_str());
            assert_eq!(event.before(), Some(credential.versions()));
            assert_eq!(event.after(), event.before());
        }
    }

    #[test]
    fn every_outcome_is_read_from_its_own_word_only() {
        for outcome in VerificationOutcome::ALL {
            assert_eq!(VerificationOutcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(VerificationOutcome::parse("Verified"), None);
    }
}
