//! Changes of one credential by several callers at once.

use std::thread;

use pullkey_tests::Server;
use serde_json::json;
use tempfile::tempdir;

#[test]
fn changes_of_different_members_at_once_all_hold() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let credential = json!({
        "name": "before", "username": "before", "secret": "my-secret-token", "registry": "ecr",
    });
    let created = server.curl("/v3/docker-registries").key(&key);
    let created = created.json(&credential).send().json();
    let path = format!("/v3/docker-registries/{}", created["id"].as_str().unwrap());
    let change = |member: &str, round: usize| {
        let value = format!("{member}-{round}");
        let call = server.curl(&path).key(&key).method("PATCH");
        let answer = call.json(&json!({ member: value })).send();
        assert!([200, 409].contains(&answer.status), "{answer:?}");
        (answer.status == 200).then_some(value)
    };
    // What each caller's last change that was taken has set.
    let (mut taken, mut last) = (0, Vec::new());
    thread::scope(|scope| {
        let callers = ["name", "username"].map(|member| {
            scope.spawn(move || {
                let values: Vec<_> = (0..20).filter_map(|round| change(member, round)).collect();
                (member, values)
            })
        });
        for caller in callers {
            let (member, values) = caller.join().unwrap();
            taken += values.len();
            last.push((member, values.last().cloned().unwrap()));
        }
    });
    let found = server.curl(&path).key(&key).with_head().send();
    let etag = format!("etag: \"{}\"", 1 + taken);
    assert!(found.body.contains(&etag), "{etag}: {}", found.body);
    for (member, value) in last {
        let member = format!("\"{member}\":\"{value}\"");
        assert!(found.body.contains(&member), "{member}: {}", found.body);
    }
}
