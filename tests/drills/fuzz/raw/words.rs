//! What requests are put together of.

use fastrand::Rng;
use serde_json::Value;

use crate::{fuzz::site::Site, stand_in::as_password};

/// What means something to this service, so that what is drawn comes further than its first look.
pub(super) struct Words {
    /// All that can be asked for, by its method, without the query.
    pub(super) operations: Vec<(String, String)>,
    /// Headers that let somebody in, to all but pulls.
    pub(super) key: String,
    /// The same to pulls.
    pub(super) puller: String,
    /// Good bodies.
    pub(super) bodies: Vec<String>,
}

/// Numbers that are hard to hold.
pub(super) const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1",
    "01",
    "+1",
    "1e3",
    "1e999999",
    "0.1",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "99999999999999999999999999999999999999",
    "0x10",
    "NaN",
    "",
];

/// What a URL may have in it that is more than it looks.
pub(super) const PIECES: &[&str] = &[
    "%00",
    "%0a",
    "%0d%0a",
    "%2e%2e",
    "%2F",
    "%5c",
    "%25",
    "%252e",
    "%ff",
    "%c0%af",
    "%C3%A9",
    "%zz",
    "%",
    "%1",
    "..",
    ".",
    "/",
    "//",
    "/../",
    "/./",
    ";",
    ";a=b",
    ":",
    "@",
    "~",
    "*",
    "+",
    "&",
    "=",
    "?",
    "!",
    "$",
    "'",
    "(",
    ")",
    ",",
    "{id}",
    "[",
    "]",
    "|",
    "^",
    "`",
    "\\",
    "\"",
    "<",
    ">",
    "v3",
    "v2",
    "_",
    "a",
    "A",
    "ghcr.io",
    "xn--",
    "blobs",
    "manifests",
    "sha256:",
    "latest",
];

impl Words {
    pub(super) fn of(site: &Site, document: &Value) -> Self {
        let [source, id] = &site.sources;
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let path = path.replace("{id}", id).replace("{code}", "internal");
            for method in ["get", "post", "put", "patch", "delete"] {
                if item.get(method).is_some() {
                    operations.push((method.to_uppercase(), path.clone()));
                }
            }
        }
        let digest = format!("sha256:{}", "b".repeat(64));
        let parts = [
            "manifests/1",
            "tags/list",
            "blobs/",
            "manifests/",
            "referrers/",
        ];
        for part in parts {
            let digest = if part.ends_with('/') { &*digest } else { "" };
            for name in [source, id, "127.0.0.1_1", "ghcr.io", "docker.io"] {
                let path = format!("/v2/{name}/acme/app/{part}{digest}");
                operations.push(("GET".to_owned(), path));
            }
            let host = source.replace('_', ":");
            let path = format!("/v2/acme/app/{part}{digest}?ns={host}");
            operations.push(("GET".to_owned(), path));
        }
        operations.push(("GET".to_owned(), "/v2/".to_owned()));
        operations.push(("GET".to_owned(), "/v2/_catalog".to_owned()));
        Self {
            operations,
            key: format!("Bearer {}", site.key),
            puller: as_password(&site.puller),
            bodies: bodies(&source.replace('_', ":"), id),
        }
    }
}

fn bodies(host: &str, id: &str) -> Vec<String> {
    [
        format!(
            r#"{{"name":"n","username":"u","secret":"12345678","registry":"custom","host":"{host}","path_prefix":"acme"}}"#
        ),
        format!(
            r#"{{"name":"n","registry":"custom","host":"{host}","login":{{"type":"password","username":"u","password":"é 🔑"}}}}"#
        ),
        r#"{"name":"k","capabilities":[{"permission":"AUDIT:READ","id_resource":null}],"expired_at":"2999-01-01T00:00:00Z"}"#
            .to_owned(),
        format!(r#"{{"capabilities":[{{"permission":"DOCKER_REGISTRY:READ","id_resource":"{id}"}}]}}"#),
        format!(r#"{{"image":"{host}/acme/app:1"}}"#),
        r#"{"old_token_ttl_hours":1}"#.to_owned(),
        r#"{"is_enabled":true}"#.to_owned(),
        r#"{"name":null,"id":"00000000-0000-4000-8000-000000000000"}"#.to_owned(),
        "{}".to_owned(),
    ]
    .to_vec()
}

/// One of these.
pub(super) fn one<'a, T: ?Sized>(of: &[&'a T], rng: &mut Rng) -> &'a T {
    of[rng.usize(..of.len())]
}

/// Whether something happens that happens once in so many times.
pub(super) fn once_in(times: u32, rng: &mut Rng) -> bool {
    rng.u32(..times) == 0
}

/// So many bytes, any of them.
pub(super) fn any(length: usize, rng: &mut Rng) -> Vec<u8> {
    (0..length).map(|_| rng.u8(..)).collect()
}
