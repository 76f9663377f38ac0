//! Hosts as people write them.

use pullkey_domain::credential::{InvalidHost, RegistryHost};
use url::{Host, Url};

use crate::http::json::{Broken, TextValue};

impl TextValue for RegistryHost {
    fn parse(text: &str) -> Result<Self, Broken> {
        let host = in_ascii(text).and_then(Self::parse);
        let host = host.and_then(|host| is_as_urls_have_it(&host).then_some(host).ok_or(NO_NAME));
        host.map_err(|rule| Broken::rule(rule.code(), rule.to_string()))
    }
}

const NO_NAME: InvalidHost = InvalidHost::Character;

/// The same with each label that is not in ASCII in its `xn--` form. What would become another name by that, such as one
/// with letters of another width, is none: what was meant cannot be told.
fn in_ascii(text: &str) -> Result<String, InvalidHost> {
    if text.is_ascii() {
        return Ok(text.to_owned());
    }
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (text, None),
    };
    let Ok(Host::Domain(ascii)) = Host::parse(name) else {
        return Err(NO_NAME);
    };
    let (meant, read) = idna::domain_to_unicode(&ascii);
    if read.is_err() || meant != name.to_lowercase() {
        return Err(NO_NAME);
    }
    Ok(port.map_or_else(|| ascii.clone(), |port| format!("{ascii}:{port}")))
}

/// Whether whoever connects there goes by the very same name and port.
fn is_as_urls_have_it(host: &RegistryHost) -> bool {
    let url = Url::parse(&format!("https://{host}/"));
    url.is_ok_and(|url| {
        url.host_str() == Some(host.name()) && url.port_or_known_default() == Some(host.port())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let host = <RegistryHost as TextValue>::parse(text);
        host.map(|host| host.to_string())
            .map_err(|broken| format!("{:?}", broken.in_body()))
    }

    #[test]
    fn a_host_is_kept_in_lower_case_ascii() {
        for (text, kept) in [
            ("Registry.Example.COM:5000", "registry.example.com:5000"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("B\u{dc}CHER.Example:5000", "xn--bcher-kva.example:5000"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("[2001:db8::7]:5000", "[2001:db8::7]:5000"),
            ("192.0.2.7", "192.0.2.7"),
        ] {
            assert_eq!(read(text), Ok(kept.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_would_become_another_host_is_refused() {
        for text in [
            // Full width, ideographic full stop, soft hyphen, zero width joiner, circled digits.
            "\u{ff45}xample.com",
            "example\u{3002}com",
            "exam\u{ad}ple.com",
            "exam\u{200d}ple.com",
            "\u{ff42}\u{fc}cher.example",
            "b\u{fc}\u{ad}cher.example",
            "bu\u{308}cher.example",
            "%62\u{fc}cher.example",
            "b\u{fc}cher.ex\u{ff41}mple",
            "\u{2460}\u{2461}\u{2466}.0.0.1",
            "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
            // No name at all in that form.
            "xn--a.example",
            "xn--.example",
            "b\u{fc}cher.example:443",
            "b\u{fc}cher.example:",
            "b\u{fc}cher.example/acme",
            "user@b\u{fc}cher.example",
            "\u{fc}:ber.example:5000",
            "https://b\u{fc}cher.example",
            "example.com\t",
            " example.com",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
