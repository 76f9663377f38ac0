//! Identifiers: one type per kind of thing, so that one cannot stand in for another.
//!
//! ```
//! use pullkey_domain::id::{CompanyId, CredentialId};
//!
//! let company = CompanyId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap();
//! let credential = CredentialId::from_uuid(company.as_uuid());
//! assert_eq!(company.to_string(), credential.to_string());
//! ```

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// Not an identifier: the text breaks the pattern of the published contract.
///
/// That pattern takes a UUID of version 1 to 8 in the RFC 9562 variant, in either case, and besides the nil UUID and
/// the max UUID, the latter in lower case only.
///
/// ```
/// use pullkey_domain::id::{CompanyId, InvalidId};
///
/// assert_eq!(CompanyId::parse("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"), Err(InvalidId));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a UUID such as fb5e5168-4281-4bec-94c5-0d1584e9e657")]
pub struct InvalidId;

impl InvalidId {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "id_malformed"
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// The first one in their order: the nil UUID.
            pub const MIN: Self = Self(Uuid::nil());

            /// Takes a UUID that was made or stored by us.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Reads an identifier that came from outside.
            ///
            /// # Errors
            /// [`InvalidId`] if the text breaks the contract's pattern.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }

            /// The UUID itself.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }

            /// The sixteen bytes of the UUID, most significant first.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        /// Lower case with hyphens.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }
    };
}

id! {
    /// Identifies a registry credential.
    ///
    /// ```
    /// use pullkey_domain::id::CredentialId;
    ///
    /// let id = CredentialId::parse("FB5E5168-4281-4bec-94c5-0d1584e9e657").unwrap();
    /// assert_eq!(id.to_string(), "fb5e5168-4281-4bec-94c5-0d1584e9e657");
    /// assert!(CredentialId::parse("fb5e516842814bec94c50d1584e9e657").is_err());
    /// ```
    CredentialId
}
id! {
    /// Identifies a company: the tenant that owns credentials and API keys.
    ///
    /// ```
    /// use pullkey_domain::id::CompanyId;
    ///
    /// assert!(CompanyId::parse("00000000-0000-0000-0000-000000000000").is_ok());
    /// ```
    CompanyId
}
id! {
    /// Identifies an API key. The handle in the token is another thing: it only finds the key.
    ///
    /// ```
    /// use pullkey_domain::id::ApiKeyId;
    ///
    /// assert!(ApiKeyId::parse("not an id").is_err());
    /// ```
    ApiKeyId
}
id! {
    /// Identifies an audit event.
    ///
    /// ```
    /// use pullkey_domain::id::AuditEventId;
    ///
    /// assert!(AuditEventId::parse("ffffffff-ffff-ffff-ffff-ffffffffffff").is_ok());
    /// ```
    AuditEventId
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";
const MAX: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

fn parse(text: &str) -> Result<Uuid, InvalidId> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    let known = shaped
        && (text == NIL
            || text == MAX
            || matches!(bytes[14], b'1'..=b'8')
                && matches!(bytes[19], b'8' | b'9' | b'a' | b'b' | b'A' | b'B'));
    if !known {
        return Err(InvalidId);
    }
    Uuid::try_parse(text).map_err(|_| InvalidId)
}
