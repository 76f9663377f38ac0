//! The rules that every cipher keeps, one function each, to run against an adapter.
//!
//! A whole test file of an adapter is the line that mounts them:
//!
//! ```text
//! pullkey_cipher::cipher_contract!(a_cipher());
//! ```
//!
//! A rule fails by panicking, in the test that has its name.

mod api_key_rows;
mod api_key_tokens;
mod audit;
mod audit_chain;
mod cursors;
mod fingerprints;
mod mount;
mod ring;
mod sample;
mod secrets;

pub use self::{
    api_key_rows::*, api_key_tokens::*, audit::*, audit_chain::*, cursors::*, fingerprints::*,
    ring::*, secrets::*,
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    const CONTRACT: &str = include_str!("contract.rs");
    const MOUNT: &str = include_str!("contract/mount.rs");
    const RULES: [(&str, &str); 8] = [
        ("api_key_rows", include_str!("contract/api_key_rows.rs")),
        ("api_key_tokens", include_str!("contract/api_key_tokens.rs")),
        ("audit", include_str!("contract/audit.rs")),
        ("audit_chain", include_str!("contract/audit_chain.rs")),
        ("cursors", include_str!("contract/cursors.rs")),
        ("fingerprints", include_str!("contract/fingerprints.rs")),
        ("ring", include_str!("contract/ring.rs")),
        ("secrets", include_str!("contract/secrets.rs")),
    ];

    #[test]
    fn every_rule_is_mounted() {
        let rules: BTreeSet<_> = RULES
            .iter()
            .flat_map(|(_, source)| source.lines())
            .filter_map(|line| line.strip_prefix("pub fn ")?.split_once('('))
            .map(|(name, _)| name)
            .collect();
        let is_name = |line: &&str| {
            line.bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'0'..=b'9'))
        };
        let mounted: BTreeSet<_> = MOUNT
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .filter(is_name)
            .collect();
        assert!(!rules.is_empty());
        assert_eq!(rules, mounted);
    }

    #[test]
    fn every_file_of_rules_is_read_here() {
        let modules = CONTRACT
            .lines()
            .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
        let files: Vec<_> = modules
            .filter(|module| !["mount", "sample"].contains(module))
            .collect();
        assert_eq!(files, RULES.map(|(file, _)| file));
    }
}
