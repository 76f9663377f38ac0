//! Challenges that are none, or too many.

use super::Oddity;
use crate::registry_attacks::{moment::Moment, ordinary};

const SHORT: &[&str] = &[
    "",
    " ",
    ",",
    ",,,,,",
    "=",
    "\"",
    "\\",
    "Bearer",
    "bearer ",
    "Bearer realm",
    "Bearer realm=",
    "Bearer realm=\"",
    "Bearer realm=\"\"",
    "Bearer realm=\"\\",
    "Bearer realm=\"https://registry.attacker.example/token",
    "Bearer realm=\"a\"b\"",
    "Bearer realm=\"a\" service=\"b\"",
    "Bearer =\"a\"",
    "Bearer a=b=c",
    "Bearer dG9rZW4=",
    "Basic dG9rZW4=",
    "Basic realm=\"x\", charset=\"UTF-16\"",
    "Basic",
    "Digest realm=\"x\", nonce=\"y\", qop=\"auth\"",
    "NTLM TlRMTVNTUAACAAAA",
    "Negotiate oYG2MIGzoAMKAQGhCwYJKoZIgvcSAQICooGeBIGb",
    "AWS4-HMAC-SHA256",
    "Hoba challenge=\"x\"",
    "\u{fc}ber realm=\"x\"",
    "Bearer realm=\"https://\u{fc}\"",
    "Bearer\u{0}realm=\"x\"",
    "Bearer\trealm=\"https://registry.attacker.example/token\"",
];

pub(super) fn all() -> Vec<Oddity> {
    let mut challenges: Vec<_> = SHORT.iter().map(|it| (*it).to_owned()).collect();
    challenges.extend(long());
    let odd = |challenge: String| {
        let start: String = challenge.chars().take(60).collect();
        let steps = ordinary::challenge_of(&challenge);
        Oddity::at(&[Moment::Hello], format!("the challenge {start:?}"), steps)
    };
    challenges.into_iter().map(odd).collect()
}

/// Of this one, with more than anybody needs.
fn long() -> Vec<String> {
    let realm = "Bearer realm=\"https://registry.attacker.example/token\"";
    vec![
        format!("{realm},{realm}"),
        format!("{realm},service=\"{}\"", "x".repeat(50_000)),
        format!("{realm},service=\"a&client_id=b&scope=registry:catalog:*\""),
        format!("{realm},service=\"a\\r\\nx-injected: b\""),
        format!("{realm},scope=\"repository:acme/app:pull,push,delete registry:catalog:*\""),
        format!(
            "{realm},error=\"insufficient_scope\",{}",
            "a=\"b\",".repeat(5_000)
        ),
        format!("{}{realm}", "Basic realm=\"x\", ".repeat(3_000)),
        format!(
            "Bearer realm=\"https://registry.attacker.example/{}\"",
            "x".repeat(60_000)
        ),
        format!(
            "Bearer realm=\"https://registry.attacker.example/{}\"",
            "../".repeat(10_000)
        ),
        "Bearer realm=\"https://registry.attacker.example/v2/\"".to_owned(),
        "Bearer realm=\"https://registry.attacker.example/token#fragment\"".to_owned(),
        "Bearer realm=\"https://registry.attacker.example/token?a=\u{e9}\"".to_owned(),
        "Bearer realm=\"https://registry.attacker.example/%0d%0ax-injected:%20y\"".to_owned(),
        "Bearer realm=\"https://registry.attacker.example/token HTTP/1.1\\r\\nx-injected: y\""
            .to_owned(),
        "\\,".repeat(20_000),
        "\"".repeat(20_001),
        "a ".repeat(20_000),
    ]
}
