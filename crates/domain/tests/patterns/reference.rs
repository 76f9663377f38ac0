//! The published patterns, word for word, and the engine that decides what they mean.

use regress::Regex;

/// The contract's user name.
pub(crate) const USERNAME: &str = r"^(?=.{1,39}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$";

/// The contract's secret.
pub(crate) const SECRET: &str = r"^.{8,128}$";

/// The contract's id.
pub(crate) const ID: &str = r"^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$";

/// The contract's timestamp.
pub(crate) const TIMESTAMP: &str = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$";

/// Our name: the contract gives the length, and no store keeps a NUL.
pub(crate) const NAME: &str = r"^[^\0]{1,255}$";

/// Our token, but for its checksum.
pub(crate) const TOKEN: &str = r"^plk_[0-9A-Za-z]{16}_[0-9A-Za-z]{38}$";

/// The path of a repository, as the OCI distribution specification gives it.
pub(crate) const REPOSITORY: &str =
    r"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$";

/// A pattern, compiled once per test.
pub(crate) struct Reference(Regex);

impl Reference {
    #[expect(clippy::unwrap_used, reason = "the patterns are constants")]
    pub(crate) fn to(pattern: &str) -> Self {
        Self(Regex::with_flags(pattern, "u").unwrap())
    }

    pub(crate) fn accepts(&self, text: &str) -> bool {
        self.0.find(text).is_some()
    }
}
