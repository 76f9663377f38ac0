//! Manifests, whose token is known.

use std::time::Instant;

use pullkey_throwaway_registry::{Access, ContainerRegistry, PASSWORD, TokenServer, USERNAME};
use serde_json::Value;
use ureq::Agent;

use crate::{
    median,
    stage::{Stage, Way},
};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

pub(crate) fn measure(rounds: usize) {
    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let stage = Stage::set(registry, Some(&tokens));
    let mut direct = stage.direct("acme/app/manifests/1");
    direct.authorization = format!("Bearer {}", token(&tokens, &direct));
    let through = stage.through("acme/app/manifests/1");
    println!(
        "one manifest, p50 of {rounds} in turns                 direct    through    added   goal"
    );
    for (what, method) in [
        ("fetched, and its event stored", "GET"),
        ("looked at", "HEAD"),
    ] {
        let agent = Agent::new_with_defaults();
        let mut times = (Vec::new(), Vec::new());
        // The first of each makes connections, and the token.
        for round in 0..=rounds {
            let (alone, passed) = (
                millis(&agent, method, &direct),
                millis(&agent, method, &through),
            );
            if round > 0 {
                times.0.push(alone);
                times.1.push(passed);
            }
        }
        let (alone, passed) = (median(times.0), median(times.1));
        println!(
            "  {what:<44} {alone:>6.2} ms {passed:>7.2} ms {:>5.2} ms   <= 2 ms",
            passed - alone
        );
    }
}

fn millis(agent: &Agent, method: &str, way: &Way) -> f64 {
    let url = format!("http://{}{}", way.host, way.path);
    let request = match method {
        "HEAD" => agent.head(url),
        _ => agent.get(url),
    };
    let request = request
        .header("accept", MANIFEST)
        .header("authorization", &way.authorization);
    let began = Instant::now();
    let mut answer = request.call().expect("it is there");
    answer.body_mut().read_to_vec().expect("it comes");
    began.elapsed().as_secs_f64() * 1_000.0
}

/// As the registry takes it.
fn token(tokens: &TokenServer, way: &Way) -> String {
    assert!(
        way.authorization.starts_with("Basic "),
        "{USERNAME} {PASSWORD}"
    );
    let scope = "service=test-registry&scope=repository%3Aacme%2Fapp%3Apull";
    let request = ureq::get(format!("{}?{scope}", tokens.realm()));
    let answer = request.header("authorization", &way.authorization).call();
    let answer = answer.expect("it answers").body_mut().read_to_string();
    let answer: Value = serde_json::from_str(&answer.expect("it is text")).expect("it is JSON");
    answer["token"].as_str().expect("it has a token").to_owned()
}
