use super::{
    Credential, CredentialName, RegistryProvider, RegistryUsername, SealedSecret, SecretBinding,
};
use crate::{
    audit::{Act, Action, Change},
    version::RowVersion,
};

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
    /// Another user name.
    pub username: Option<RegistryUsername>,
    /// Whether a secret comes with it. A given secret always counts as changed.
    pub secret_given: bool,
}

/// The edit would send the stored secret to another place, which only who knows the secret may decide: it must come
/// with the edit.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let moved = CredentialEdit { provider: Some(RegistryProvider::Custom), ..CredentialEdit::default() };
/// assert!(matches!(credential().edit(moved), Err(SecretRequired)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be given together with this change of registry")]
pub struct SecretRequired;

impl SecretRequired {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "secret_required"
    }
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

    /// What it became, when the storing is done.
    pub fn into_credential(self) -> Credential {
        self.credential
    }
}

impl Credential {
    /// Works out what an edit comes to.
    ///
    /// # Errors
    /// [`SecretRequired`] to move to or from a `custom` registry without a secret.
    pub fn edit(self, edit: CredentialEdit) -> Result<Edit, SecretRequired> {
        let mut after = self.clone();
        if let Some(name) = edit.name {
            after.name = name;
        }
        if let Some(provider) = edit.provider {
            after.provider = provider;
        }
        if let Some(username) = edit.username {
            after.username = username;
        }
        if !edit.secret_given && after == self {
            return Ok(Edit::Nothing(self));
        }
        let moved = self.provider != after.provider
            && [self.provider, after.provider].contains(&RegistryProvider::Custom);
        if moved && !edit.secret_given {
            return Err(SecretRequired);
        }
        let rebound = self.binding() != after.binding();
        let edited = Edited {
            before: self,
            after,
        };
        Ok(if edit.secret_given || rebound {
            Edit::Seal(Resealing::of(edited))
        } else {
            Edit::Columns(edited)
        })
    }
}

impl Edited {
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
        Self(edited)
    }

    /// What the new bytes must be sealed for.
    pub fn binding(&self) -> SecretBinding {
        self.0.after.binding()
    }

    /// The edited credential with its new sealed bytes, and the event that tells of it.
    pub fn finish(mut self, sealed: SealedSecret, act: Act) -> Change<EditedCredential> {
        self.0.after.sealed = sealed;
        self.0.finish(act)
    }
}

#[cfg(test)]
mod tests;
