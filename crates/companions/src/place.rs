//! Where a client goes: a host and a port.

use std::{fmt, net::Ipv6Addr};

const HTTPS: u16 = 443;
const HTTP: u16 = 80;

/// A host in lower case, and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    host: String,
    port: u16,
}

impl Place {
    /// `host` or `host:port`, and nothing else: how a gateway is configured.
    pub(crate) fn of_gateway(text: &str) -> Option<Self> {
        Self::with_default(text, HTTPS)
    }

    /// What docker calls a server: with or without a scheme, a port and a path.
    ///
    /// A host of any other form is none, such as one with a user before an `@`: programs do not agree on what it means,
    /// and the key would go to wherever the client goes.
    pub(crate) fn of_server(url: &str) -> Option<Self> {
        let (rest, default) = match (after(url, "https://"), after(url, "http://")) {
            (Some(rest), _) => (rest, HTTPS),
            (_, Some(rest)) => (rest, HTTP),
            _ => (url, HTTPS),
        };
        let authority = rest.split('/').next()?;
        Self::with_default(authority, default)
    }

    /// The registry of an image, and how it is written there. None for an image of Docker Hub, whose first part may
    /// look like a host of one label.
    pub(crate) fn of_image(image: &str) -> Option<(Self, &str)> {
        let (registry, _) = image.split_once('/')?;
        let is_host = registry.contains(['.', ':']) || registry.eq_ignore_ascii_case("localhost");
        let place = Self::with_default(registry, HTTPS).filter(|_| is_host)?;
        Some((place, registry))
    }

    fn with_default(authority: &str, default: u16) -> Option<Self> {
        let port_at = authority
            .rfind(':')
            .filter(|at| !authority[*at..].contains(']'));
        let (host, port) = match port_at {
            Some(at) => (&authority[..at], port(&authority[at + 1..])?),
            None => (authority, default),
        };
        Some(Self {
            host: canonical(host)?,
            port,
        })
    }
}

/// Without the port of https, as clients write it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        if self.port == HTTPS {
            return Ok(());
        }
        write!(f, ":{}", self.port)
    }
}

fn after<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Digits only: `parse` alone takes a sign.
fn port(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

fn canonical(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[') {
        let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let valid = (1..=253).contains(&host.len()) && host.bytes().all(of_a_name);
    valid.then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Place;

    fn same(gateway: &str, url: &str) -> bool {
        Place::of_server(url) == Some(Place::of_gateway(gateway).unwrap())
    }

    #[test]
    fn a_server_is_the_gateway_whatever_its_case_scheme_and_path() {
        for url in [
            "pullkey.example",
            "Pullkey.EXAMPLE",
            "pullkey.example:443",
            "https://pullkey.example",
            "HTTPS://pullkey.example/v2/ghcr.io/",
            "http://pullkey.example:443/",
            "pullkey.example/ghcr.io/acme/app",
        ] {
            assert!(same("pullkey.example", url), "{url}");
        }
    }

    #[test]
    fn a_server_with_another_port_is_another_one() {
        assert!(!same("pullkey.example", "pullkey.example:8080"));
        assert!(!same("pullkey.example", "http://pullkey.example/"));
        assert!(!same("127.0.0.1:8080", "127.0.0.1"));
        assert!(same("127.0.0.1:8080", "http://127.0.0.1:8080"));
        assert!(same("127.0.0.1:80", "http://127.0.0.1"));
    }

    #[test]
    fn an_address_of_version_6_is_the_same_however_it_is_written() {
        assert!(same("[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080/"));
        assert!(same("[2001:DB8::1]", "[2001:db8:0::1]:443"));
        assert!(!same("[::1]:8080", "[::1]"));
    }

    #[test]
    fn what_programs_read_differently_is_no_server() {
        for url in [
            "",
            "/",
            ":443",
            "https://",
            "user@pullkey.example",
            "https://pullkey.example@evil.example/",
            "https://evil.example\\@pullkey.example/",
            "pullkey.example?@evil.example",
            "pullkey.example#/",
            "pullkey.example\0",
            "pullkey.example\nevil.example",
            "pullkey .example",
            "pullkéy.example",
            "pullkey.example:",
            "pullkey.example:0",
            "pullkey.example:+443",
            "pullkey.example:65536",
            "pullkey.example:443:443",
            "ftp://pullkey.example",
            "[pullkey.example]",
            "[::1",
            "::1]",
        ] {
            assert_eq!(Place::of_server(url), None, "{url:?}");
        }
    }

    #[test]
    fn a_gateway_has_neither_scheme_nor_path() {
        for text in [
            "https://pullkey.example",
            "pullkey.example/",
            "pullkey.example/ghcr.io",
            "",
        ] {
            assert_eq!(Place::of_gateway(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_is_shown_without_the_port_of_https() {
        let shown = |text| Place::of_gateway(text).unwrap().to_string();
        assert_eq!(shown("Pullkey.example:443"), "pullkey.example");
        assert_eq!(shown("127.0.0.1:8080"), "127.0.0.1:8080");
        assert_eq!(shown("[::1]"), "[::1]");
    }

    #[test]
    fn the_registry_of_an_image_is_told_as_it_is_written() {
        let (place, written) = Place::of_image("Pullkey.example:443/ghcr.io/acme/app:1.2").unwrap();
        assert_eq!(Some(place), Place::of_gateway("pullkey.example"));
        assert_eq!(written, "Pullkey.example:443");
        assert!(Place::of_image("localhost/app").is_some());
    }

    #[test]
    fn an_image_of_docker_hub_has_no_registry() {
        for image in [
            "",
            "nginx",
            "nginx:1.2",
            "acme/app",
            "pullkey/ghcr.io/acme/app",
        ] {
            assert_eq!(Place::of_image(image), None, "{image}");
        }
    }
}
