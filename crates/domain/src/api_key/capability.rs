use std::{collections::BTreeSet, fmt, str::FromStr};

use super::{Permission, UnknownPermission};
use crate::{
    encoding::Parts,
    id::{CredentialId, InvalidId},
};

/// A permission, for all of the company's credentials or for one.
///
/// As text: `DOCKER_REGISTRY:READ`, or `DOCKER_REGISTRY:READ@<credential id>`.
///
/// ```
/// use pullkey_domain::api_key::{Capability, InvalidCapability};
///
/// let one = "DOCKER_REGISTRY:PULL@fb5e5168-4281-4bec-94c5-0d1584e9e657".parse::<Capability>().unwrap();
/// assert!(one.resource().is_some());
/// let narrowed = "AUDIT:READ@fb5e5168-4281-4bec-94c5-0d1584e9e657".parse::<Capability>();
/// assert_eq!(narrowed, Err(InvalidCapability::NotNarrowable));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capability {
    permission: Permission,
    resource: Option<CredentialId>,
}

/// Why something cannot be a [`Capability`], or a set of them.
///
/// ```
/// use pullkey_domain::api_key::{Capabilities, InvalidCapability};
///
/// assert_eq!(Capabilities::of([]), Err(InvalidCapability::None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCapability {
    /// There is no such permission.
    #[error(transparent)]
    Permission(#[from] UnknownPermission),
    /// What it is narrowed to is not an id.
    #[error(transparent)]
    Resource(#[from] InvalidId),
    /// This permission cannot be narrowed to one credential.
    #[error(
        "only READ, UPDATE, DELETE, VERIFY and PULL of DOCKER_REGISTRY can be narrowed to one credential"
    )]
    NotNarrowable,
    /// There is none.
    #[error("must hold at least one capability")]
    None,
}

impl InvalidCapability {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Permission(rule) => rule.code(),
            Self::Resource(rule) => rule.code(),
            Self::NotNarrowable => "permission_not_narrowable",
            Self::None => "capabilities_empty",
        }
    }
}

impl Capability {
    /// This permission, for one credential if `resource` names it.
    ///
    /// # Errors
    /// [`InvalidCapability::NotNarrowable`] if that permission cannot be narrowed.
    pub fn new(
        permission: Permission,
        resource: Option<CredentialId>,
    ) -> Result<Self, InvalidCapability> {
        if resource.is_some() && !permission.can_be_narrowed() {
            return Err(InvalidCapability::NotNarrowable);
        }
        Ok(Self {
            permission,
            resource,
        })
    }

    /// What may be done.
    pub fn permission(self) -> Permission {
        self.permission
    }

    /// The one credential it may be done to; all, if `None`.
    pub fn resource(self) -> Option<CredentialId> {
        self.resource
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.permission.fmt(f)?;
        match self.resource {
            None => Ok(()),
            Some(id) => write!(f, "@{id}"),
        }
    }
}

impl FromStr for Capability {
    type Err = InvalidCapability;

    fn from_str(text: &str) -> Result<Self, InvalidCapability> {
        match text.split_once('@') {
            None => Self::new(text.parse()?, None),
            Some((permission, id)) => Self::new(permission.parse()?, Some(id.parse()?)),
        }
    }
}

/// What an API key may do: at least one capability, each once, sorted.
///
/// As text: capabilities joined by commas.
///
/// ```
/// use pullkey_domain::api_key::{Capabilities, Permission};
///
/// let all = Capabilities::all();
/// let reader = "DOCKER_REGISTRY:READ".parse::<Capabilities>().unwrap();
/// assert!(all.cover(&reader));
/// assert!(!reader.cover(&all));
/// assert!(!reader.allow(Permission::CredentialCreate, None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<Capability>);

/// How far a permission reaches among a company's credentials.
///
/// ```
/// use pullkey_domain::{api_key::{Capabilities, Permission, Reach}, id::CredentialId};
///
/// let id = CredentialId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap();
/// assert_eq!(Capabilities::all().reach(Permission::CredentialPull), Some(Reach::All));
/// assert!(Reach::Only(vec![id]).includes(id));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// To all of them.
    All,
    /// To these.
    Only(Vec<CredentialId>),
}

impl Reach {
    /// Whether this credential is among them, if it is the company's at all.
    pub fn includes(&self, id: CredentialId) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&id),
        }
    }
}

impl Capabilities {
    /// Every permission, for the whole company.
    pub fn all() -> Self {
        Self(
            Permission::ALL
                .into_iter()
                .map(|permission| Capability {
                    permission,
                    resource: None,
                })
                .collect(),
        )
    }

    /// These, each once.
    ///
    /// # Errors
    /// [`InvalidCapability::None`] if there is none.
    pub fn of(
        capabilities: impl IntoIterator<Item = Capability>,
    ) -> Result<Self, InvalidCapability> {
        let set: BTreeSet<_> = capabilities.into_iter().collect();
        if set.is_empty() {
            return Err(InvalidCapability::None);
        }
        Ok(Self(set))
    }

    /// Each of them, sorted.
    pub fn iter(&self) -> impl Iterator<Item = Capability> {
        self.0.iter().copied()
    }

    /// Whether they allow this, to one credential or, without a `resource`, to the company as a whole.
    pub fn allow(&self, permission: Permission, resource: Option<CredentialId>) -> bool {
        let holds = |resource| {
            self.0.contains(&Capability {
                permission,
                resource,
            })
        };
        holds(None) || resource.is_some_and(|id| holds(Some(id)))
    }

    /// Which credentials they allow this for; `None` if it is not allowed at all.
    pub fn reach(&self, permission: Permission) -> Option<Reach> {
        if self.allow(permission, None) {
            return Some(Reach::All);
        }
        let only: Vec<_> = self
            .iter()
            .filter(|capability| capability.permission == permission)
            .filter_map(Capability::resource)
            .collect();
        (!only.is_empty()).then_some(Reach::Only(only))
    }

    /// Whether whoever holds these may also do all of the others.
    pub fn cover(&self, others: &Self) -> bool {
        self.lacking(others).is_none()
    }

    /// The first of the others that whoever holds these may not do.
    pub fn lacking(&self, others: &Self) -> Option<Capability> {
        let mut others = others.iter();
        others.find(|other| !self.allow(other.permission, other.resource))
    }

    /// Their number and each of them, as MACs cover them.
    pub(super) fn add_to(&self, parts: Parts) -> Parts {
        let count = (self.0.len() as u64).to_be_bytes();
        self.iter().fold(parts.part(count), |parts, capability| {
            parts.part(capability.to_string())
        })
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, capability) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            capability.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Capabilities {
    type Err = InvalidCapability;

    fn from_str(text: &str) -> Result<Self, InvalidCapability> {
        let each: Result<Vec<_>, _> = text.split(',').map(Capability::from_str).collect();
        Self::of(each?)
    }
}

#[cfg(test)]
mod tests;
