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

#[test]
fn behind_a_trusted_proxy_each_client_is_held_back_for_itself_and_nobody_else_may_say_who_he_is() {
    let folder = tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--trusted-proxies=127.0.0.3"]);
    let ask_for = |client: &str, through: &str| {
        let curl = server.curl("/v3/api-keys/validate").key(&unknown());
        let curl = curl.header(&format!("x-forwarded-for: {client}"));
        curl.option("--interface").option(through).send().status
    };
    let (proxy, stranger) = ("127.0.0.3", "127.0.0.4");
    for _ in 0..60 {
        // What stands further left is the client's own words.
        assert_eq!(ask_for("192.0.2.7, 198.51.100.1", proxy), 401);
    }
    assert_eq!(ask_for("198.51.100.1", proxy), 429);
    assert_eq!(ask_for("198.51.100.2", proxy), 401);
    assert_eq!(ask_for("192.0.2.7", proxy), 401);
    for nth in 0..60 {
        assert_eq!(ask_for(&format!("203.0.113.{nth}"), stranger), 401);
    }
    assert_eq!(ask_for("203.0.113.60", stranger), 429);
}
