use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// Where a registry is: a host name or an address in the one spelling that it has, and its port unless that is 443.
///
/// A name is in lower-case ASCII, an international one in its `xn--` form. An address is written out, an IPv6 one in
/// brackets. Whether anybody may be sent there is another question, which this does not answer.
///
/// ```
/// use pullkey_domain::credential::{InvalidHost, RegistryHost};
///
/// let host = RegistryHost::parse("Registry.Example.com:5000").unwrap();
/// assert_eq!(host.as_str(), "registry.example.com:5000");
/// assert_eq!((host.name(), host.port()), ("registry.example.com", 5000));
/// assert_eq!(RegistryHost::parse("0x7f.1"), Err(InvalidHost::Address));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistryHost(Box<str>);

/// Why a text cannot be a [`RegistryHost`].
///
/// ```
/// use pullkey_domain::credential::{InvalidHost, RegistryHost};
///
/// assert_eq!(RegistryHost::parse("https://example.com"), Err(InvalidHost::Character));
/// assert_eq!(InvalidHost::Character.code(), "host_pattern");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHost {
    /// The name has no character.
    #[error("must be a host name such as registry.example.com, with a port if it is not 443")]
    Empty,
    /// The name has more than 253 characters.
    #[error("must be at most 253 characters, without the port")]
    TooLong,
    /// It holds a character that no host name has, such as the slashes of a URL.
    #[error(
        "must hold only letters, digits, '-' and '.', and a port after ':': no scheme, no path, no user"
    )]
    Character,
    /// A label is empty, too long, or has a hyphen at an end.
    #[error(
        "must have labels of 1 to 63 characters between its dots, each with a letter or digit at both ends"
    )]
    Label,
    /// It means an address, but is not written as addresses are.
    #[error("must write an address out, such as 192.0.2.7 or [2001:db8::7]")]
    Address,
    /// What follows the last colon is no port, or one that is not written as it should be.
    #[error("must have a port of 1 to 65535 without leading zeros, and none if it is 443")]
    Port,
}

impl InvalidHost {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "host_empty",
            Self::TooLong => "host_too_long",
            Self::Character | Self::Label => "host_pattern",
            Self::Address => "host_address",
            Self::Port => "host_port",
        }
    }
}

impl RegistryHost {
    /// The port that is meant where none is written.
    pub const DEFAULT_PORT: u16 = 443;

    /// Takes a host in any case of its letters.
    ///
    /// # Errors
    /// The broken rule.
    pub fn parse(text: impl AsRef<str>) -> Result<Self, InvalidHost> {
        let text = text.as_ref().to_ascii_lowercase();
        if !text.bytes().all(is_of_hosts) {
            return Err(InvalidHost::Character);
        }
        let (name, port) = split(&text);
        check_name(name)?;
        port.map_or(Ok(()), check_port)?;
        Ok(Self(text.into()))
    }

    /// One that stands in a table of ours. A test finds that it would be parsed.
    pub(crate) fn known(text: &'static str) -> Self {
        Self(text.into())
    }

    /// Name and port as they are written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name or address alone, an IPv6 one in its brackets.
    pub fn name(&self) -> &str {
        split(&self.0).0
    }

    /// Whether a port is written.
    pub fn has_port(&self) -> bool {
        split(&self.0).1.is_some()
    }

    /// The port, written or not.
    pub fn port(&self) -> u16 {
        let written = split(&self.0).1.and_then(|port| port.parse().ok());
        written.unwrap_or(Self::DEFAULT_PORT)
    }
}

/// The name, and what stands behind the colon after it.
fn split(text: &str) -> (&str, Option<&str>) {
    let name_end = text.find(']').map_or(0, |bracket| bracket + 1);
    match text[name_end..].find(':') {
        Some(colon) => {
            let (name, port) = text.split_at(name_end + colon);
            (name, Some(&port[1..]))
        }
        None => (text, None),
    }
}

fn check_port(port: &str) -> Result<(), InvalidHost> {
    let is_plain = port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
    match port.parse() {
        Ok(RegistryHost::DEFAULT_PORT) => Err(InvalidHost::Port),
        Ok(1..=u16::MAX) if is_plain => Ok(()),
        _ => Err(InvalidHost::Port),
    }
}

fn check_name(name: &str) -> Result<(), InvalidHost> {
    if name.is_empty() {
        return Err(InvalidHost::Empty);
    }
    if name.starts_with('[') {
        return check_ipv6(name);
    }
    if name.len() > MAX_NAME {
        return Err(InvalidHost::TooLong);
    }
    if !name.split('.').all(is_label) {
        return Err(InvalidHost::Label);
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    if is_number(last) && name.parse::<Ipv4Addr>().is_err() {
        return Err(InvalidHost::Address);
    }
    Ok(())
}

fn is_of_hosts(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte)
}

fn is_label(label: &str) -> bool {
    let has_length = (1..=MAX_LABEL).contains(&label.len());
    has_length && !label.starts_with('-') && !label.ends_with('-') && !label.contains(['[', ']'])
}

/// Whether a name that ends with this label is read as an address by whoever looks it up.
fn is_number(label: &str) -> bool {
    let digits = label.strip_prefix("0x");
    digits.map_or_else(
        || label.bytes().all(|byte| byte.is_ascii_digit()),
        |digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
    )
}

fn check_ipv6(name: &str) -> Result<(), InvalidHost> {
    let written = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = written.and_then(|written| written.parse::<Ipv6Addr>().ok());
    let address = address.ok_or(InvalidHost::Address)?;
    // An IPv4 address in disguise has two spellings. It has one without the disguise.
    if address.to_ipv4_mapped().is_some() || written != Some(address.to_string().as_str()) {
        return Err(InvalidHost::Address);
    }
    Ok(())
}

impl fmt::Display for RegistryHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RegistryHost {
    type Err = InvalidHost;

    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        Self::parse(text)
    }
}

const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_taken_with_and_without_a_port() {
        for (text, name, port) in [
            ("ghcr.io", "ghcr.io", 443),
            ("registry.example.com:5000", "registry.example.com", 5000),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", 443),
            ("registry", "registry", 443),
            ("192.0.2.7:8443", "192.0.2.7", 8443),
            ("[2001:db8::7]", "[2001:db8::7]", 443),
            ("[::1]:5000", "[::1]", 5000),
            ("1.example", "1.example", 443),
        ] {
            let host = RegistryHost::parse(text).unwrap();
            assert_eq!((host.name(), host.port()), (name, port));
            assert_eq!(host.to_string(), text);
        }
    }

    #[test]
    fn each_broken_rule_is_named() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long = ["a".repeat(61).as_str(); 5].join(".");
        for (text, rule) in [
            ("", InvalidHost::Empty),
            (":5000", InvalidHost::Empty),
            (&long, InvalidHost::TooLong),
            (&long_label, InvalidHost::Label),
            ("https://example.com", InvalidHost::Character),
            ("example.com/acme", InvalidHost::Character),
            ("user@example.com", InvalidHost::Character),
            ("exam_ple.com", InvalidHost::Character),
            ("b\u{fc}cher.example", InvalidHost::Character),
            ("%65xample.com", InvalidHost::Character),
            ("example..com", InvalidHost::Label),
            ("example.com.", InvalidHost::Label),
            (".example.com", InvalidHost::Label),
            ("-example.com", InvalidHost::Label),
            ("example-.com", InvalidHost::Label),
            ("example.com:", InvalidHost::Port),
            ("example.com:0", InvalidHost::Port),
            ("example.com:443", InvalidHost::Port),
            ("example.com:0443", InvalidHost::Port),
            ("example.com:80a", InvalidHost::Port),
            ("example.com:65536", InvalidHost::Port),
            ("example.com:5000:5000", InvalidHost::Port),
            ("2130706433", InvalidHost::Address),
            ("0x7f000001", InvalidHost::Address),
            ("0x", InvalidHost::Address),
            ("127.1", InvalidHost::Address),
            ("0177.0.0.1", InvalidHost::Address),
            ("256.0.0.1", InvalidHost::Address),
            ("example.0x1", InvalidHost::Address),
            ("[::0001]", InvalidHost::Address),
            ("[::ffff:127.0.0.1]", InvalidHost::Address),
            ("[::ffff:7f00:1]", InvalidHost::Address),
            ("[fe80::1%25eth0]", InvalidHost::Character),
            ("[::1", InvalidHost::Address),
            ("[::1]5000", InvalidHost::Address),
            ("exam[ple.com", InvalidHost::Label),
            ("a]b.example:5000", InvalidHost::Label),
        ] {
            assert_eq!(RegistryHost::parse(text), Err(rule), "{text:?}");
        }
    }

    #[test]
    fn a_name_has_253_characters_at_most_and_a_port_beside_them() {
        let label = "a".repeat(63);
        let name = [label.as_str(), &label, &label, &label[..61]].join(".");
        assert_eq!(name.len(), 253);
        assert!(RegistryHost::parse(format!("{name}:65535")).is_ok());
        assert_eq!(
            RegistryHost::parse(format!("{name}a")),
            Err(InvalidHost::TooLong)
        );
    }
}
