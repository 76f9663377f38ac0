//! Bad keys from one address, and everybody else.

use pullkey_domain::api_key::ApiKeyToken;
use pullkey_tests::{Answer, Server};
use tempfile::tempdir;

/// A well-formed key that nobody has.
fn unknown() -> String {
    let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
    token.expose().to_owned()
}

/// All of 127.0.0.0/8 is this machine.
fn ask(server: &Server, key: &str, address: &str) -> Answer {
    let curl = server.curl("/v3/api-keys/validate").key(key).with_head();
    curl.option("--interface").option(address).send()
}

#[test]
fn an_address_that_sends_bad_keys_again_and_again_is_held_back_and_nobody_else() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let first = server.first_key();
    let (attacker, other) = ("127.0.0.2", "127.0.0.1");
    assert_eq!(ask(&server, &first, other).status, 200);
    for _ in 0..60 {
        assert_eq!(ask(&server, &unknown(), attacker).status, 401);
    }
    let refused = ask(&server, &unknown(), attacker);
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert!(
        refused.body.contains("\r\nretry-after: "),
        "{}",
        refused.body
    );
    assert_eq!(ask(&server, &unknown(), other).status, 401);
    assert_eq!(ask(&server, &first, attacker).status, 200);

    let figures = server.curl("/metrics").send().body;
    for figure in ["\"refused\"} 61", "\"too_many_failures\"} 1"] {
        let line = format!("\npullkey_authentications_total{{outcome={figure}\n");
        assert!(figures.contains(&line), "{figures}");
    }
}
