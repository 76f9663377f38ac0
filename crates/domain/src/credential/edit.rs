mod refusal;

use super::{
    Credential, CredentialName, LoginKind, PathPrefix, RegistryHost, RegistryPlace,
    RegistryProvider, RegistryUsername, SealedSecret, SecretBinding, Verification,
};
use crate::{
    audit::{Act, Action, Change},
    version::RowVersion,
};

pub use self::refusal::EditRefusal;

/// What to change of a credential. What is `None` stays.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let edit = CredentialEdit { secret_given: true, ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(edit), Ok(Edit::Seal(_))));
/// ```
#[derive(Debug, Clone, Default)]
pub struct CredentialEdit {
    /// A new name.
    pub name: Option<CredentialName>,
    /// Another provider.
    pub provider: Option<RegistryProvider>,
    /// Another host, or none.
    pub host: Option<Option<RegistryHost>>,
    /// Another token host, or none.
    pub token_host: Option<Option<RegistryHost>>,
    /// Another path prefix, or none.
    pub path_prefix: Option<Option<PathPrefix>>,
    /// Another user name.
    pub username: Option<RegistryUsername>,
    /// Another login in the place of the whole old one. Its secret comes with it.
    pub login: Option<NewLogin>,
    /// Whether a secret comes with it. A given secret always counts as changed.
    pub secret_given: bool,
}

/// What a login is besides its secret.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let username = RegistryUsername::of_login("robot$ci").unwrap();
/// let login = NewLogin { kind: LoginKind::Password, username };
/// let edit = CredentialEdit { login: Some(login), ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(edit), Ok(Edit::Seal(_))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLogin {
    /// How it logs in.
    pub kind: LoginKind,
    /// Who logs in.
    pub username: RegistryUsername,
}

/// What an edit comes to.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let rename = CredentialEdit { name: CredentialName::parse("Hub").ok(), ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(rename), Ok(Edit::Columns(_))));
///
/// let other_user = CredentialEdit { username: RegistryUsername::parse("ci").ok(), ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(other_user), Ok(Edit::Seal(_))));
///
/// assert!(matches!(credential().edit(CredentialEdit::default()), Ok(Edit::Nothing(_))));
/// ```
#[derive(Debug)]
pub enum Edit {
    /// Every given value is what stood there: there is nothing to store and nothing to tell.
    Nothing(Credential),
    /// The sealed bytes stay as they are.
    Columns(Edited),
    /// The bytes must be sealed anew.
    Seal(Resealing),
}

/// A credential with its edited columns, not yet stamped.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let rename = CredentialEdit { name: CredentialName::parse("Hub").ok(), ..CredentialEdit::default() };
/// let Ok(Edit::Columns(edited)) = credential().edit(rename) else { panic!() };
/// let change = edited.finish(act());
/// assert_eq!(change.subject().replaces(), RowVersion::FIRST);
/// assert_eq!(change.subject().credential().sealed(), credential().sealed());
/// ```
#[derive(Debug)]
pub struct Edited {
    before: Credential,
    after: Credential,
}

/// An edit that needs a secret sealed for what the credential becomes: the given one, or else the stored one, opened
/// for what it was.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let other_user = CredentialEdit { username: RegistryUsername::parse("ci").ok(), ..CredentialEdit::default() };
/// let Ok(Edit::Seal(resealing)) = credential().edit(other_user) else { panic!() };
/// assert_ne!(resealing.binding(), credential().binding());
/// let sealed = seal(&resealing.binding());
/// let change = resealing.finish(sealed, act());
/// assert_eq!(change.subject().credential().secret_version(), SecretVersion::FIRST.next());
/// ```
#[derive(Debug)]
pub struct Resealing(Edited);

/// A credential as an edit left it, to be stored in the place of what was edited.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// # let rename = CredentialEdit { name: CredentialName::parse("Hub").ok(), ..CredentialEdit::default() };
/// # let Ok(Edit::Columns(edited)) = credential().edit(rename) else { panic!() };
/// let edited = edited.finish(act()).sign(sign).into_subject();
/// assert_eq!(edited.replaces(), RowVersion::FIRST);
/// assert_eq!(edited.into_credential().version(), RowVersion::FIRST.next());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedCredential {
    credential: Credential,
    replaces: RowVersion,
}

impl EditedCredential {
    /// What it became.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The version that was edited: another one in the store is an edit that came between.
    pub fn replaces(&self) -> RowVersion {
        self.replaces
    }

    /// What a store keeps in the place of what it has: a later verification there stays, as it may have come in between, as
    /// long as the secret stays what it was. So does a later use.
    pub fn over(&self, stored: &Credential) -> Credential {
        let is_same = self.credential.secret_version == stored.secret_version;
        let known = self.credential.verification;
        let later = stored
            .verification
            .filter(|stored| is_same && known.is_none_or(|known| known.at < stored.at));
        Credential {
            verification: later.or(known),
            last_used_at: self.credential.last_used_at.max(stored.last_used_at),
            ..self.credential.clone()
        }
    }

    /// What it became, when the storing is done.
    pub fn into_credential(self) -> Credential {
        self.credential
    }
}

impl Credential {
    /// Works out what an edit comes to.
    ///
    /// # Errors
    /// [`EditRefusal`] if it cannot become that, or not without its secret.
    pub fn edit(self, edit: CredentialEdit) -> Result<Edit, EditRefusal> {
        let secret_given = edit.secret_given || edit.login.is_some();
        let after = self.after(edit)?;
        if !secret_given && after == self {
            return Ok(Edit::Nothing(self));
        }
        if !secret_given && self.place.leads_elsewhere_as(&after.place) {
            return Err(match self.login {
                LoginKind::Password => EditRefusal::SecretRequired,
                LoginKind::GcpServiceAccountKey => EditRefusal::LoginRequired,
            });
        }
        let rebound = self.binding() != after.binding();
        let edited = Edited {
            before: self,
            after,
        };
        Ok(if secret_given || rebound {
            Edit::Seal(Resealing::of(edited))
        } else {
            Edit::Columns(edited)
        })
    }

    fn after(&self, edit: CredentialEdit) -> Result<Self, EditRefusal> {
        let mut after = self.clone();
        if let Some(name) = edit.name {
            after.name = name;
        }
        if let Some(path_prefix) = edit.path_prefix {
            after.path_prefix = path_prefix;
        }
        if edit.provider.is_some() || edit.host.is_some() || edit.token_host.is_some() {
            let (host, token_host) = (self.place.host(), self.place.token_host());
            after.place = RegistryPlace::of(
                edit.provider.unwrap_or(self.provider()),
                edit.host.unwrap_or_else(|| host.cloned()),
                edit.token_host.unwrap_or_else(|| token_host.cloned()),
            )?;
        }
        if let Some(login) = edit.login {
            after.login = login.kind;
            after.username = login.username;
            return Ok(after);
        }
        let has_parts = self.login == LoginKind::Password;
        let given = [
            ("username", edit.username.is_some()),
            ("secret", edit.secret_given),
        ];
        if let (false, Some((member, _))) = (has_parts, given.iter().find(|(_, given)| *given)) {
            return Err(EditRefusal::WholeLoginRequired { member });
        }
        if let Some(username) = edit.username {
            after.username = username;
        }
        Ok(after)
    }
}

impl Edit {
    /// What the secret of the credential is sealed for, or to be sealed for, once the edit is done.
    pub fn binding(&self) -> SecretBinding {
        match self {
            Self::Nothing(same) => same.binding(),
            Self::Columns(edited) => edited.after.binding(),
            Self::Seal(resealing) => resealing.binding(),
        }
    }
}

impl Edited {
    /// With what came of its login, if that was tried as it will be.
    #[must_use]
    pub fn tried(mut self, verification: Option<Verification>) -> Self {
        self.after.verification = verification.or(self.after.verification);
        self
    }

    /// The edited credential, and the event that tells of it.
    pub fn finish(self, act: Act) -> Change<EditedCredential> {
        let Self { before, mut after } = self;
        after.version = before.version.next();
        after.updated_at = act.at.strictly_after(before.updated_at);
        let action = Action::CredentialUpdate;
        let event = after.event(action, Some(before.versions()), Some(after.versions()), act);
        let edited = EditedCredential {
            credential: after,
            replaces: before.version,
        };
        Change::new(edited, event)
    }
}

impl Resealing {
    fn of(mut edited: Edited) -> Self {
        edited.after.secret_version = edited.before.secret_version.next();
        // What came of the old secret tells nothing about the new one.
        edited.after.verification = None;
        Self(edited)
    }

    /// What the new bytes must be sealed for.
    pub fn binding(&self) -> SecretBinding {
        self.0.after.binding()
    }

    /// With what came of its login, if that was tried as it will be.
    #[must_use]
    pub fn tried(self, verification: Option<Verification>) -> Self {
        Self(self.0.tried(verification))
    }

    /// The edited credential with its new sealed bytes, and the event that tells of it.
    pub fn finish(mut self, sealed: SealedSecret, act: Act) -> Change<EditedCredential> {
        self.0.after.sealed = sealed;
        self.0.finish(act)
    }
}

#[cfg(test)]
mod tests;
