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

    /// What is allowed besides what is public.
    pub fn allowed(&self) -> &[Allowance] {
        &self.allowed
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

    /// Whether others may be told to go there: what may be connected to, and whatever is public besides, on any port. It
    /// keeps a place that strangers name from using the network of whoever is told.
    ///
    /// ```
    /// use pullkey_guarded_http::Policy;
    /// use url::Url;
    ///
    /// let admits = |url: &str| Policy::default().admits_others(&Url::parse(url).unwrap());
    /// assert!(admits("https://cdn.example.com:8443/blob"));
    /// assert!(!admits("https://10.1.2.3/blob"));
    /// assert!(!admits("https://storage.internal/blob"));
    /// ```
    pub fn admits_others(&self, place: &Url) -> bool {
        match (self.judge(place), place.host()) {
            (Ok(Reach::Public) | Err(Refusal::Port), Some(Host::Domain(name))) => !is_local(name),
            (Ok(_), _) => true,
            (Err(Refusal::Address), Some(Host::Ipv4(address))) => is_public(address.into()),
            (Err(Refusal::Address), Some(Host::Ipv6(address))) => is_public(address.into()),
            _ => false,
        }
    }
}

/// Whether a name means something else in every network, or nothing in any but one's own.
fn is_local(name: &str) -> bool {
    let ends = ["localhost", "local", "internal", "home.arpa"];
    let is_below = |end: &str| {
        let rest = name.strip_suffix(end);
        rest.is_some_and(|rest| rest.ends_with('.'))
    };
    ends.into_iter().any(is_below)
}

fn is_public(address: IpAddr) -> bool {
    Kind::of(address) == Kind::Public
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
mod tests;
