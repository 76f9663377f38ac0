//! Nothing is found where nothing was done, however much goes on.

use std::{
    os::unix::fs::PermissionsExt,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::*;

#[test]
fn nothing_is_found_while_credentials_and_keys_are_made_changed_and_removed() {
    for scene in Scene::on_each() {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for worker in 0..4 {
                let (scene, over) = (&scene, &over);
                scope.spawn(move || keep_changing(scene, worker, over));
            }
            let mut checked = 0;
            for _ in 0..8 {
                let outcome = scene.verify_with(&["--json"]);
                over.fetch_or(outcome.status != Some(0), Ordering::Relaxed);
                let Outcome {
                    status,
                    stdout,
                    stderr,
                } = &outcome;
                assert_eq!(*status, Some(0), "{stdout}{stderr}");
                checked = outcome.json()["events"].as_u64().unwrap();
            }
            over.store(true, Ordering::Relaxed);
            assert!(checked > 20, "{checked}");
        });
    }
}

fn keep_changing(scene: &Scene, worker: usize, over: &AtomicBool) {
    let client = scene.client();
    let send = |method, path: &str| scene.send(&client, Call::new(method, path));
    let send_json = |method, path: &str, body: &Value| {
        let call = Call::new(method, path).json(body);
        scene.send(&client, call)
    };
    let mut nth = 0;
    while !over.load(Ordering::Relaxed) {
        let made = scene.create(1);
        let path = format!("/v3/docker-registries/{}", made[0]);
        let name = json!({ "name": format!("{worker}-{nth}") });
        send_json("PATCH", &path, &name);
        if nth % 2 == 0 {
            send("DELETE", &path);
        }
        let key = json!({
            "name": "k", "capabilities": [{ "permission": "AUDIT:READ", "id_resource": null }],
        });
        let key = send_json("POST", "/v3/api-keys", &key).json();
        let path = format!("/v3/api-keys/{}", key["id"].as_str().unwrap());
        send_json("PATCH", &path, &json!({ "name": "l" }));
        if nth % 2 == 0 {
            send("DELETE", &path);
        }
        nth += 1;
    }
}

#[test]
fn events_are_sealed_within_seconds_and_their_heads_written_down_when_the_service_ends() {
    for mut scene in Scene::on_each() {
        scene.create(3);
        let began = Instant::now();
        let sealed = || {
            let figures = scene.client().send(&Call::new("GET", "/metrics")).unwrap();
            let text = String::from_utf8(figures.body).unwrap();
            let line = text
                .lines()
                .find(|it| it.starts_with("pullkey_audit_sealed_events_total"));
            let count = line.and_then(|it| it.split(' ').nth(1)).unwrap_or("0");
            count.parse::<f64>().unwrap()
        };
        while sealed() < 4.0 {
            assert!(
                began.elapsed() < Duration::from_secs(10),
                "they are not sealed"
            );
            sleep(Duration::from_millis(20));
        }
        scene.stop();
        let file = scene.heads_file();
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = fs::read_to_string(&file).unwrap();
        let head: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        let told = scene.verify_with(&["--json"]).json();
        assert_eq!(head["seq"], told["events"]);
        assert_eq!(told["exported_heads"], 1);
    }
}

#[test]
fn a_deleted_company_is_verified_though_its_rows_are_gone() {
    for mut scene in Scene::on_each() {
        scene.create(2);
        let listed = run(scene.folder(), &["company", "list", "--json"]).json();
        let company = listed[0]["id"].as_str().unwrap();
        let deleted = run(scene.folder(), &["company", "delete", company]);
        assert_eq!(deleted.status, Some(0), "{}", deleted.stderr);
        scene.stop();
        assert_eq!(scene.codes(), Vec::<String>::new());
        scene.meddle("DELETE FROM credentials");
        assert_eq!(scene.codes(), Vec::<String>::new());
    }
}
