use pullkey_guarded_http::{Allowance, AllowedTwice, InvalidAllowance, Policy};

use super::error::Rule;

/// Why a list of registries is none to allow. Entries are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryAllowError {
    /// An entry names a registry as it can be named.
    #[error("entry {0} {1}")]
    Entry(usize, InvalidAllowance),
    /// Of two entries for one place, one would count for nothing.
    #[error(
        "entry {0} is about the host and port of one before; write all networks of a host into one entry"
    )]
    Twice(usize),
}

/// Hosts with commas in between, and what is public.
pub(super) fn policy(text: &str) -> Result<Policy, Rule> {
    let mut policy = Policy::default();
    for (place, entry) in (1..).zip(text.split(',')) {
        let entry: Allowance = entry
            .trim_matches(' ')
            .parse()
            .map_err(|rule| Rule::RegistryAllow(RegistryAllowError::Entry(place, rule)))?;
        let allowed = policy.allowed().iter().cloned().chain([entry]);
        policy = Policy::allowing(allowed)
            .map_err(|AllowedTwice(_)| Rule::RegistryAllow(RegistryAllowError::Twice(place)))?;
    }
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_allowed_one_after_the_other() {
        let policy = policy("registry.internal:5443@10.0.0.0/8, http://127.0.0.1:5000").unwrap();
        let allowed: Vec<_> = policy.allowed().iter().map(ToString::to_string).collect();
        let expected = ["registry.internal:5443@10.0.0.0/8", "http://127.0.0.1:5000"];
        assert_eq!(allowed, expected);
    }

    #[test]
    fn what_is_no_registry_is_refused_by_its_place() {
        use RegistryAllowError::{Entry, Twice};

        for (text, error) in [
            ("10.0.0.0/8", Entry(1, InvalidAllowance::Network)),
            ("registry:5000,", Entry(2, InvalidAllowance::Form)),
            (
                "registry:5000,https://hunter2/v2/",
                Entry(2, InvalidAllowance::Path),
            ),
            (
                "127.0.0.1:5000@127.0.0.0/8",
                Entry(1, InvalidAllowance::AddressWithNetwork),
            ),
            ("a:5000,b:5000,http://a:5000", Twice(3)),
        ] {
            let refused = policy(text).unwrap_err();
            assert_eq!(refused, Rule::RegistryAllow(error), "{text}");
            assert!(!refused.to_string().contains("hunter2"));
        }
    }
}
