//! `pullkey healthcheck` against services on TLS.

use std::{fs, net::TcpListener, thread};

use pullkey_tests::{Outcome, SelfSigned, Server, TLS, run};
use tempfile::tempdir;

use super::Stage;
use crate::refusals::a_folder_whose_ring_lacks_a_key;

fn healthcheck(stage: &Stage, settings: &[&str]) -> Outcome {
    let here = format!("--listen={}", stage.server.address());
    let arguments = [&["healthcheck", &here], settings].concat();
    run(stage.folder.path(), &arguments)
}

fn assert_failed(outcome: &Outcome, why: &str) {
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(why), "{why}: {}", outcome.stderr);
}

#[test]
fn a_service_that_is_ready_ends_it_with_0_whatever_name_its_certificate_is_for() {
    let stage = Stage::set();
    let ready = healthcheck(&stage, &TLS);
    assert_eq!(ready.status, Some(0), "{}", ready.stderr);

    SelfSigned::for_names(&["pullkey.example.com"]).write(stage.folder.path());
    let elsewhere = Server::start_with(
        stage.folder.path(),
        &[&TLS[..], &["--data-dir=elsewhere"]].concat(),
    );
    let stage = Stage {
        server: elsewhere,
        ..stage
    };
    let ready = healthcheck(&stage, &TLS);
    assert_eq!(ready.status, Some(0), "{}", ready.stderr);
}

#[test]
fn a_service_that_is_not_ready_ends_it_with_1() {
    let folder = a_folder_whose_ring_lacks_a_key();
    let certificate = SelfSigned::for_this_machine().write(folder.path());
    let stage = Stage {
        server: Server::start_with(folder.path(), &TLS),
        certificate,
        folder,
    };
    let failed = healthcheck(&stage, &TLS);
    assert_failed(&failed, "is not ready: failed checks: key_ring");
}

#[test]
fn whoever_shows_another_certificate_is_not_the_service() {
    let stage = Stage::set();
    SelfSigned::for_this_machine().write(stage.folder.path());
    let failed = healthcheck(&stage, &TLS);
    assert_failed(
        &failed,
        "it shows another certificate than that in cert.pem",
    );
}

#[test]
fn a_certificate_further_down_in_the_file_is_not_the_service_s() {
    let stage = Stage::set();
    let known = fs::read_to_string(&stage.certificate).unwrap();
    let other = SelfSigned::for_this_machine().certificate();
    fs::write(&stage.certificate, other + &known).unwrap();
    let failed = healthcheck(&stage, &TLS);
    assert_failed(&failed, "it shows another certificate");
}

#[test]
fn both_sides_must_agree_on_tls_and_the_settings_to_change_are_named() {
    let stage = Stage::set();
    let failed = healthcheck(&stage, &[]);
    assert_failed(&failed, "it speaks TLS, it seems: give tls_cert_file");

    let plain = Server::start_with(stage.folder.path(), &["--data-dir=elsewhere"]);
    let stage = Stage {
        server: plain,
        ..stage
    };
    let failed = healthcheck(&stage, &TLS);
    assert_failed(&failed, "it speaks plain HTTP, it seems");
    assert_failed(
        &failed,
        "give tls_cert_file and tls_key_file to the service",
    );
}

#[test]
fn whoever_hangs_up_instead_of_shaking_hands_is_not_taken_for_plain_http() {
    let folder = tempdir().unwrap();
    SelfSigned::for_this_machine().write(folder.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("--listen={}", listener.local_addr().unwrap());
    let other = thread::spawn(move || drop(listener.accept().unwrap()));
    let failed = run(
        folder.path(),
        &[&["healthcheck", here.as_str()], &TLS[..]].concat(),
    );
    other.join().unwrap();
    assert_failed(&failed, "TLS could not be agreed upon with it");
}

#[test]
fn without_the_certificate_nobody_can_be_asked() {
    let stage = Stage::set();
    fs::remove_file(&stage.certificate).unwrap();
    let failed = healthcheck(&stage, &TLS);
    assert_failed(&failed, "tls_cert_file (from --tls-cert-file): cert.pem");
}
