//! Challenges that name somebody else's realm.

use std::sync::Arc;

use pullkey_domain::credential::{RegistryPlace, RegistryProvider};

use super::{Theft, answer};
use crate::registry_attacks::{identity::REGISTRY, ordinary, scene::place_at};

/// Where the login must not go, in every spelling: `H` stands for the registry's host, `T` for the thief's.
const REALMS: &[&str] = &[
    "https://T/token",
    "https://T:8443/token",
    "https://T:443/token",
    "https://T:0443/token",
    "https://T./token",
    "https://T/token?service=https://H/token",
    "https://T/https://H/token",
    "HTTPS://T/token",
    "http://T/token",
    "https://H:8443/token",
    "https://H:80/token",
    "http://H/token",
    "http://H:443/token",
    "http://H:8443/token",
    "https://H.T/token",
    "https://H./token",
    "https://H.:443/token",
    "https://H@T/token",
    "https://H:443@T/token",
    "https://user@H/token",
    "https://user:password@H/token",
    "https://@H:8443/token",
    "https://T@H:8443/token",
    "https://T\\\\@H/token",
    "https://T\\\\.H/token",
    "https://T#@H/token",
    "https://T?@H/token",
    "https://T/@H/token",
    "https://T%2f@H/token",
    "https://T%2f.H/token",
    "https://T%23.H/token",
    "https://T%00.H/token",
    "https://H%2ethief.example/token",
    "https://H\t.T/token",
    "https://\tT/token",
    "https:T/token",
    "https:/T/token",
    "https:///T/token",
    "https:\\\\\\\\T/token",
    "https://T /token",
    " https://T/token ",
    "https://T/to ken",
    "https://ｔhief.example/token",
    "https://thief。example/token",
    "https://thi\u{ad}ef.example/token",
    "https://ⓣⓗⓘⓔⓕ.example/token",
    "https://%74hief.example/token",
    "//T/token",
    "/token",
    "token",
    "T",
    "",
    "https://",
    "https:",
    "wss://T/token",
    "ftp://T/token",
    "file://T/etc/passwd",
    "data:application/json,{}",
    "javascript:alert(1)",
    "https://H/token\",realm=\"https://T/token",
    "https://T/token\",realm=\"https://H/token",
    "https://H/token\", Bearer realm=\"https://T/token",
    "https://H/token\\\"https://T/token",
    "https://T/token\r\nx-more: y",
    "https://T/\r\n token",
    "https://T/token\nlocation: https://T/",
    "https://T/token\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
];

/// Whole headers: `H` and `T` as above.
const HEADERS: &[&str] = &[
    "www-authenticate: Basic realm=\"https://T/\"\r\n",
    "www-authenticate: Basic realm=\"T\", Bearer realm=\"https://T/token\"\r\n",
    "www-authenticate: Bearer realm=\"https://T/token\", Basic realm=\"H\"\r\n",
    "www-authenticate: Basic realm=\"H\"\r\nwww-authenticate: Bearer realm=\"https://T/token\"\r\n",
    "www-authenticate: Bearer realm=\"https://T/token\"\r\nwww-authenticate: Basic realm=\"H\"\r\n",
    "www-authenticate: Bearer realm=\"https://T/token\"\r\nwww-authenticate: Bearer realm=\"https://H/token\"\r\n",
    "www-authenticate: Bearer realm=\"https://H/token\"\r\nwww-authenticate: Bearer realm=\"https://T/token\"\r\n",
    "www-authenticate: Bearer realm=https://T/token\r\n",
    "www-authenticate: bEARER REALM=\"https://T/token\"\r\n",
    "www-authenticate: Bearer  realm = \"https://T/token\"\r\n",
    "www-authenticate: Basic realm=\"x\"\r\nlocation: https://T/v2/\r\n",
    "www-authenticate: Basic realm=\"x\"\r\nrefresh: 0; url=https://T/v2/\r\n",
    "www-authenticate: Basic realm=\"x\"\r\nalt-svc: h2=\"T:443\", http/1.1=\"T:443\"\r\n",
    "www-authenticate: Basic realm=\"x\"\r\ncontent-location: https://T/v2/\r\nlink: <https://T/>; rel=next\r\n",
    "www-authenticate: Bearer realm=\"https://H/token\",service=\"x&realm=https://T/\"\r\nlocation: https://T/\r\n",
    "proxy-authenticate: Bearer realm=\"https://T/token\"\r\n",
    "authentication-info: nextnonce=\"x\"\r\nwww-authenticate: Digest realm=\"https://T/\", domain=\"https://T/\", nonce=\"x\"\r\n",
    "www-authenticate: Negotiate\r\nwww-authenticate: NTLM\r\nlocation: https://T/\r\n",
];

/// Hosts of providers are known to have their realm elsewhere. Theirs is known as well.
const PROVIDERS: [RegistryProvider; 4] = [
    RegistryProvider::DockerHub,
    RegistryProvider::GitHub,
    RegistryProvider::GitLab,
    RegistryProvider::Gcr,
];

/// A challenge, by the registry of a place.
pub(in crate::registry_attacks) struct Challenge {
    pub(in crate::registry_attacks) place: RegistryPlace,
    /// Its host.
    pub(in crate::registry_attacks) api: String,
    pub(in crate::registry_attacks) headers: String,
}

/// All of them.
pub(in crate::registry_attacks) fn challenges() -> Vec<Challenge> {
    let custom = place_at(REGISTRY);
    let of = |place: &RegistryPlace, realm: &str| {
        let headers = format!("www-authenticate: Bearer realm=\"{realm}\",service=\"x\"\r\n");
        challenge(place, &headers)
    };
    let mut challenges: Vec<_> = REALMS.iter().map(|realm| of(&custom, realm)).collect();
    challenges.extend(HEADERS.iter().map(|it| challenge(&custom, it)));
    for provider in PROVIDERS {
        let place = RegistryPlace::of_provider(provider);
        let realms = REALMS.iter().filter(|it| it.contains('T'));
        challenges.extend(realms.map(|realm| of(&place, realm)));
    }
    challenges
}

fn challenge(place: &RegistryPlace, headers: &str) -> Challenge {
    let api = place.api();
    let api = api.as_ref().map_or(REGISTRY, |host| host.name());
    Challenge {
        place: place.clone(),
        headers: written_out(headers, api),
        api: api.to_owned(),
    }
}

pub(super) fn thefts() -> Vec<Theft> {
    challenges().into_iter().map(theft).collect()
}

fn theft(challenge: Challenge) -> Theft {
    let Challenge {
        place,
        api,
        headers,
    } = challenge;
    let is_custom = place.provider() == RegistryProvider::Custom;
    Theft {
        what: format!("the login of {api} after {headers:?} of the challenge"),
        place,
        by: "a challenge",
        image: None,
        script: Arc::new(move |asked| match asked.path.as_str() {
            "/v2/" => answer(401, &headers),
            // Of some providers it is known that they refuse wrong logins, and a right one would be taken for that.
            _ if !is_custom => answer(401, ""),
            _ => ordinary::answer(asked),
        }),
        is_login_due: false,
    }
}

/// Capitals stand for hosts where no other letter stands beside them.
fn written_out(text: &str, api: &str) -> String {
    let is_alone = |at: usize| {
        let near = |at: Option<usize>| {
            let byte = at.and_then(|at| text.as_bytes().get(at));
            byte.is_some_and(u8::is_ascii_alphanumeric)
        };
        !near(at.checked_sub(1)) && !near(Some(at + 1))
    };
    let letters = text.char_indices().map(|(at, letter)| match letter {
        'H' if is_alone(at) => api.to_owned(),
        'T' if is_alone(at) => crate::registry_attacks::identity::THIEF.to_owned(),
        other => other.to_string(),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_capitals_are_hosts_and_words_are_not() {
        let written = written_out("HTTPS://H.T:443/T\r\nHTTP/1.1", "a.example");
        let expected = "HTTPS://a.example.thief.example:443/thief.example\r\nHTTP/1.1";
        assert_eq!(written, expected);
    }
}
