//! Rewrappers that are killed, several of them, and edits beside them.

use std::{
    process::Stdio,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, pullkey};
use serde_json::{Value, json};

use super::stage::Stage;

/// More than a step seals anew.
const SEVERAL: usize = 1_200;

#[test]
fn one_that_was_killed_is_gone_on_with_where_it_stopped() {
    for mut stage in Stage::on_both_stores() {
        stage.create(SEVERAL);
        let new = stage.turn();
        let mut killed = pullkey(stage.product.folder.path())
            .args(["rewrap", "--json"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while stage.count(new) == 0 {
            assert!(began.elapsed() < Duration::from_secs(30), "nothing moves");
            sleep(Duration::from_millis(1));
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
        let moved = stage.count(new);
        assert!((1..SEVERAL).contains(&moved), "{moved} moved before");
        assert_eq!(stage.events("credential.rewrap").len(), 1);
        assert_eq!(stage.rewrapped(new), (SEVERAL - moved) as u64);
        assert_eq!((stage.count(stage.old), stage.count(new)), (0, SEVERAL));
        assert_eq!(stage.events("credential.rewrap").len(), 2);
    }
}

#[test]
fn several_at_once_share_the_work_and_all_find_nothing_left() {
    for mut stage in Stage::on_both_stores() {
        stage.create(SEVERAL);
        let new = stage.turn();
        let moved: u64 = thread::scope(|scope| {
            let running: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| stage.rewrapped(new)))
                .collect();
            running.into_iter().map(|it| it.join().unwrap()).sum()
        });
        assert_eq!(moved, SEVERAL as u64);
        assert_eq!((stage.count(stage.old), stage.count(new)), (0, SEVERAL));
    }
}

#[test]
fn an_edit_beside_it_is_never_lost() {
    for mut stage in Stage::on_both_stores() {
        let paths = stage.create(300);
        let new = stage.turn();
        let versions = thread::scope(|scope| {
            let edits = scope.spawn(|| {
                let client = stage.client();
                let edit = |path: &String| {
                    let body = json!({ "username": "edited", "secret": "another-secret" });
                    let reply = stage.send(&client, Call::new("PATCH", path).json(&body));
                    assert_eq!(reply.status, 200);
                    reply.header("etag").map(str::to_owned)
                };
                paths.iter().rev().map(edit).collect::<Vec<_>>()
            });
            stage.rewrapped(new);
            edits.join().unwrap()
        });
        assert_eq!(stage.count(new), 300);
        stage.disable_old();
        for (path, etag) in paths.iter().rev().zip(versions) {
            let now = stage.get(path);
            assert_eq!(now.header("etag").map(str::to_owned), etag);
            assert_eq!(now.json()["username"], Value::from("edited"));
            assert!(stage.opens(path), "{path}");
        }
    }
}
