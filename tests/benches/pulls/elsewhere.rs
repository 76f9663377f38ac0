//! Layers that the registry keeps elsewhere.

use std::{thread, time::Instant};

use pullkey_throwaway_registry::{Access, ContainerRegistry};
use ureq::Agent;

use crate::stage::Stage;

const LAYER: u64 = 1 << 20;

pub(crate) fn measure(clients: usize) {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let digest = registry.push_layer(LAYER);
    let stage = Stage::set(registry, None);
    let way = stage.through(&format!("acme/app/blobs/{digest}"));
    let url = format!("http://{}{}", way.host, way.path);
    let began = Instant::now();
    let taken: u64 = thread::scope(|scope| {
        let pulls: Vec<_> = (0..clients)
            .map(|_| scope.spawn(|| pulled(&url, &way.authorization)))
            .collect();
        let taken = pulls
            .into_iter()
            .map(|pull| pull.join().expect("it succeeds"));
        taken.sum()
    });
    let took = began.elapsed();
    let files = stage.registry.files().expect("it sends clients there");
    let sent = files.asked().iter().filter(|it| it.method == "GET").count();
    let with_login = files
        .asked()
        .iter()
        .filter(|it| it.authorization.is_some())
        .count();
    println!(
        "{clients} pulls at once of a layer that is elsewhere: {} MiB taken from there in {:.2} s by {sent} requests, \
         {with_login} of them with a login; {:.0} bytes passed through the service; goal 0",
        taken >> 20,
        took.as_secs_f64(),
        stage.figure("pullkey_pulled_bytes_total"),
    );
}

/// Follows where it is sent to, without the login, and tells how many bytes came.
fn pulled(url: &str, authorization: &str) -> u64 {
    let agent: Agent = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into();
    let sent = agent.get(url).header("authorization", authorization).call();
    let sent = sent.expect("it answers");
    assert_eq!(sent.status(), 307);
    let place = sent.headers().get("location").expect("it says where");
    let place = place.to_str().expect("it is text").to_owned();
    let mut answer = agent.get(place).call().expect("it is there");
    let bytes = answer.body_mut().with_config().limit(1 << 30).read_to_vec();
    bytes.expect("it comes").len() as u64
}
