use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use url::{Host, Url};

/// A single place that may be reached besides public ones: a scheme, a host, a port, and which addresses its name may have.
///
/// | written | what may be reached |
/// |---|---|
/// | `registry.internal:5443` | this name at this port over TLS, on private addresses, too |
/// | `registry.internal:5443@10.0.0.0/8` | the same on addresses in this network only; more networks after further `@` |
/// | `10.1.2.3:5000` | this address at this port over TLS |
/// | `http://127.0.0.1:5000` | the same without TLS |
///
/// Addresses of the link and of metadata services stay closed, unless one is written out.
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
    pub(crate) nets: Vec<IpNet>,
}

/// Why a text is no [`Allowance`].
///
/// ```
/// use pullkey_guarded_http::{Allowance, InvalidAllowance};
///
/// assert_eq!("https://registry.internal/v2/".parse::<Allowance>(), Err(InvalidAllowance::Path));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAllowance {
    /// It is no host with a port.
    #[error("must be HOST:PORT, HOST:PORT@NETWORK or http://HOST:PORT")]
    Form,
    /// It has a user, a path, a query or a fragment.
    #[error("must end after the port, without a path or a user")]
    Path,
    /// It is a network without a host, or what should be a network is none.
    #[error("must have a network such as 10.0.0.0/8 after a host and '@', and none by itself")]
    Network,
    /// A network was given for an address, which is one by itself.
    #[error("must not limit an address to a network")]
    AddressWithNetwork,
}

impl Allowance {
    /// Whether it is about this place.
    pub(crate) fn is_of(&self, host: &Host<&str>, port: u16) -> bool {
        let is_host = match (&self.host, host) {
            (Host::Domain(ours), Host::Domain(theirs)) => ours == theirs,
            (Host::Ipv4(ours), Host::Ipv4(theirs)) => ours == theirs,
            (Host::Ipv6(ours), Host::Ipv6(theirs)) => ours == theirs,
            _ => false,
        };
        is_host && self.port == port
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
        let nets = parts.map(|net| net.parse().map_err(|_| InvalidAllowance::Network));
        let nets = nets.collect::<Result<Vec<IpNet>, _>>()?;
        let url = format!("{}://{place}", scheme(is_plain));
        let url = Url::parse(&url).map_err(|_| InvalidAllowance::Form)?;
        if !matches!(url.path(), "" | "/")
            || place.ends_with('/')
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(InvalidAllowance::Path);
        }
        let host = url.host().ok_or(InvalidAllowance::Form)?.to_owned();
        let port = url.port_or_known_default().ok_or(InvalidAllowance::Form)?;
        if !nets.is_empty() && !matches!(host, Host::Domain(_)) {
            return Err(InvalidAllowance::AddressWithNetwork);
        }
        Ok(Self {
            is_plain,
            host,
            port,
            nets,
        })
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain {
            f.write_str("http://")?;
        }
        write!(f, "{}:{}", self.host, self.port)?;
        for net in &self.nets {
            write!(f, "@{net}")?;
        }
        Ok(())
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
    fn each_broken_rule_is_named() {
        for (text, rule) in [
            ("", InvalidAllowance::Form),
            (":5000", InvalidAllowance::Form),
            ("registry:port", InvalidAllowance::Form),
            ("two words:5000", InvalidAllowance::Form),
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
