use std::{cmp::Ordering, fmt, str::FromStr};

/// One kind of thing that an API key may do.
///
/// ```
/// use pullkey_domain::api_key::Permission;
///
/// assert_eq!("DOCKER_REGISTRY:PULL".parse(), Ok(Permission::CredentialPull));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See credentials.
    CredentialRead,
    /// Create credentials.
    CredentialCreate,
    /// Change credentials.
    CredentialUpdate,
    /// Delete credentials.
    CredentialDelete,
    /// Try a credential's login at its registry.
    CredentialVerify,
    /// Pull images with a credential.
    CredentialPull,
    /// See API keys.
    ApiKeyRead,
    /// Create API keys.
    ApiKeyCreate,
    /// Change, switch and rotate API keys.
    ApiKeyUpdate,
    /// Delete API keys.
    ApiKeyDelete,
    /// See the audit trail.
    AuditRead,
}

/// Not a permission.
///
/// ```
/// use pullkey_domain::api_key::{Permission, UnknownPermission};
///
/// assert_eq!("ROOT".parse::<Permission>(), Err(UnknownPermission));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one of {}", Permission::ALL.map(Permission::as_str).join(", "))]
pub struct UnknownPermission;

impl UnknownPermission {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "permission_unknown"
    }
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::CredentialRead,
        Self::CredentialCreate,
        Self::CredentialUpdate,
        Self::CredentialDelete,
        Self::CredentialVerify,
        Self::CredentialPull,
        Self::ApiKeyRead,
        Self::ApiKeyCreate,
        Self::ApiKeyUpdate,
        Self::ApiKeyDelete,
        Self::AuditRead,
    ];

    /// Its word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CredentialRead => "DOCKER_REGISTRY:READ",
            Self::CredentialCreate => "DOCKER_REGISTRY:CREATE",
            Self::CredentialUpdate => "DOCKER_REGISTRY:UPDATE",
            Self::CredentialDelete => "DOCKER_REGISTRY:DELETE",
            Self::CredentialVerify => "DOCKER_REGISTRY:VERIFY",
            Self::CredentialPull => "DOCKER_REGISTRY:PULL",
            Self::ApiKeyRead => "API_KEY:READ",
            Self::ApiKeyCreate => "API_KEY:CREATE",
            Self::ApiKeyUpdate => "API_KEY:UPDATE",
            Self::ApiKeyDelete => "API_KEY:DELETE",
            Self::AuditRead => "AUDIT:READ",
        }
    }

    /// Whether it may be narrowed to one credential: those on credentials that exist already.
    pub const fn can_be_narrowed(self) -> bool {
        matches!(
            self,
            Self::CredentialRead
                | Self::CredentialUpdate
                | Self::CredentialDelete
                | Self::CredentialVerify
                | Self::CredentialPull
        )
    }
}

/// By its word: this order enters MACs, so it must not follow the order in which permissions were thought of.
impl Ord for Permission {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Permission {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(word: &str) -> Result<Self, UnknownPermission> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.as_str() == word)
            .ok_or(UnknownPermission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_read_from_its_own_word_only() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(permission));
            let whispered = permission.as_str().to_lowercase();
            assert_eq!(whispered.parse::<Permission>(), Err(UnknownPermission));
        }
    }

    #[test]
    fn the_refusal_lists_every_word() {
        let refusal = UnknownPermission.to_string();
        for permission in Permission::ALL {
            assert!(refusal.contains(permission.as_str()));
        }
    }

    #[test]
    fn permissions_are_ordered_by_their_words() {
        let mut sorted = Permission::ALL;
        sorted.sort_unstable();
        let words = sorted.map(Permission::as_str);
        assert!(words.is_sorted());
        assert_ne!(
            sorted,
            Permission::ALL,
            "the order of words is not that of the variants"
        );
    }
}
