use std::fmt;

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

    #[test]
    fn every_outcome_is_read_from_its_own_word_only() {
        for outcome in VerificationOutcome::ALL {
            assert_eq!(VerificationOutcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(VerificationOutcome::parse("Verified"), None);
    }
}
