use std::net::IpAddr;

use ipnet::IpNet;
use rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::{
    Allowance,
    address::{Kind, is_one_address},
    allowance::{Scope, scheme},
};

/// Where may be connected to: to public addresses by name, over TLS, on port 443, and to what is allowed besides.
///
/// ```
/// use pullkey_guarded_http::{Policy, Refusal};
/// use url::Url;
///
/// let policy = Policy::default();
/// assert!(policy.judge(&Url::parse("https://registry.example.com/v2/").unwrap()).is_ok());
/// let plain = Url::parse("http://registry.example.com/v2/").unwrap();
/// assert_eq!(policy.judge(&plain).unwrap_err(), Refusal::Scheme);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Policy {
    allowed: Vec<Allowance>,
}

/// Why a place is refused by its form alone, before anything is looked up.
///
/// ```
/// use pullkey_guarded_http::{Policy, Refusal};
/// use url::Url;
///
/// let policy = Policy::default();
/// let refused = policy.judge(&Url::parse("https://localhost/").unwrap());
/// assert_eq!(refused, Err(Refusal::SingleLabel));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not https.
    #[error("it is not reached over TLS")]
    Scheme,
    /// It is on another port than 443.
    #[error("its port is not 443")]
    Port,
    /// Its name has no dot, so that it is one of a local network.
    #[error("its name has a single label")]
    SingleLabel,
    /// Its name ends with a dot, and so is a second spelling of another.
    #[error("its name ends with a dot")]
    TrailingDot,
    /// It is an address, not a name.
    #[error("it is an address")]
    Address,
    /// It has a user or a password in it.
    #[error("it names a user")]
    User,
    /// It has no host.
    #[error("it has no host")]
    NoHost,
    /// It has characters that HTTP or TLS cannot carry.
    #[error("it is no address of HTTP")]
    Form,
}

/// Two allowances are of one host and port.
///
/// ```
/// use pullkey_guarded_http::Policy;
///
/// let twice = ["registry:5443", "registry:5443@10.0.0.0/8"].map(|it| it.parse().unwrap());
/// let refused = Policy::allowing(twice).unwrap_err();
/// assert_eq!(refused.to_string(), "registry:5443@10.0.0.0/8 stands beside another of its host and port");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} stands beside another of its host and port")]
pub struct AllowedTwice(pub Allowance);

/// Which addresses may be connected to for a place that is not refused.
///
/// ```
/// use pullkey_guarded_http::Policy;
/// use url::Url;
///
/// let policy = Policy::default();
/// let reach = policy.judge(&Url::parse("https://ghcr.io/").unwrap()).unwrap();
/// assert!(reach.admits("140.82.121.33".parse().unwrap()));
/// assert!(!reach.admits("169.254.169.254".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach<'a> {
    /// Public ones.
    Public,
    /// Private ones as well.
    Private,
    /// Those in these networks.
    Within(&'a [IpNet]),
    /// This one, which is how the place is written.
    Exactly(IpAddr),
}

impl Policy {
    /// What is public, and these places.
    ///
    /// # Errors
    /// [`AllowedTwice`] for two allowances of one host and port, of which one would count for nothing.
    pub fn allowing(allowed: impl IntoIterator<Item = Allowance>) -> Result<Self, AllowedTwice> {
        let allowed: Vec<Allowance> = allowed.into_iter().collect();
        for (nth, one) in allowed.iter().enumerate() {
            let is_same = |it: &Allowance| it.host == one.host && it.port == one.port;
            if allowed[..nth].iter().any(is_same) {
                return Err(AllowedTwice(one.clone()));
            }
        }
        Ok(Self { allowed })
    }

    fn allowance(&self, host: &Host<&str>, port: u16) -> Option<&Allowance> {
        self.allowed.iter().find(|it| it.is_of(host, port))
    }

    /// The scheme by which a host is reached at a port: `https`, unless it is allowed without TLS.
    pub fn scheme(&self, host: &Host<&str>, port: u16) -> &'static str {
        scheme(self.allowance(host, port).is_some_and(|it| it.is_plain))
    }

    /// Whether a place may be connected to, and at which addresses.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn judge(&self, place: &Url) -> Result<Reach<'_>, Refusal> {
        let host = place.host().ok_or(Refusal::NoHost)?;
        if !place.username().is_empty() || place.password().is_some() {
            return Err(Refusal::User);
        }
        let port = place.port_or_known_default().ok_or(Refusal::Port)?;
        if let Some(allowance) = self.allowance(&host, port)
            && scheme(allowance.is_plain) == place.scheme()
        {
            return Ok(match (allowance.address(), &allowance.scope) {
                (Some(address), _) => Reach::Exactly(address),
                (None, Scope::Private) => Reach::Private,
                (None, Scope::Public) => Reach::Public,
                (None, Scope::Within(nets)) => Reach::Within(nets),
            });
        }
        if place.scheme() != "https" {
            return Err(Refusal::Scheme);
        }
        let Host::Domain(name) = host else {
            return Err(Refusal::Address);
        };
        if name.ends_with('.') {
            return Err(Refusal::TrailingDot);
        }
        if !name.contains('.') {
            return Err(Refusal::SingleLabel);
        }
        if ServerName::try_from(name).is_err() {
            return Err(Refusal::Form);
        }
        if port != 443 {
            return Err(Refusal::Port);
        }
        Ok(Reach::Public)
    }
}

impl Reach<'_> {
    /// Whether this address may be connected to.
    pub fn admits(&self, address: IpAddr) -> bool {
        let kind = Kind::of(address);
        match self {
            Self::Public => kind == Kind::Public,
            Self::Private => matches!(kind, Kind::Public | Kind::Private),
            Self::Within(nets) => {
                let address = address.to_canonical();
                let mut within = nets.iter().filter(|net| net.contains(&address));
                within.any(|net| kind != Kind::Closed || is_one_address(net))
            }
            Self::Exactly(only) => *only == address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged<'a>(policy: &'a Policy, place: &str) -> Result<Reach<'a>, Refusal> {
        policy.judge(&Url::parse(place).unwrap())
    }

    fn allowing(allowed: &[&str]) -> Policy {
        Policy::allowing(allowed.iter().map(|it| it.parse().unwrap())).unwrap()
    }

    #[test]
    fn without_allowances_only_names_on_443_over_tls_are_taken() {
        let policy = Policy::default();
        for (place, judgement) in [
            ("https://ghcr.io/v2/", Ok(Reach::Public)),
            ("https://ghcr.io:443/v2/", Ok(Reach::Public)),
            ("https://ghcr.io:8443/v2/", Err(Refusal::Port)),
            ("http://ghcr.io/v2/", Err(Refusal::Scheme)),
            ("ftp://ghcr.io/", Err(Refusal::Scheme)),
            ("https://registry/", Err(Refusal::SingleLabel)),
            ("https://localhost/", Err(Refusal::SingleLabel)),
            ("https://ghcr.io./", Err(Refusal::TrailingDot)),
            ("https://user@ghcr.io/", Err(Refusal::User)),
            ("https://:secret@ghcr.io/", Err(Refusal::User)),
            ("https://1.1.1.1/", Err(Refusal::Address)),
            ("https://127.1/", Err(Refusal::Address)),
            ("https://2130706433/", Err(Refusal::Address)),
            ("https://0x7f000001/", Err(Refusal::Address)),
            ("https://0177.0.0.1/", Err(Refusal::Address)),
            ("https://①②⑦.0.0.1/", Err(Refusal::Address)),
            ("https://[::1]/", Err(Refusal::Address)),
            ("https://[::ffff:127.0.0.1]/", Err(Refusal::Address)),
            ("https://a..example/", Err(Refusal::Form)),
            ("https://*.example/", Err(Refusal::Form)),
            ("unix:/run/socket", Err(Refusal::NoHost)),
        ] {
            assert_eq!(judged(&policy, place), judgement, "{place}");
        }
    }

    #[test]
    fn an_allowance_is_of_its_scheme_host_and_port_only() {
        let policy = allowing(&["registry.internal:5443", "http://127.0.0.1:5000"]);
        for (place, judgement) in [
            ("https://registry.internal:5443/", Ok(Reach::Private)),
            ("http://registry.internal:5443/", Err(Refusal::Scheme)),
            ("https://registry.internal/", Ok(Reach::Public)),
            ("https://registry.internal:5444/", Err(Refusal::Port)),
            ("https://a.registry.internal:5443/", Err(Refusal::Port)),
            (
                "http://127.0.0.1:5000/",
                Ok(Reach::Exactly([127, 0, 0, 1].into())),
            ),
            ("https://127.0.0.1:5000/", Err(Refusal::Address)),
            ("http://127.0.0.1:5001/", Err(Refusal::Scheme)),
            ("http://127.0.0.2:5000/", Err(Refusal::Scheme)),
            ("http://[::ffff:127.0.0.1]:5000/", Err(Refusal::Scheme)),
        ] {
            assert_eq!(judged(&policy, place), judgement, "{place}");
        }
        assert_eq!(
            policy.scheme(&Host::Domain("registry.internal"), 5443),
            "https"
        );
        assert_eq!(
            policy.scheme(&Host::Ipv4([127, 0, 0, 1].into()), 5000),
            "http"
        );
        assert_eq!(policy.scheme(&Host::Domain("ghcr.io"), 443), "https");
    }

    #[test]
    fn an_allowed_name_may_have_private_addresses_but_none_that_is_closed() {
        for (address, is_admitted) in [
            ("1.1.1.1", true),
            ("10.1.2.3", true),
            ("127.0.0.1", false),
            ("::1", false),
            ("fd00::1", true),
            ("169.254.169.254", false),
            ("::ffff:169.254.169.254", false),
            ("fe80::1", false),
            ("0.0.0.0", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(Reach::Private.admits(address), is_admitted, "{address}");
        }
    }

    #[test]
    fn a_name_that_is_limited_to_networks_has_addresses_in_them_only() {
        let policy = allowing(&[
            "registry:5443@10.0.0.0/8@169.254.7.7/32",
            "other:5443@169.254.0.0/16@0.0.0.0/0",
        ]);
        let registry = judged(&policy, "https://registry:5443/").unwrap();
        let other = judged(&policy, "https://other:5443/").unwrap();
        for (address, by_registry, by_other) in [
            ("10.1.2.3", true, true),
            ("::ffff:10.1.2.3", true, true),
            ("11.1.2.3", false, true),
            ("1.1.1.1", false, true),
            ("169.254.7.7", true, false),
            ("169.254.169.254", false, false),
            ("2606:4700::1111", false, false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(registry.admits(address), by_registry, "{address}");
            assert_eq!(other.admits(address), by_other, "{address}");
        }
    }

    #[test]
    fn a_name_that_is_limited_to_public_addresses_has_no_other() {
        let policy = allowing(&["registry.example.com:5443@public"]);
        let reach = judged(&policy, "https://registry.example.com:5443/").unwrap();
        assert_eq!(reach, Reach::Public);
        assert!(!reach.admits([10, 0, 0, 1].into()));
    }

    #[test]
    fn an_address_that_is_written_out_is_admitted_though_it_is_closed() {
        let policy = allowing(&["169.254.169.254:443"]);
        let reach = judged(&policy, "https://169.254.169.254/").unwrap();
        assert!(reach.admits([169, 254, 169, 254].into()));
        assert!(!reach.admits([169, 254, 169, 253].into()));
    }
}
