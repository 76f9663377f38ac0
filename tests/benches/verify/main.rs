//! What it costs to have a login tried, beside the same login sent to the registry without Pullkey:
//!
//! `cargo bench -p pullkey-tests --bench verify`
//!
//! Both are asked in turns, by one caller, for a credential that is right: of a registry that takes passwords, and of one that
//! takes the tokens of a server of its own. What the registry takes is most of it, bcrypt above all.
#![expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{Call, Client, Place, Server};
use pullkey_throwaway_registry::{Access, ContainerRegistry, PASSWORD, TokenServer, USERNAME};
use serde_json::{Value, json};
use tempfile::tempdir;
use ureq::Agent;

const ROUNDS: usize = 200;
const CREDENTIALS: &str = "/v3/docker-registries";

fn main() {
    println!("one login, of {ROUNDS} in turns        alone p50   verify p50   ratio   verify p99");
    let registry = ContainerRegistry::start(&Access::Password);
    let host = registry.host();
    let alone = |agent: &Agent| {
        get(agent, &format!("http://{host}/v2/"), Some(&basic()));
    };
    measure("password", &host, None, alone);

    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let host = registry.host();
    let alone = |agent: &Agent| {
        get(agent, &format!("http://{host}/v2/"), None);
        let scope = "service=test-registry";
        let answer = get(
            agent,
            &format!("{}?{scope}", tokens.realm()),
            Some(&basic()),
        );
        let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
        let token = answer["token"].as_str().expect("it has a token");
        let bearer = format!("Bearer {token}");
        get(agent, &format!("http://{host}/v2/"), Some(&bearer));
    };
    measure("token of a server", &host, Some(&tokens.host()), alone);
}

/// Asks the registry by `alone`, and Pullkey, in turns.
fn measure(what: &str, host: &str, token_host: Option<&str>, alone: impl Fn(&Agent)) {
    let folder = tempdir().expect("there is room for a folder");
    let places = [Some(host), token_host].into_iter().flatten();
    let allowed: Vec<_> = places.map(|place| format!("http://{place}")).collect();
    let allow = format!("--registry-allow={}", allowed.join(","));
    let server = Server::start_with(folder.path(), &[&allow]);
    let place = Place::at(server.address().port());
    let (client, key) = (Client::of(&place), server.first_key());
    let mut credential = json!({
        "name": what, "registry": "custom", "host": host, "username": USERNAME, "secret": PASSWORD,
    });
    if let Some(token_host) = token_host {
        credential["token_host"] = json!(token_host);
    }
    let create = Call::new("POST", CREDENTIALS).key(&key).json(&credential);
    let made = client.send(&create).expect("it answers").json();
    let id = made["id"].as_str().expect("it was made");
    let verify = Call::new("POST", &format!("{CREDENTIALS}/{id}/verify"));
    let verify = verify.key(&key).json(&json!({}));

    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let (mut of_alone, mut of_verify) = (Vec::new(), Vec::new());
    // The first of each makes connections, and the control of the day.
    for round in 0..=ROUNDS {
        let raw = timed(|| alone(&agent));
        let verified = timed(|| {
            let told = client.send(&verify).expect("it answers").json();
            assert_eq!(told["outcome"], "verified", "{told}");
        });
        if round > 0 {
            of_alone.push(raw);
            of_verify.push(verified);
        }
    }
    let (raw, verified) = (of(&mut of_alone, 50), of(&mut of_verify, 50));
    println!(
        "{what:<35} {:>7.2} ms   {:>7.2} ms   {:>5.2}   {:>7.2} ms",
        millis(raw),
        millis(verified),
        verified.as_secs_f64() / raw.as_secs_f64(),
        millis(of(&mut of_verify, 99)),
    );
}

fn get(agent: &Agent, url: &str, authorization: Option<&str>) -> String {
    let request = agent.get(url);
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    let mut answer = request.call().expect("it answers");
    answer.body_mut().read_to_string().expect("it is text")
}

fn basic() -> String {
    let pair = format!("{USERNAME}:{PASSWORD}");
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The one below which so many of a hundred are.
fn of(times: &mut [Duration], hundredth: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * hundredth / 100).min(times.len() - 1)]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
