use std::fmt;

use crate::{
    credential::VerificationOutcome,
    id::{ApiKeyId, CompanyId, CredentialId},
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its word in the API, in the store and in MACs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one of this word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What was done.
    ///
    /// ```
    /// use pullkey_domain::audit::Action;
    ///
    /// assert_eq!(Action::parse("credential.create"), Some(Action::CredentialCreate));
    /// ```
    Action {
        /// A credential was created.
        CredentialCreate = "credential.create",
        /// A credential was changed.
        CredentialUpdate = "credential.update",
        /// A credential was deleted.
        CredentialDelete = "credential.delete",
        /// A credential's login was tried at its registry.
        CredentialVerify = "credential.verify",
        /// An image's manifest was pulled with a credential.
        CredentialPull = "credential.pull",
        /// A credential's sealed secret did not open.
        CredentialOpenFailed = "credential.open_failed",
        /// A company's secrets were sealed anew under another ring key.
        CredentialRewrap = "credential.rewrap",
        /// An API key was created.
        ApiKeyCreate = "api_key.create",
        /// An API key's name, capabilities or end were changed.
        ApiKeyUpdate = "api_key.update",
        /// An API key was switched on or off.
        ApiKeyToggle = "api_key.toggle",
        /// An API key was given a new token.
        ApiKeyRotate = "api_key.rotate",
        /// An API key was deleted.
        ApiKeyDelete = "api_key.delete",
        /// A company was created.
        CompanyCreate = "company.create",
        /// A company was deleted.
        CompanyDelete = "company.delete",
    }
}

words! {
    /// How it ended.
    ///
    /// ```
    /// use pullkey_domain::audit::Outcome;
    ///
    /// assert_eq!(Outcome::Succeeded.as_str(), "succeeded");
    /// ```
    Outcome {
        /// It was done.
        Succeeded = "succeeded",
        /// The sealed bytes were refused: they, or what they are bound to, were altered. Of a login that was tried: the
        /// registry refused it.
        Rejected = "rejected",
        /// The sealed bytes name a key that is not there.
        UnknownKey = "unknown_key",
        /// The sealed bytes have no form that was ever written.
        Malformed = "malformed",
        /// The registry took the login.
        Verified = "verified",
        /// The login is good, but the image is not there or not for it.
        NoAccess = "no_access",
        /// The registry asks for no login.
        RegistryOpen = "registry_open",
        /// What answers is no registry.
        NotARegistry = "not_a_registry",
        /// Nobody can be reached there.
        Unreachable = "unreachable",
        /// The registry did not answer in time.
        Timeout = "timeout",
        /// The registry did not prove to be itself.
        TlsFailed = "tls_failed",
        /// The registry has logins checked by a host that nobody named.
        RealmNotTrusted = "realm_not_trusted",
        /// The host may not be connected to.
        NotAllowed = "not_allowed",
        /// The registry takes no more attempts for now.
        RateLimited = "rate_limited",
        /// The login, or what the registry asks for, is of a kind that cannot be tried.
        Unsupported = "unsupported",
        /// Nothing can be told.
        Inconclusive = "inconclusive",
    }
}

impl From<VerificationOutcome> for Outcome {
    fn from(outcome: VerificationOutcome) -> Self {
        match outcome {
            VerificationOutcome::Verified => Self::Verified,
            VerificationOutcome::Rejected => Self::Rejected,
            VerificationOutcome::NoAccess => Self::NoAccess,
            VerificationOutcome::RegistryOpen => Self::RegistryOpen,
            VerificationOutcome::NotARegistry => Self::NotARegistry,
            VerificationOutcome::Unreachable => Self::Unreachable,
            VerificationOutcome::Timeout => Self::Timeout,
            VerificationOutcome::TlsFailed => Self::TlsFailed,
            VerificationOutcome::RealmNotTrusted => Self::RealmNotTrusted,
            VerificationOutcome::NotAllowed => Self::NotAllowed,
            VerificationOutcome::RateLimited => Self::RateLimited,
            VerificationOutcome::Unsupported => Self::Unsupported,
            VerificationOutcome::Inconclusive => Self::Inconclusive,
        }
    }
}

/// What it was done to.
///
/// ```
/// use pullkey_domain::{audit::Target, id::CompanyId};
///
/// let id = CompanyId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap();
/// assert_eq!(Target::Company(id).kind(), "company");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A credential.
    Credential(CredentialId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// The company itself.
    Company(CompanyId),
}

impl Target {
    /// The word for this kind of thing.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Credential(_) => "credential",
            Self::ApiKey(_) => "api_key",
            Self::Company(_) => "company",
        }
    }

    /// Its id, whatever it is.
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Credential(id) => id.as_uuid(),
            Self::ApiKey(id) => id.as_uuid(),
            Self::Company(id) => id.as_uuid(),
        }
    }

    /// The thing of this kind and id.
    pub fn of(kind: &str, id: uuid::Uuid) -> Option<Self> {
        match kind {
            "credential" => Some(Self::Credential(CredentialId::from_uuid(id))),
            "api_key" => Some(Self::ApiKey(ApiKeyId::from_uuid(id))),
            "company" => Some(Self::Company(CompanyId::from_uuid(id))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::uuid;

    #[test]
    fn every_action_and_outcome_is_read_from_its_own_word_only() {
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(*action));
            assert_eq!(Action::parse(&action.as_str().to_uppercase()), None);
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(*outcome));
            assert_eq!(Outcome::parse(&outcome.as_str().to_uppercase()), None);
        }
    }

    #[test]
    fn every_target_is_read_back_from_its_kind_and_id() {
        for target in [
            Target::Credential(CredentialId::from_uuid(uuid(1))),
            Target::ApiKey(ApiKeyId::from_uuid(uuid(1))),
            Target::Company(CompanyId::from_uuid(uuid(1))),
        ] {
            assert_eq!(Target::of(target.kind(), target.id()), Some(target));
        }
        assert_eq!(Target::of("", uuid(1)), None);
    }
}
