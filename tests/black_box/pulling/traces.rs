//! What a pull leaves behind.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, PASSWORD, layer};
use serde_json::Value;

fn stored(gateway: &Gateway) -> Value {
    let path = format!("{}/{}", Gateway::CREDENTIALS, gateway.credential);
    let answer = gateway.server.curl(&path).key(&gateway.key).send();
    assert_eq!(answer.status, 200);
    answer.json()
}

#[test]
fn the_first_use_of_a_credential_shows_within_three_seconds_and_the_next_ones_write_nothing() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let before = stored(&gateway);
    assert_eq!(before["last_used_at"], Value::Null);
    let blob = format!("acme/app/blobs/{}", layer().0);
    assert_eq!(gateway.get(&blob).status, 200);
    let used = Instant::now();
    let after = loop {
        let now = stored(&gateway);
        if now["last_used_at"].is_string() {
            break now;
        }
        assert!(used.elapsed() < Duration::from_secs(3), "{now}");
        sleep(Duration::from_millis(50));
    };
    assert_eq!(after["updated_at"], before["updated_at"]);
    for _ in 0..3 {
        assert_eq!(gateway.get(&blob).status, 200);
        sleep(Duration::from_secs(1));
    }
    assert_eq!(stored(&gateway), after);
}

#[test]
fn each_manifest_that_is_fetched_is_told_by_the_audit_trail_and_the_figures() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let manifest = "Accept: application/vnd.oci.image.manifest.v1+json";
    let path = |tag: &str| format!("{}/acme/app/manifests/{tag}", gateway.registry);
    for (tag, status) in [("1", 200), ("none", 404)] {
        let pulled = gateway.curl(&path(tag)).header(manifest).send();
        assert_eq!(pulled.status, status);
        let looked_at = gateway.curl(&path(tag)).header(manifest).option("--head");
        assert_eq!(looked_at.send().status, status);
    }
    let (digest, bytes) = layer();
    assert_eq!(gateway.get(&format!("acme/app/blobs/{digest}")).status, 200);
    assert_eq!(gateway.recorded(), ["no_access", "succeeded"]);
    let figures = gateway.server.curl("/metrics").send().body;
    let figure = |name: &str| -> f64 {
        let line = figures.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit(' ').next());
        value.unwrap().parse().unwrap()
    };
    let pulls = |outcome: &str| {
        figure(&format!(
            "pullkey_pulls_total{{part=\"manifest\",outcome=\"{outcome}\"}}"
        ))
    };
    assert!(pulls("passed_on") >= 2.0);
    assert!(pulls("not_found") >= 2.0);
    assert!(figure("pullkey_pulled_bytes_total") >= f64::from(u32::try_from(bytes.len()).unwrap()));
    assert!(figure("pullkey_registry_grants_total{from=\"memory\"}") >= 3.0);
    assert!(figure("pullkey_registry_grants_total{from=\"registry\"}") >= 1.0);
    assert!(figure("pullkey_registry_answer_seconds_count{part=\"blob\"}") >= 1.0);
}

#[test]
fn neither_the_secret_nor_the_key_nor_a_signed_address_is_in_the_log() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let files = registry.files().unwrap();
    let allowed = [format!("http://{}", files.host())];
    let mut gateway = Gateway::before_with(&registry, &allowed, &serde_json::json!({}));
    let blob = format!("acme/app/blobs/{}", layer().0);
    assert_eq!(gateway.get(&blob).status, 307);
    gateway.get("acme/app/manifests/none");
    gateway.server.stop();
    let log = gateway.server.log();
    assert!(log.contains("/v2/"), "{log}");
    for hidden in [PASSWORD, &gateway.key, &files.host(), "acme/app"] {
        let is_setting = |line: &&str| line.contains("besides public ones");
        let told = log
            .lines()
            .filter(|line| !is_setting(line))
            .any(|line| line.contains(hidden));
        assert!(!told, "{hidden}: {log}");
    }
}
