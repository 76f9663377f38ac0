use std::sync::{Mutex, PoisonError};

use fastrand::Rng;

use super::forms::{Form, forms};

/// A secret that occurs nowhere else.
#[derive(Debug, Clone)]
pub(super) struct Canary {
    pub(super) kind: Kind,
    /// What it is, or where it was sent.
    pub(super) what: String,
    /// The part of it that is searched for: random, without anything that a form would escape.
    pub(super) core: Vec<u8>,
}

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A client sent it: a registry secret, or a mistake.
    Sent,
    /// A client sent it in a URL, which is always a mistake.
    SentInUrl,
    /// A registry secret that images were pulled with at a registry that takes passwords.
    Pulled,
    /// A registry secret that was exchanged for a token.
    Exchanged,
    /// What a registry secret was exchanged for.
    UpstreamToken,
    /// What makes an address good for whoever has it, and clients are sent to.
    SignedAddress,
    /// The same of an address that the service itself follows.
    FollowedAddress,
    /// The secret part of an API key.
    Token,
    OperatorKey,
    RingKey,
    DatabasePassword,
}

impl Canary {
    pub(super) fn forms(&self) -> Vec<(Form, Vec<u8>)> {
        forms(&self.core)
    }
}

/// All that were let loose so far.
pub(super) struct Canaries {
    all: Mutex<Vec<Canary>>,
    rng: Mutex<Rng>,
}

impl Canaries {
    pub(super) fn new(rng: Rng) -> Self {
        Self {
            all: Mutex::default(),
            rng: Mutex::new(rng),
        }
    }

    /// A fresh one around which stands what URLs, JSON and headers have to escape. It is no name of anything, so
    /// nothing may show it, but a good secret.
    pub(super) fn secret(&self, what: &str) -> String {
        format!("s\"{}\" \\/+%\u{e9}", self.core(Kind::Sent, what))
    }

    /// The same as a part of a URL.
    pub(super) fn url(&self, what: &str) -> String {
        escaped(&format!(
            "s\"{}\" \\/+%\u{e9}",
            self.core(Kind::SentInUrl, what)
        ))
    }

    /// The same for a header, which takes visible ASCII only.
    pub(super) fn header(&self, what: &str) -> String {
        format!("s\"{}\" \\/+%", self.core(Kind::Sent, what))
    }

    /// A fresh one of this kind that needs no escapes.
    pub(super) fn core(&self, kind: Kind, what: &str) -> String {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        let core: String = (0..24).map(|_| rng.alphanumeric()).collect();
        drop(rng);
        self.add(kind, what, core.as_bytes());
        core
    }

    /// One that somebody else made.
    pub(super) fn add(&self, kind: Kind, what: &str, core: &[u8]) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Canary {
            kind,
            what: what.to_owned(),
            core: core.to_owned(),
        });
    }

    /// The secret part of a token that somebody else made.
    pub(super) fn add_token(&self, what: &str, token: &str) {
        self.add(Kind::Token, what, secret_part(token).as_bytes());
    }

    pub(super) fn all(&self) -> Vec<Canary> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.clone()
    }
}

/// The handle before it is public, the checksum behind it is computed from both.
pub(super) fn secret_part(token: &str) -> &str {
    &token[21..53]
}

/// As a part of a URL.
pub(super) fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_url_is_escaped_but_for_letters_and_digits() {
        assert_eq!(escaped("a\"/\u{e9}"), "a%22%2F%C3%A9");
    }
}
