use std::net::{IpAddr, Ipv6Addr};

/// Where a client is, as far as clients are told apart by that: an IPv4 address, or the /64 of an IPv6 one, as whoever has
/// one address of it has all of them.
///
/// ```
/// use pullkey_use_cases::ClientNetwork;
///
/// let of = |address: &str| ClientNetwork::of(address.parse().unwrap());
/// assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
/// assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
/// assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
/// assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientNetwork(IpAddr);

/// The first 64 bits of an address.
const NETWORK: u128 = u128::MAX << 64;

impl ClientNetwork {
    /// That of this address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
            address @ IpAddr::V4(_) => address,
        })
    }
}
