use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use rustls::pki_types::ServerName;
use url::{Host, Url};

/// A single place that may be reached besides public ones: a scheme, a host, a port, and which addresses its name may have.
///
/// | written | what may be reached |
/// |---|---|
/// | `registry.internal:5443` | this name at this port over TLS, on private addresses, too |
/// | `registry.internal:5443@10.0.0.0/8` | the same on addresses in this network only; more networks after further `@` |
/// | `registry.example.com:5443@public` | the same on public addresses only: for a name that is another's to point somewhere |
/// | `10.1.2.3:5000` | this address at this port over TLS |
/// | `http://127.0.0.1:5000` | the same without TLS |
///
/// Without a port, 443 is meant, or 80 after `http://`. A name leads to this machine only with a network of it, such as
/// `@127.0.0.0/8`. Addresses of the link and of metadata services stay closed, unless one is written out.
///
/// ```
/// use pullkey_guarded_http::{Allowance, InvalidAllowance};
///
/// let allowance: Allowance = "registry.internal:5443@10.0.0.0/8".parse().unwrap();
/// assert_eq!(allowance.to_string(), "registry.internal:5443@10.0.0.0/8");
/// assert_eq!("10.0.0.0/8".parse::<Allowance>(), Err(InvalidAllowance::Network));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub(crate) is_plain: bool,
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) scope: Scope,
}

/// Which addresses the name of an allowance may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Private ones, too.
    Private,
    /// Public ones only.
    Public,
    /// Those in these networks.
    Within(Vec<IpNet>),
}

const PUBLIC: &str = "public";

/// Why a text is no [`Allowance`].
///
/// ```
/// use pullkey_guarded_http::{Allowance, InvalidAllowance};
///
/// assert_eq!("https://registry.internal/v2/".parse::<Allowance>(), Err(InvalidAllowance::Path));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAllowance {
    /// It is no host, or not written as it is.
    #[error("must be HOST:PORT, HOST:PORT@NETWORK, HOST:PORT@public or http://HOST:PORT")]
    Form,
    /// It has a user, a path, a query or a fragment.
    #[error("must end after the port, without a path or a user")]
    Path,
    /// It is a network without a host, or what should be a network is none.
    #[error(
        "must have 'public' or a network such as 10.0.0.0/8 after a host and '@', and no network by itself"
    )]
    Network,
    /// A network was given for an address, which is one by itself.
    #[error("must not limit an address to a network")]
    AddressWithNetwork,
}

impl Allowance {
    /// Whether what is sent there crosses a network that others may read it on: without TLS, and not to this machine.
    pub fn is_exposed(&self) -> bool {
        let is_here = match (&self.scope, self.address()) {
            (_, Some(address)) => address.to_canonical().is_loopback(),
            (Scope::Within(nets), None) => nets.iter().all(is_of_this_machine),
            (Scope::Private | Scope::Public, None) => false,
        };
        self.is_plain && !is_here
    }

    /// Whether it is about this place.
    pub(crate) fn is_of(&self, host: &Host<&str>, port: u16) -> bool {
        self.host == *host && self.port == port
    }

    /// The address that it is written as.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }
}

impl FromStr for Allowance {
    type Err = InvalidAllowance;

    fn from_str(text: &str) -> Result<Self, InvalidAllowance> {
        let (is_plain, rest) = match text.strip_prefix("http://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("https://").unwrap_or(text)),
        };
        let mut parts = rest.split('@');
        let place = parts.next().unwrap_or_default();
        if place.parse::<IpNet>().is_ok() {
            return Err(InvalidAllowance::Network);
        }
        let limits: Vec<_> = parts.collect();
        let scope = match limits[..] {
            [] => Scope::Private,
            [PUBLIC] => Scope::Public,
            _ => Scope::Within(networks(&limits)?),
        };
        let url = format!("{}://{place}", scheme(is_plain));
        let url = Url::parse(&url).map_err(|_| InvalidAllowance::Form)?;
        if place.contains(['/', '\\', '?', '#']) {
            return Err(InvalidAllowance::Path);
        }
        let host = url.host().ok_or(InvalidAllowance::Form)?.to_owned();
        let port = url.port_or_known_default().ok_or(InvalidAllowance::Form)?;
        // What is read otherwise than it is written would surprise whoever wrote it.
        let (short, whole) = (host.to_string(), format!("{host}:{port}"));
        if ![short, whole].contains(&place.to_ascii_lowercase()) {
            return Err(InvalidAllowance::Form);
        }
        match &host {
            Host::Domain(name)
                if name.ends_with('.') || ServerName::try_from(name.as_str()).is_err() =>
            {
                return Err(InvalidAllowance::Form);
            }
            Host::Domain(_) => {}
            _ if scope == Scope::Private => {}
            _ => return Err(InvalidAllowance::AddressWithNetwork),
        }
        Ok(Self {
            is_plain,
            host,
            port,
            scope,
        })
    }
}

fn is_of_this_machine(net: &IpNet) -> bool {
    net.network().is_loopback() && net.broadcast().is_loopback()
}

fn networks(limits: &[&str]) -> Result<Vec<IpNet>, InvalidAllowance> {
    let nets = limits.iter().map(|limit| limit.parse::<IpNet>());
    nets.map(|net| {
        net.map(|net| net.trunc())
            .map_err(|_| InvalidAllowance::Network)
    })
    .collect()
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain {
            f.write_str("http://")?;
        }
        write!(f, "{}:{}", self.host, self.port)?;
        match &self.scope {
            Scope::Private => Ok(()),
            Scope::Public => write!(f, "@{PUBLIC}"),
            Scope::Within(nets) => nets.iter().try_for_each(|net| write!(f, "@{net}")),
        }
    }
}

pub(crate) fn scheme(is_plain: bool) -> &'static str {
    if is_plain { "http" } else { "https" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read_and_told_again() {
        for (text, told) in [
            ("registry.internal:5443", "registry.internal:5443"),
            ("https://registry.internal:5443", "registry.internal:5443"),
            ("Registry.Internal", "registry.internal:443"),
            (
                "registry:5443@10.0.0.0/8@fc00::/7",
                "registry:5443@10.0.0.0/8@fc00::/7",
            ),
            ("registry:5443@10.1.2.3/8", "registry:5443@10.0.0.0/8"),
            (
                "registry.example.com:5443@public",
                "registry.example.com:5443@public",
            ),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("http://registry", "http://registry:80"),
            ("[fd00::1]:5000", "[fd00::1]:5000"),
            ("169.254.169.254", "169.254.169.254:443"),
        ] {
            let allowance: Allowance = text.parse().unwrap();
            assert_eq!(allowance.to_string(), told);
        }
    }

    #[test]
    fn plain_http_is_exposed_unless_it_stays_on_this_machine() {
        let exposed = |text: &str| text.parse::<Allowance>().unwrap().is_exposed();
        for text in [
            "http://registry:5000",
            "http://registry@public",
            "http://10.1.2.3",
            "http://registry@127.0.0.0/8@10.0.0.0/8",
            "http://registry@0.0.0.0/0",
        ] {
            assert!(exposed(text), "{text}");
        }
        for text in [
            "registry:5000",
            "http://127.0.0.1:5000",
            "http://[::1]",
            "http://localhost:5000@127.0.0.0/8@::1/128",
        ] {
            assert!(!exposed(text), "{text}");
        }
    }

    #[test]
    fn each_broken_rule_is_named() {
        for (text, rule) in [
            ("", InvalidAllowance::Form),
            (":5000", InvalidAllowance::Form),
            ("registry:port", InvalidAllowance::Form),
            ("two words:5000", InvalidAllowance::Form),
            ("registry:5000 ", InvalidAllowance::Form),
            ("registry:05000", InvalidAllowance::Form),
            ("0x7f.1:5000", InvalidAllowance::Form),
            ("*.internal:5443", InvalidAllowance::Form),
            ("a,b:5443", InvalidAllowance::Form),
            ("registry.:5443", InvalidAllowance::Form),
            ("bücher.example:5443", InvalidAllowance::Form),
            ("registry:5000\\", InvalidAllowance::Path),
            ("/registry:5000", InvalidAllowance::Path),
            ("registry:5000@public@10.0.0.0/8", InvalidAllowance::Network),
            ("10.1.2.3:5000@public", InvalidAllowance::AddressWithNetwork),
            ("10.0.0.0/8", InvalidAllowance::Network),
            ("fc00::/7", InvalidAllowance::Network),
            ("registry:5000@10.0.0.0/33", InvalidAllowance::Network),
            ("registry:5000@", InvalidAllowance::Network),
            ("user@registry:5000", InvalidAllowance::Network),
            ("registry:5000/v2", InvalidAllowance::Path),
            ("registry:5000/", InvalidAllowance::Path),
            ("registry:5000?", InvalidAllowance::Path),
            ("registry:5000#", InvalidAllowance::Path),
            (
                "10.1.2.3:5000@10.0.0.0/8",
                InvalidAllowance::AddressWithNetwork,
            ),
        ] {
            assert_eq!(text.parse::<Allowance>(), Err(rule), "{text:?}");
        }
    }
}
