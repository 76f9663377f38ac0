//! Every way to write where nobody may be sent.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
};

use fastrand::Rng;

mod disguises;
mod names;
mod v4;
mod v6;

/// Fewer would be no drill.
pub(super) const LEAST: usize = 300;

/// So many of all: disguises of the addresses that are attacked most, the plain forms of all others, names, and some at
/// random.
pub(super) struct Amount {
    /// Whether every address has every disguise.
    pub(super) is_whole: bool,
    pub(super) at_random: usize,
}

/// What can stand between `https://` and the path, once each. Some lead to a trap at this port.
pub(super) fn all(port: u16, amount: &Amount, rng: &mut Rng) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = names::ALL.iter().map(|it| (*it).to_owned()).collect();
    all.extend(v6::SPELLINGS.iter().map(|it| (*it).to_owned()));
    for address in v4::forbidden() {
        let is_disguised = amount.is_whole || v4::is_favourite(address);
        let written = disguises::hosts(address);
        let most = if is_disguised { written.len() } else { 3 };
        all.extend(written.into_iter().take(most));
        if is_disguised {
            all.extend(disguises::places(address));
        }
    }
    for _ in 0..amount.at_random {
        let written = disguises::hosts(v4::at_random(rng));
        all.extend(rng.choice(written));
    }
    let at_trap: Vec<_> = all.iter().map(|host| format!("{host}:{port}")).collect();
    all.extend(at_trap);
    all
}

/// Every address that no name may lead to, as it is and within those of IPv6.
pub(super) fn addresses() -> BTreeSet<IpAddr> {
    let v4 = v4::forbidden();
    let within = v4.clone().into_iter().flat_map(v6::around);
    let v6 = v6::forbidden().into_iter().chain(within);
    v4.into_iter()
        .map(IpAddr::V4)
        .chain(v6.map(IpAddr::V6))
        .collect()
}

/// Whether it is an address that nobody may be sent to.
pub(super) fn is_closed(address: Ipv4Addr) -> bool {
    v4::is_closed(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_more_than_enough_spellings_even_in_the_short_form() {
        let amount = Amount {
            is_whole: false,
            at_random: 0,
        };
        let all = all(5443, &amount, &mut Rng::with_seed(1));
        assert!(all.len() >= 2 * LEAST, "{}", all.len());
        for known in [
            "2130706433",
            "0x7f000001",
            "127.1",
            "[::1]:5443",
            "①②⑦.⓪.⓪.①",
        ] {
            assert!(all.contains(known), "{known}");
        }
    }
}
