use std::net::IpAddr;

use ipnet::IpNet;

use super::error::Rule;

/// The networks of the proxies that are believed about who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Why a list of networks is none to trust. Entries are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustedProxiesError {
    /// An entry is a network or an address.
    #[error("entry {0} is neither a network nor an address")]
    Network(usize),
    /// A network is written by its first address: with another one, it may be a different network that was meant.
    #[error("entry {0} has bits set beyond its prefix; write the first address of the network")]
    HostBits(usize),
    /// Who trusts everybody lets everybody say who they are.
    #[error("entry {0} trusts every address")]
    Everybody(usize),
    /// IPv4 addresses within IPv6 are compared as IPv4.
    #[error("entry {0} is IPv4 within IPv6; write it as IPv4")]
    Mapped(usize),
}

impl TrustedProxies {
    /// Networks in CIDR notation, or single addresses, with commas in between.
    pub(crate) fn parse(text: &str) -> Result<Self, Rule> {
        let entries = (1..).zip(text.split(','));
        let networks = entries.map(|(place, entry)| network(place, entry.trim_matches(' ')));
        let networks: Result<_, _> = networks.collect();
        networks.map(Self).map_err(Rule::TrustedProxies)
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is the address of a trusted proxy. IPv4 within IPv6 is none: make it IPv4 first.
    pub fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

fn network(place: usize, entry: &str) -> Result<IpNet, TrustedProxiesError> {
    let network = match entry.parse::<IpAddr>() {
        Ok(address) => address.into(),
        Err(_) => entry
            .parse::<IpNet>()
            .map_err(|_| TrustedProxiesError::Network(place))?,
    };
    if network.trunc() != network {
        Err(TrustedProxiesError::HostBits(place))
    } else if network.prefix_len() == 0 {
        Err(TrustedProxiesError::Everybody(place))
    } else if network.addr().to_canonical() != network.addr() {
        Err(TrustedProxiesError::Mapped(place))
    } else {
        Ok(network)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusting(text: &str) -> TrustedProxies {
        TrustedProxies::parse(text).unwrap()
    }

    fn trusted(proxies: &TrustedProxies, address: &str) -> bool {
        proxies.trust(address.parse().unwrap())
    }

    #[test]
    fn a_network_is_trusted_from_its_first_address_to_its_last() {
        let proxies = trusting("10.1.0.0/16,fd00::/8");
        for address in ["10.1.0.0", "10.1.255.255", "fd00::", "fdff::1"] {
            assert!(trusted(&proxies, address), "{address}");
        }
        for address in ["10.0.255.255", "10.2.0.0", "fc00::1", "fe00::"] {
            assert!(!trusted(&proxies, address), "{address}");
        }
    }

    #[test]
    fn a_single_address_is_trusted_alone() {
        let proxies = trusting("127.0.0.1, ::1");
        assert!(trusted(&proxies, "127.0.0.1") && trusted(&proxies, "::1"));
        assert!(!trusted(&proxies, "127.0.0.2") && !trusted(&proxies, "::2"));
    }

    #[test]
    fn what_is_no_network_is_refused_by_its_place() {
        use TrustedProxiesError::{Everybody, HostBits, Mapped, Network};

        for (text, error) in [
            ("localhost", Network(1)),
            ("10.0.0.0/33", Network(1)),
            ("10.0.0.0/", Network(1)),
            ("10.0.0.0-10.0.0.9", Network(1)),
            ("10.0.0.0 10.0.0.1", Network(1)),
            ("127.0.0.1,", Network(2)),
            (",", Network(1)),
            ("127.0.0.1:80", Network(1)),
            ("::1,10.0.0.1/8", HostBits(2)),
            ("fd00::1/8", HostBits(1)),
            ("0.0.0.0/0", Everybody(1)),
            ("::/0", Everybody(1)),
            ("::ffff:10.0.0.0/104", Mapped(1)),
            ("::ffff:127.0.0.1", Mapped(1)),
        ] {
            let refused = TrustedProxies::parse(text);
            assert_eq!(refused, Err(Rule::TrustedProxies(error)), "{text}");
        }
    }
}
