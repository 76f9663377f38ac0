use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use rustls::pki_types::ServerName;

use super::reachable::reachable;
use crate::{escape::shell_word, tls::Certificate};

/// What a person is told once the service can be asked.
pub(super) struct StartText {
    base: String,
    first_key: Option<PathBuf>,
    curl: Curl,
}

/// How curl reaches the service from this machine.
struct Curl {
    options: String,
    base: String,
    /// The certificate is for a name that only its owner knows.
    lacks_name: bool,
}

impl StartText {
    pub(super) fn of(
        address: SocketAddr,
        certificate: Option<&Certificate>,
        first_key: Option<&Path>,
    ) -> Self {
        let address = reachable(address);
        let (scheme, curl) = match certificate {
            None => ("http", Curl::plain(address)),
            Some(certificate) => ("https", Curl::trusting(certificate, address)),
        };
        Self {
            base: format!("{scheme}://{address}"),
            first_key: first_key.and_then(|path| path.canonicalize().ok()),
            curl,
        }
    }
}

impl Curl {
    fn plain(address: SocketAddr) -> Self {
        Self {
            options: String::new(),
            base: format!("http://{address}"),
            lacks_name: false,
        }
    }

    /// A certificate is seldom made for the address. Whatever name stands in the URL, curl then asks the address for it.
    fn trusting(certificate: &Certificate, address: SocketAddr) -> Self {
        let path = certificate.path();
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let trusting = format!(" --cacert {}", shell_word(path.display()));
        if certificate.is_for(&ServerName::from(address.ip())) {
            return Self {
                options: trusting,
                base: format!("https://{address}"),
                lacks_name: false,
            };
        }
        let is_local = ServerName::try_from(LOCALHOST).is_ok_and(|name| certificate.is_for(&name));
        Self {
            options: format!("{trusting} --connect-to '::{address}'"),
            base: format!("https://{LOCALHOST}:{}", address.port()),
            lacks_name: !is_local,
        }
    }
}

impl fmt::Display for StartText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Pullkey {} serves on {}",
            env!("CARGO_PKG_VERSION"),
            self.base
        )?;
        let Some(first_key) = &self.first_key else {
            return Ok(());
        };
        writeln!(f, "The first API key is in {}", first_key.display())?;
        writeln!(
            f,
            "Keep a credential, then read it back without its secret:\n"
        )?;
        let Curl {
            options,
            base,
            lacks_name,
        } = &self.curl;
        if *lacks_name {
            writeln!(
                f,
                "(Write the name that the certificate is made for in place of {LOCALHOST}.)\n"
            )?;
        }
        let first_key = shell_word(first_key.display());
        let authorization = format!("\"Authorization: Bearer $(cat {first_key})\"");
        writeln!(
            f,
            "curl -sS{options} {base}/v3/docker-registries -H {authorization} -H 'Content-Type: application/json' -d '{EXAMPLE}'"
        )?;
        writeln!(
            f,
            "curl -sS{options} '{base}/v3/docker-registries?limit=1' -H {authorization}"
        )
    }
}

const EXAMPLE: &str = r#"{"name":"My Docker Hub","username":"my-docker-user","secret":"my-secret-token","registry":"dockerHub"}"#;

const LOCALHOST: &str = "localhost";

#[cfg(test)]
mod tests;
