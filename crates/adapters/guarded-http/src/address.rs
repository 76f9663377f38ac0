//! Which addresses lead to the public internet, and which nobody may be sent to.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What is not public of IPv4: the special-purpose registry of IANA, and the platform address of Azure, which stands among
/// public ones.
const NOT_PUBLIC_V4: [(&str, Kind); 17] = [
    ("0.0.0.0/8", Kind::Closed),
    ("10.0.0.0/8", Kind::Private),
    ("100.64.0.0/10", Kind::Private),
    ("100.100.100.200/32", Kind::Closed),
    ("127.0.0.0/8", Kind::Private),
    ("168.63.129.16/32", Kind::Closed),
    ("169.254.0.0/16", Kind::Closed),
    ("172.16.0.0/12", Kind::Private),
    ("192.0.0.0/24", Kind::Closed),
    ("192.0.2.0/24", Kind::Private),
    ("192.88.99.0/24", Kind::Closed),
    ("192.168.0.0/16", Kind::Private),
    ("198.18.0.0/15", Kind::Private),
    ("198.51.100.0/24", Kind::Private),
    ("203.0.113.0/24", Kind::Private),
    ("224.0.0.0/4", Kind::Closed),
    ("240.0.0.0/4", Kind::Closed),
];

/// What IPv6 has of public addresses.
const PUBLIC_V6: &str = "2000::/3";

/// What is not public within them, and what is private outside of them: the special-purpose registry of IANA, and the
/// metadata service of AWS. Everything else outside of them is closed.
const NOT_PUBLIC_V6: [(&str, Kind); 8] = [
    ("::1/128", Kind::Private),
    ("2001::/23", Kind::Closed),
    ("2001:db8::/32", Kind::Private),
    ("2002::/16", Kind::Closed),
    ("3fff::/20", Kind::Private),
    ("fc00::/7", Kind::Private),
    ("fd00:ec2::254/128", Kind::Closed),
    ("fd20:ce::254/128", Kind::Closed),
];

/// Behind this prefix, a network translates to the IPv4 address in the last four bytes (RFC 6052).
const NAT64: &str = "64:ff9b::/96";

/// What an address is to those who may be sent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anybody's on the internet.
    Public,
    /// Of a network of the operator's own, or of this machine.
    Private,
    /// Nobody's registry: of the link, a metadata service, a group, or of no use at all.
    Closed,
}

impl Kind {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let within = NETS.v4.iter().filter(|(net, _)| net.contains(&address));
        // Of several, the narrowest counts.
        let narrowest = within.max_by_key(|(net, _)| net.prefix_len());
        narrowest.map_or(Self::Public, |(_, kind)| *kind)
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if let Some(inner) = address.to_ipv4_mapped() {
            return Self::of_v4(inner);
        }
        if NETS.nat64.is_some_and(|net| net.contains(&address)) {
            let [.., a, b, c, d] = address.octets();
            return Self::of_v4(Ipv4Addr::new(a, b, c, d));
        }
        let within = NETS.v6.iter().filter(|(net, _)| net.contains(&address));
        let narrowest = within.max_by_key(|(net, _)| net.prefix_len());
        let is_global = NETS.public_v6.is_some_and(|net| net.contains(&address));
        let rest = if is_global {
            Self::Public
        } else {
            Self::Closed
        };
        narrowest.map_or(rest, |(_, kind)| *kind)
    }
}

struct Nets {
    v4: Vec<(Ipv4Net, Kind)>,
    v6: Vec<(Ipv6Net, Kind)>,
    public_v6: Option<Ipv6Net>,
    nat64: Option<Ipv6Net>,
}

/// The tables above, read once. A test finds that each line is one.
static NETS: LazyLock<Nets> = LazyLock::new(|| {
    let v4 = NOT_PUBLIC_V4.into_iter();
    let v6 = NOT_PUBLIC_V6.into_iter();
    Nets {
        v4: v4
            .filter_map(|(net, kind)| Some((net.parse().ok()?, kind)))
            .collect(),
        v6: v6
            .filter_map(|(net, kind)| Some((net.parse().ok()?, kind)))
            .collect(),
        public_v6: PUBLIC_V6.parse().ok(),
        nat64: NAT64.parse().ok(),
    }
});

/// Whether the network is this one address.
pub(crate) fn is_one_address(net: &IpNet) -> bool {
    net.prefix_len() == net.max_prefix_len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_a_network() {
        assert_eq!(NETS.v4.len(), NOT_PUBLIC_V4.len());
        assert_eq!(NETS.v6.len(), NOT_PUBLIC_V6.len());
        assert!(NETS.public_v6.is_some() && NETS.nat64.is_some());
    }

    const KINDS: &[(&str, Kind)] = &[
        ("0.0.0.0", Kind::Closed),
        ("0.255.255.255", Kind::Closed),
        ("1.1.1.1", Kind::Public),
        ("9.255.255.255", Kind::Public),
        ("10.0.0.0", Kind::Private),
        ("10.255.255.255", Kind::Private),
        ("11.0.0.0", Kind::Public),
        ("100.63.255.255", Kind::Public),
        ("100.64.0.0", Kind::Private),
        ("100.100.100.200", Kind::Closed),
        ("100.127.255.255", Kind::Private),
        ("100.128.0.0", Kind::Public),
        ("127.0.0.1", Kind::Private),
        ("127.255.255.255", Kind::Private),
        ("168.63.129.15", Kind::Public),
        ("168.63.129.16", Kind::Closed),
        ("169.253.255.255", Kind::Public),
        ("169.254.0.0", Kind::Closed),
        ("169.254.169.254", Kind::Closed),
        ("172.15.255.255", Kind::Public),
        ("172.16.0.0", Kind::Private),
        ("172.31.255.255", Kind::Private),
        ("172.32.0.0", Kind::Public),
        ("192.0.0.192", Kind::Closed),
        ("192.0.1.0", Kind::Public),
        ("192.0.2.1", Kind::Private),
        ("192.88.99.1", Kind::Closed),
        ("192.168.255.255", Kind::Private),
        ("192.169.0.0", Kind::Public),
        ("198.17.255.255", Kind::Public),
        ("198.18.0.0", Kind::Private),
        ("198.19.255.255", Kind::Private),
        ("198.51.100.9", Kind::Private),
        ("203.0.113.9", Kind::Private),
        ("223.255.255.255", Kind::Public),
        ("224.0.0.1", Kind::Closed),
        ("239.255.255.255", Kind::Closed),
        ("240.0.0.1", Kind::Closed),
        ("255.255.255.255", Kind::Closed),
        ("::", Kind::Closed),
        ("::1", Kind::Private),
        ("::2", Kind::Closed),
        ("::7f00:1", Kind::Closed),
        ("::ffff:127.0.0.1", Kind::Private),
        ("::ffff:169.254.169.254", Kind::Closed),
        ("::ffff:1.1.1.1", Kind::Public),
        ("64:ff9b::7f00:1", Kind::Private),
        ("64:ff9b::a9fe:a9fe", Kind::Closed),
        ("64:ff9b::101:101", Kind::Public),
        ("64:ff9b:1::101:101", Kind::Closed),
        ("100::1", Kind::Closed),
        ("1fff:ffff::1", Kind::Closed),
        ("2000::1", Kind::Public),
        ("2001:0:53aa:64c::1", Kind::Closed),
        ("2001:1ff::1", Kind::Closed),
        ("2001:200::1", Kind::Public),
        ("2001:db8::1", Kind::Private),
        ("2002:7f00:1::1", Kind::Closed),
        ("2606:4700::1111", Kind::Public),
        ("3fff:fff::1", Kind::Private),
        ("3fff:1000::1", Kind::Public),
        ("4000::1", Kind::Closed),
        ("5f00::1", Kind::Closed),
        ("fc00::1", Kind::Private),
        ("fd00:ec2::254", Kind::Closed),
        ("fd00:ec2::253", Kind::Private),
        ("fd20:ce::254", Kind::Closed),
        ("fdff::1", Kind::Private),
        ("fe80::1", Kind::Closed),
        ("fec0::1", Kind::Closed),
        ("ff02::1", Kind::Closed),
    ];

    #[test]
    fn every_kind_of_address_is_known_at_both_of_its_ends() {
        for (address, kind) in KINDS {
            assert_eq!(Kind::of(address.parse().unwrap()), *kind, "{address}");
        }
    }
}
