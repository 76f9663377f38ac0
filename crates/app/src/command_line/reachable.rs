use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Where a client on this machine reaches a server that listens there.
pub(super) fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn a_server_on_every_address_is_reached_on_the_loopback() {
        for (everywhere, here) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
        ] {
            let address = reachable(everywhere.parse().unwrap());
            assert_eq!(address.to_string(), here);
        }
    }

    #[test]
    fn a_server_on_one_address_is_reached_there() {
        let address = "192.0.2.1:8080".parse().unwrap();
        assert_eq!(reachable(address), address);
    }
}
