//! Logins at real registries, as a user meets them.

use std::{fs, path::Path};

use pullkey_tests::{Answer, Server, run};
use pullkey_throwaway_registry::{
    Access, Authority, ContainerRegistry, IMAGE, PASSWORD, TokenServer, USERNAME,
};
use serde_json::{Value, json};
use tempfile::tempdir;

const CREDENTIALS: &str = "/v3/docker-registries";

fn send(server: &Server, path: &str, body: &Value) -> Answer {
    server.curl(path).key(&server.first_key()).json(body).send()
}

fn login(host: &str, secret: &str) -> Value {
    json!({ "name": "n", "registry": "custom", "host": host, "username": USERNAME, "secret": secret })
}

fn created(server: &Server, body: &Value) -> Value {
    let answer = send(server, CREDENTIALS, body);
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

fn verified(server: &Server, credential: &Value, body: &Value) -> Value {
    let id = credential["id"].as_str().unwrap();
    let answer = send(server, &format!("{CREDENTIALS}/{id}/verify"), body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn outcome(server: &Server, credential: &Value) -> String {
    let told = verified(server, credential, &json!({}));
    told["outcome"].as_str().unwrap().to_owned()
}

/// A service that may connect there.
fn allowing(folder: &Path, allowed: &str) -> Server {
    Server::start_with(folder, &[&format!("--registry-allow={allowed}")])
}

#[test]
fn a_registry_with_a_password_tells_a_right_and_a_wrong_credential_apart() {
    let registry = ContainerRegistry::start(&Access::Password);
    let (host, folder) = (registry.host(), tempdir().unwrap());
    let server = allowing(folder.path(), &format!("http://{host}"));
    let right = created(&server, &login(&host, PASSWORD));
    let wrong = created(&server, &login(&host, "wrong-secret-of-alice"));
    assert_eq!(outcome(&server, &right), "verified");
    assert_eq!(outcome(&server, &wrong), "rejected");
    for (image, expected) in [(IMAGE, "verified"), ("acme/other:1", "no_access")] {
        let body = json!({ "image": format!("{host}/{image}") });
        let told = verified(&server, &right, &body);
        assert_eq!(told["outcome"], expected, "{told}");
    }
    let mut tried = login(&host, "wrong-secret-of-alice");
    tried["verify"] = json!(true);
    let refused = send(&server, CREDENTIALS, &tried);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json()["errors"][0]["code"], "login_rejected");
    tried["secret"] = json!(PASSWORD);
    assert_eq!(created(&server, &tried)["last_outcome"], "verified");
    let log = server.log();
    assert!(!log.contains("secret-of-alice"), "{log}");
    assert!(log.contains("companies may use this registry besides public ones"));
}

#[test]
fn a_registry_with_an_authority_of_its_own_is_trusted_by_the_file_of_the_operator() {
    let authority = Authority::default();
    let registry = ContainerRegistry::start_secured(&Access::Password, &authority);
    let host = registry.host();
    let allowed = format!("--registry-allow={host}");
    for (trusts, expected) in [(false, "tls_failed"), (true, "verified")] {
        let folder = tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        fs::write(&file, authority.pem()).unwrap();
        let trust = format!("--registry-ca-file={}", file.display());
        let settings = [&*allowed, &trust];
        let settings = if trusts {
            &settings[..]
        } else {
            &settings[..1]
        };
        let server = Server::start_with(folder.path(), settings);
        let right = created(&server, &login(&host, PASSWORD));
        assert_eq!(outcome(&server, &right), expected);
    }
}

#[test]
fn a_token_server_elsewhere_gets_a_login_only_if_it_was_stored_as_token_host() {
    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let (host, folder) = (registry.host(), tempdir().unwrap());
    let allowed = format!("http://{host},http://{}", tokens.host());
    let server = allowing(folder.path(), &allowed);
    let mut body = login(&host, PASSWORD);
    let without = created(&server, &body);
    assert_eq!(outcome(&server, &without), "realm_not_trusted");
    body["token_host"] = json!(tokens.host());
    let with = created(&server, &body);
    assert_eq!(outcome(&server, &with), "verified");
    body["secret"] = json!("wrong-secret-of-alice");
    let wrong = created(&server, &body);
    assert_eq!(outcome(&server, &wrong), "rejected");
}

#[test]
fn what_no_operator_allowed_is_not_connected_to() {
    let registry = ContainerRegistry::start(&Access::Password);
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let host = registry.host();
    let port = host.rsplit(':').next().unwrap();
    for (host, expected) in [
        (host.as_str(), "not_allowed"),
        ("localhost", "not_allowed"),
        (&format!("registry.example.com:{port}"), "not_allowed"),
        ("nobody.invalid", "unreachable"),
    ] {
        let told = verified(
            &server,
            &created(&server, &login(host, PASSWORD)),
            &json!({}),
        );
        assert_eq!(told["outcome"], expected, "{host}");
        assert_eq!(told["latency_ms"].is_null(), expected == "unreachable");
        let message = told["message"].as_str().unwrap();
        let may_be_allowed = message.contains("PULLKEY_REGISTRY_ALLOW");
        assert_eq!(may_be_allowed, expected == "not_allowed", "{message}");
    }
}

#[test]
fn the_command_tries_a_login_as_the_api_does() {
    let registry = ContainerRegistry::start(&Access::Password);
    let (host, folder) = (registry.host(), tempdir().unwrap());
    let allowed = format!("http://{host}");
    let server = allowing(folder.path(), &allowed);
    let of_command = |credential: &Value, more: &[&str]| {
        let [company, id] = ["company_id", "id"].map(|it| credential[it].as_str().unwrap());
        let allow = format!("--registry-allow={allowed}");
        let line = ["verify", "--company", company, id, &allow];
        run(folder.path(), &[&line, more].concat())
    };
    let right = created(&server, &login(&host, PASSWORD));
    let shown = of_command(&right, &[]);
    assert_eq!(shown.status, Some(0), "{}", shown.stderr);
    assert!(shown.stdout.contains("The registry took the login."));
    let wrong = created(&server, &login(&host, "wrong-secret-of-alice"));
    let told = of_command(&wrong, &["--json"]);
    assert_eq!(told.status, Some(1));
    assert_eq!(told.json()["outcome"], "rejected");
    assert!(
        told.stderr.contains("is not verified: rejected"),
        "{}",
        told.stderr
    );
    let events = server.curl("/v3/audit-events?action=credential.verify");
    let events = events.key(&server.first_key()).send().json();
    assert_eq!(events["total"], Value::Null);
    let outcomes = events["data"].as_array().unwrap().iter();
    let outcomes: Vec<_> = outcomes
        .map(|it| (&it["outcome"], &it["actor"]["kind"]))
        .collect();
    let (rejected, verified, cli) = (json!("rejected"), json!("verified"), json!("cli"));
    assert_eq!(outcomes, [(&rejected, &cli), (&verified, &cli)]);
    let nobody = json!({ "company_id": right["company_id"], "id": right["company_id"] });
    let absent = of_command(&nobody, &[]);
    assert_eq!(absent.status, Some(1));
    assert!(
        absent.stderr.contains("has no credential"),
        "{}",
        absent.stderr
    );
}

#[test]
fn logins_are_tried_ten_times_a_minute_at_one_registry() {
    let folder = tempdir().unwrap();
    let limit = "--rate-verify-per-minute=30";
    let server = Server::start_with(folder.path(), &[limit]);
    let here = created(&server, &login("registry", PASSWORD));
    for _ in 0..10 {
        assert_eq!(outcome(&server, &here), "not_allowed");
    }
    let id = here["id"].as_str().unwrap();
    let refused = send(&server, &format!("{CREDENTIALS}/{id}/verify"), &json!({}));
    assert_eq!(refused.status, 429, "{}", refused.body);
    let elsewhere = created(&server, &login("another", PASSWORD));
    assert_eq!(outcome(&server, &elsewhere), "not_allowed");
}

#[test]
fn authorities_that_cannot_be_used_are_refused_at_start() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["--registry-ca-file=absent.pem"]);
    assert_eq!(refused.status, Some(1));
    let told = "registry_ca_file (from --registry-ca-file): absent.pem: there is no such file";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}
