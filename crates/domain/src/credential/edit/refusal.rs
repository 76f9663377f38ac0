use crate::credential::InvalidPlace;

/// Why a credential cannot become what an edit asks for.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let moved = CredentialEdit { provider: Some(RegistryProvider::Custom), ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(moved), Err(EditRefusal::SecretRequired)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// It would send the stored secret to another place, which only who knows the secret may decide: it must come with the
    /// edit.
    #[error("must be given together with this change of where the login is sent")]
    SecretRequired,
    /// The same of a login that only another whole one can replace.
    #[error("must be given together with this change of where the login is sent")]
    LoginRequired,
    /// Of a key of a service account, there is no part to change.
    #[error(
        "must not be given by itself: the credential has a login of another kind, which `login` replaces as a whole"
    )]
    WholeLoginRequired {
        /// The member that was given by itself.
        member: &'static str,
    },
    /// Its provider, host and token host would not go together.
    #[error(transparent)]
    Place(#[from] InvalidPlace),
}

impl EditRefusal {
    /// The member that breaks the rule.
    pub const fn member(self) -> &'static str {
        match self {
            Self::SecretRequired => "secret",
            Self::LoginRequired => "login",
            Self::WholeLoginRequired { member } => member,
            Self::Place(rule) => rule.member(),
        }
    }

    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SecretRequired => "secret_required",
            Self::LoginRequired => "login_required",
            Self::WholeLoginRequired { .. } => "whole_login_required",
            Self::Place(rule) => rule.code(),
        }
    }
}
