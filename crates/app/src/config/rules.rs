//! The rules that several settings share: each turns text into a value or names what it breaks.

use std::{net::SocketAddr, path::PathBuf};

use super::error::Rule;

/// An IP address and a port. Host names would make a start depend on name resolution.
pub(super) fn address(text: &str) -> Result<SocketAddr, Rule> {
    text.parse().map_err(|_| Rule::Address)
}

/// A path that a system can open.
pub(super) fn path(text: &str) -> Result<PathBuf, Rule> {
    if text.contains('\0') {
        return Err(Rule::Path);
    }
    Ok(text.into())
}

/// `on` or `off`, or a boolean of the file.
pub(super) fn switch(text: &str) -> Result<bool, Rule> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(Rule::Switch),
    }
}

/// A number of things from one to a million.
pub(super) fn count(text: &str) -> Result<usize, Rule> {
    let number: i128 = text.parse().map_err(|_| Rule::Number)?;
    match usize::try_from(number) {
        Ok(count @ 1..=1_000_000) => Ok(count),
        _ => Err(Rule::Range),
    }
}

/// A number of requests in a minute, up to more than a node could answer; 0 is any number.
pub(super) fn rate(text: &str) -> Result<u32, Rule> {
    let number: i128 = text.parse().map_err(|_| Rule::Number)?;
    match u32::try_from(number) {
        Ok(rate @ 0..=10_000_000) => Ok(rate),
        _ => Err(Rule::Range),
    }
}

#[cfg(test)]
mod tests {
    use super::{address, count, path, rate, switch};
    use crate::config::Rule;

    #[test]
    fn an_address_is_an_ip_and_a_port() {
        assert_eq!(address("0.0.0.0:80"), Ok(([0, 0, 0, 0], 80).into()));
        assert!(address("[::1]:0").is_ok_and(|address| address.is_ipv6()));
    }

    #[test]
    fn host_names_and_lone_ips_and_ports_are_no_addresses() {
        for text in [
            "localhost:8080",
            "127.0.0.1",
            "8080",
            ":8080",
            " 127.0.0.1:8080",
        ] {
            assert_eq!(address(text), Err(Rule::Address), "{text}");
        }
    }

    #[test]
    fn a_path_with_a_nul_character_is_refused() {
        assert_eq!(path("a\0b"), Err(Rule::Path));
    }

    #[test]
    fn a_switch_is_on_or_off_or_a_boolean() {
        assert_eq!(["on", "true"].map(switch), [Ok(true), Ok(true)]);
        assert_eq!(["off", "false"].map(switch), [Ok(false), Ok(false)]);
        assert_eq!(switch("maybe"), Err(Rule::Switch));
    }

    #[test]
    fn a_count_is_from_one_to_a_million() {
        assert_eq!(["1", "1000000"].map(count), [Ok(1), Ok(1_000_000)]);
        for text in ["0", "-1", "1000001", "99999999999999999999"] {
            assert_eq!(count(text), Err(Rule::Range), "{text}");
        }
    }

    #[test]
    fn a_rate_is_from_zero_to_ten_million() {
        assert_eq!(["0", "10000000"].map(rate), [Ok(0), Ok(10_000_000)]);
        for text in ["-1", "10000001", "99999999999999999999"] {
            assert_eq!(rate(text), Err(Rule::Range), "{text}");
        }
        assert_eq!(rate("600/min"), Err(Rule::Number));
    }

    #[test]
    fn a_count_is_a_whole_number() {
        for text in ["many", "1.5", "1e3"] {
            assert_eq!(count(text), Err(Rule::Number), "{text}");
        }
    }
}
