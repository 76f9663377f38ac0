//! `pullkey healthcheck` against services that are ready, are not, or are none.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use pullkey_tests::{Outcome, Server, binary, run};
use tempfile::tempdir;

use crate::refusals::a_folder_whose_ring_lacks_a_key;

#[test]
fn a_service_that_is_ready_ends_it_with_0() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let everywhere = format!("--listen=0.0.0.0:{}", server.address().port());
    let here = format!("--listen={}", server.address());
    let by_file = ["--listen=127.0.0.1:0", "--address-file=address"];
    for address in [&[&*everywhere][..], &[&*here], &by_file] {
        let outcome = run(folder.path(), &[&["healthcheck"], address].concat());
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.contains("is ready"), "{}", outcome.stdout);
    }
    let report = run(folder.path(), &["healthcheck", "--json", &here]).json();
    assert_eq!(report, server.curl("/readyz").send().json());
}

#[test]
fn a_service_that_is_not_ready_ends_it_with_1_and_the_checks_that_failed() {
    let folder = a_folder_whose_ring_lacks_a_key();
    let server = Server::start(folder.path());
    let here = format!("--listen={}", server.address());
    let failed = run(folder.path(), &["healthcheck", &here]);
    let told = "is not ready: failed checks: key_ring; the key ring lacks 4000000000";
    assert_failed(&failed, told);
    let failed = run(folder.path(), &["healthcheck", "--json", &here]);
    assert_eq!(failed.status, Some(1));
    assert_eq!(failed.json(), server.curl("/readyz").send().json());
    assert!(failed.stderr.contains(told), "{}", failed.stderr);
}

#[test]
fn where_nothing_listens_it_ends_with_1() {
    let folder = tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let outcome = run(
        folder.path(),
        &["healthcheck", &format!("--listen={address}")],
    );
    assert_failed(&outcome, &format!("cannot ask {address}"));
}

#[test]
fn an_address_that_only_the_service_knows_must_be_in_a_file() {
    let folder = tempdir().unwrap();
    let any_port = ["healthcheck", "--listen=127.0.0.1:0"];
    assert_failed(&run(folder.path(), &any_port), "address_file");
    let by_file = [&any_port[..], &["--address-file=address"]].concat();
    assert_failed(&run(folder.path(), &by_file), "does it run?");
    fs::write(folder.path().join("address"), "somewhere\n").unwrap();
    let outcome = run(folder.path(), &by_file);
    assert_failed(&outcome, "address does not hold IP:PORT");
    assert!(!outcome.stderr.contains("somewhere"), "{}", outcome.stderr);
}

#[test]
fn a_service_that_does_not_answer_is_given_up_after_5_seconds() {
    let folder = tempdir().unwrap();
    // The system accepts connections for it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", silent.local_addr().unwrap());
    // Built before its time is taken.
    binary();
    let since = Instant::now();
    let outcome = run(folder.path(), &["healthcheck", &listen]);
    assert_failed(&outcome, "did not answer within 5 s");
    let took = since.elapsed();
    assert!(
        took >= Duration::from_secs(5) && took < Duration::from_secs(8),
        "{took:?}"
    );
}

#[test]
fn what_is_no_pullkey_is_told() {
    let endless = "a".repeat(100_000);
    let canary = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\ncanary".to_owned();
    let other = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}".to_owned();
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{".to_owned();
    for (answer, told) in [
        (canary, "status 200, not as Pullkey does"),
        (other, "status 404, not as Pullkey does"),
        (cut, "its answer has no end"),
        (endless, "its answer has no end"),
        (
            "SSH-2.0-canary\r\n\r\n".to_owned(),
            "not the HTTP that Pullkey speaks",
        ),
    ] {
        let outcome = ask_one_that_answers(answer);
        assert_failed(&outcome, told);
        assert!(!outcome.stderr.contains("canary"), "{}", outcome.stderr);
    }
}

/// Asks something that answers everybody the same, and then hangs up.
fn ask_one_that_answers(answer: String) -> Outcome {
    let folder = tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("--listen={}", listener.local_addr().unwrap());
    let other = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // What is not read when it hangs up would be answered with a reset.
        let request = stream.read(&mut [0; 1024]).unwrap();
        assert_ne!(request, 0);
        // Whoever heard enough hangs up first.
        drop(stream.write_all(answer.as_bytes()));
    });
    let outcome = run(folder.path(), &["healthcheck", &listen]);
    other.join().unwrap();
    outcome
}

fn assert_failed(outcome: &Outcome, why: &str) {
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(why), "{why}: {}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
}
