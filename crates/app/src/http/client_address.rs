//! Which address a request comes from, where proxies may stand in between.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::{HttpRequest, http::header::HeaderName, web::Data};

use super::sent;
use crate::config::TrustedProxies;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the client: whoever connected, unless that is a trusted proxy. Then it is the one that this proxy
/// names, and so on, as long as those named are trusted, too.
///
/// IPv4 within IPv6 is IPv4. A request that came by no connection comes from `0.0.0.0`.
pub(super) fn of(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    match request.app_data::<Data<TrustedProxies>>() {
        Some(proxies) => behind(proxies, peer, request),
        None => peer,
    }
}

/// Each proxy adds to the right whom it was connected by, so what stands to the left of the first stranger is the
/// stranger's own words. What cannot be read was told by somebody trusted, but says nothing: the one who told it is the
/// last that is known.
fn behind(proxies: &TrustedProxies, peer: IpAddr, request: &HttpRequest) -> IpAddr {
    let headers = sent::headers(request);
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).collect();
    let lines = lines.into_iter().rev();
    let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut client = peer;
    while proxies.trust(client) {
        match entries.next().and_then(address) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

/// Some proxies add a port. IPv6 may stand in brackets, and must where there is one.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?;
    let entry = entry.trim_matches([' ', '\t']);
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = entry
        .parse()
        .ok()
        .or_else(|| {
            entry
                .parse()
                .ok()
                .map(|with_port: SocketAddr| with_port.ip())
        })
        .or_else(|| bracketed().map(IpAddr::V6))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    /// Who is taken for the client where `10.0.0.0/8` and `fd00::/8` are trusted.
    fn client(peer: &str, lines: &[&str]) -> String {
        let proxies = TrustedProxies::parse("10.0.0.0/8,fd00::/8").unwrap();
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        let request = TestRequest::default().app_data(Data::new(proxies));
        let request = lines.iter().fold(request.peer_addr(peer), |request, line| {
            request.append_header((FORWARDED_FOR, *line))
        });
        of(&request.to_http_request()).to_string()
    }

    #[test]
    fn nobody_who_is_not_trusted_is_believed() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("2001:db8::1", &["10.0.0.1"]), "2001:db8::1");
    }

    #[test]
    fn where_no_proxies_are_named_everybody_is_who_connected() {
        let peer = SocketAddr::from(([10, 0, 0, 1], 4711));
        let request = TestRequest::default().peer_addr(peer);
        let request = request.append_header((FORWARDED_FOR, "192.0.2.1"));
        let request = request.app_data(Data::new(TrustedProxies::default()));
        assert_eq!(of(&request.to_http_request()).to_string(), "10.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_says_who_connected_to_it() {
        assert_eq!(client("10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("fd00::1", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn what_a_stranger_told_the_outermost_proxy_is_not_believed() {
        let forged = "203.0.113.9, 192.0.2.1";
        assert_eq!(client("10.0.0.1", &[forged]), "192.0.2.1");
        let trusted = "10.9.9.9, 192.0.2.1, 10.0.0.2";
        assert_eq!(client("10.0.0.1", &[trusted]), "192.0.2.1");
    }

    #[test]
    fn several_lines_are_one_list() {
        let lines = ["203.0.113.9", "192.0.2.1,10.0.0.3", "10.0.0.2"];
        assert_eq!(client("10.0.0.1", &lines), "192.0.2.1");
    }

    #[test]
    fn where_all_are_trusted_it_is_the_first_of_them() {
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn what_is_no_address_ends_the_walk_at_the_one_who_told_it() {
        for entry in [
            "unknown",
            "",
            "_hidden",
            "192.0.2.1:x",
            "[192.0.2.1]",
            "::1]",
        ] {
            let line = format!("192.0.2.1, {entry}, 10.0.0.2");
            assert_eq!(client("10.0.0.1", &[&line]), "10.0.0.2", "{entry}");
            assert_eq!(client("10.0.0.1", &[entry]), "10.0.0.1", "{entry}");
        }
    }

    #[test]
    fn an_entry_may_have_a_port_and_brackets() {
        for (entry, address) in [
            ("192.0.2.1:55555", "192.0.2.1"),
            ("[2001:db8::1]:55555", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("\t192.0.2.1 ", "192.0.2.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[entry]), address, "{entry}");
        }
    }

    #[test]
    fn ipv4_within_ipv6_is_ipv4() {
        assert_eq!(client("::ffff:192.0.2.1", &[]), "192.0.2.1");
        let mapped = "192.0.2.1, ::ffff:10.0.0.2";
        assert_eq!(client("::ffff:10.0.0.1", &[mapped]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["::ffff:192.0.2.1"]), "192.0.2.1");
    }

    #[test]
    fn who_came_by_no_connection_comes_from_nowhere() {
        let request = TestRequest::default().to_http_request();
        assert_eq!(of(&request).to_string(), "0.0.0.0");
    }
}
