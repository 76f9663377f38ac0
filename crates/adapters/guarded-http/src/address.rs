//! Which addresses lead to the public internet, and which nobody may be sent to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What is not public of IPv4: the special-purpose registry of IANA, and services of clouds that stand among others. Of
/// several networks that an address is in, the first counts.
const NOT_PUBLIC_V4: [(Ipv4Net, Kind); 17] = [
    // Metadata of Alibaba, and the platform of Azure.
    (v4([100, 100, 100, 200], 32), Kind::Closed),
    (v4([168, 63, 129, 16], 32), Kind::Closed),
    (v4([0, 0, 0, 0], 8), Kind::Closed),
    (v4([10, 0, 0, 0], 8), Kind::Private),
    (v4([100, 64, 0, 0], 10), Kind::Private),
    (v4([127, 0, 0, 0], 8), Kind::Loopback),
    (v4([169, 254, 0, 0], 16), Kind::Closed),
    (v4([172, 16, 0, 0], 12), Kind::Private),
    (v4([192, 0, 0, 0], 24), Kind::Closed),
    (v4([192, 0, 2, 0], 24), Kind::Private),
    (v4([192, 88, 99, 0], 24), Kind::Closed),
    (v4([192, 168, 0, 0], 16), Kind::Private),
    (v4([198, 18, 0, 0], 15), Kind::Private),
    (v4([198, 51, 100, 0], 24), Kind::Private),
    (v4([203, 0, 113, 0], 24), Kind::Private),
    (v4([224, 0, 0, 0], 4), Kind::Closed),
    (v4([240, 0, 0, 0], 4), Kind::Closed),
];

/// The same of IPv6.
const NOT_PUBLIC_V6: [(Ipv6Net, Kind); 12] = [
    // Metadata and credentials of AWS, Google, Oracle, Scaleway, Linode and Alibaba, which stand among private ones.
    (v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0], 32), Kind::Closed),
    (v6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0], 32), Kind::Closed),
    (
        v6([0xfd00, 0xc1, 0, 0, 0, 0, 0xa9fe, 0xa9fe], 128),
        Kind::Closed,
    ),
    (v6([0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42], 128), Kind::Closed),
    (
        v6([0xfd00, 0xa9fe, 0xa9fe, 0, 0, 0, 0, 1], 128),
        Kind::Closed,
    ),
    (
        v6([0xfd00, 0x100, 0, 0, 0, 0, 0x100, 0x200], 128),
        Kind::Closed,
    ),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), Kind::Loopback),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), Kind::Private),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), Kind::Closed),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), Kind::Private),
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), Kind::Closed),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), Kind::Private),
];

/// What IPv6 has of public addresses. Outside, what the table does not name is closed.
const PUBLIC_V6: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// Behind this prefix, a network translates to the IPv4 address in the last four bytes (RFC 6052).
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::from_octets(octets), prefix)
}

const fn v6(segments: [u16; 8], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::from_segments(segments), prefix)
}

/// What an address is to those who may be sent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anybody's on the internet.
    Public,
    /// Of a network of the operator's own.
    Private,
    /// Of this machine.
    Loopback,
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
        let mut table = NOT_PUBLIC_V4.iter();
        let found = table.find(|(net, _)| net.contains(&address));
        found.map_or(Self::Public, |(_, kind)| *kind)
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if let Some(inner) = address.to_ipv4_mapped() {
            return Self::of_v4(inner);
        }
        if NAT64.contains(&address) {
            let [.., a, b, c, d] = address.octets();
            return Self::of_v4(Ipv4Addr::new(a, b, c, d));
        }
        let rest = if PUBLIC_V6.contains(&address) {
            Self::Public
        } else {
            Self::Closed
        };
        let mut table = NOT_PUBLIC_V6.iter();
        let found = table.find(|(net, _)| net.contains(&address));
        found.map_or(rest, |(_, kind)| *kind)
    }
}

/// Whether the network is this one address.
pub(crate) fn is_one_address(net: &IpNet) -> bool {
    net.prefix_len() == net.max_prefix_len()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ("127.0.0.1", Kind::Loopback),
        ("127.255.255.255", Kind::Loopback),
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
        ("::1", Kind::Loopback),
        ("::2", Kind::Closed),
        ("::7f00:1", Kind::Closed),
        ("::ffff:127.0.0.1", Kind::Loopback),
        ("::ffff:169.254.169.254", Kind::Closed),
        ("::ffff:1.1.1.1", Kind::Public),
        ("64:ff9b::7f00:1", Kind::Loopback),
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
        ("fd00:ec2::23", Kind::Closed),
        ("fd00:ec3::254", Kind::Private),
        ("fd00:c1::a9fe:a9fe", Kind::Closed),
        ("fd00:42::42", Kind::Closed),
        ("fd00:a9fe:a9fe::1", Kind::Closed),
        ("fd00:100::100:200", Kind::Closed),
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
