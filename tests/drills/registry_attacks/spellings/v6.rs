use std::net::{Ipv4Addr, Ipv6Addr};

const FORBIDDEN: [&str; 30] = [
    "::1",
    "::",
    "::2",
    "::7f00:1",
    "100::1",
    "64:ff9b:1::7f00:1",
    "1fff::1",
    "2001::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fdff:ffff::1",
    // Metadata of clouds: Amazon, Google, Oracle, Scaleway, Linode, Alibaba.
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "fd00:c1::a9fe:a9fe",
    "fd00:42::42",
    "fd00:a9fe:a9fe::1",
    "fd00:100::100:200",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "ffff::1",
];

/// As people and programs write them, and as they should not.
pub(super) const SPELLINGS: &[&str] = &[
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[::01]",
    "[0::1]",
    "[::0.0.0.1]",
    "[::0.0.0.0]",
    "[::ffff:0:127.0.0.1]",
    "[::1%25lo]",
    "[::1%lo]",
    "[::1%251]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fe80::1]",
    "[FE80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[FD00:EC2::254]",
    "[fd00:0ec2:0:0:0:0:0:0254]",
    "[fd20:ce::254]",
    "[fd00:c1::a9fe:a9fe]",
    "[fd00:42::42]",
    "[ff02::1]",
    "[ff0e::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[100::1]",
    "[5f00::1]",
    "[4000::1]",
    "::1",
    "[::1",
    "::1]",
    "[[::1]]",
    "[::1].",
    "[::1].example.com",
    "a@[::1]",
    "[::1]@127.0.0.1",
    "%5b::1%5d",
    "[::１]",
    "[v1.fe80::a]",
    "[::1\\]",
    "(::1)",
    "0--1.ipv6-literal.net",
    "--1.sslip.io",
];

pub(super) fn forbidden() -> Vec<Ipv6Addr> {
    let addresses = FORBIDDEN.map(|text| text.parse().expect("it is an address"));
    addresses.to_vec()
}

/// Those that mean an address of IPv4, or lead there through somebody's network.
pub(super) fn around(address: Ipv4Addr) -> Vec<Ipv6Addr> {
    let [a, b, c, d] = address.octets();
    let [high, low] = [[a, b], [c, d]].map(u16::from_be_bytes);
    [
        address.to_ipv6_mapped(),
        // Compatible ones, which nobody uses any more.
        Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
        // NAT64, of everybody and of one network.
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
        Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
        // SIIT, 6to4, Teredo, where the client's address is turned over, and ISATAP.
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
        Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0x2001, 0, 0x4136, 0xe378, 0x8000, 0x63bf, !high, !low),
        Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0x5efe, high, low),
    ]
    .to_vec()
}
