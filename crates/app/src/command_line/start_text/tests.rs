use std::fs;

use tempfile::TempDir;

use super::*;
use crate::config::{NamedFile, Origin};

const HERE: &str = "127.0.0.1:8443";

/// The whole text of a first start, with a certificate for this name.
fn told(name: &str) -> (String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = NamedFile {
        path: folder.path().join("cert.pem"),
        setting: "tls_cert_file",
        origin: Origin::Flag("--tls-cert-file"),
    };
    let certified = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    fs::write(&file.path, certified.cert.pem()).unwrap();
    let key = folder.path().join("first-api-key");
    fs::write(&key, "plk_").unwrap();
    let certificate = Certificate::read(&file).unwrap();
    let text = StartText::of(HERE.parse().unwrap(), Some(&certificate), Some(&key));
    (text.to_string(), folder)
}

#[test]
fn the_text_ends_with_two_curl_lines() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("first-api-key");
    fs::write(&key, "plk_").unwrap();
    let text = StartText::of("127.0.0.1:8080".parse().unwrap(), None, Some(&key)).to_string();
    let last: Vec<_> = text.lines().rev().take(2).collect();
    assert!(last.iter().all(|line| line.starts_with("curl ")), "{text}");
    assert!(
        !text.contains("https") && !text.contains("--cacert"),
        "{text}"
    );
}

#[test]
fn without_the_first_key_nothing_is_offered() {
    let text = StartText::of("127.0.0.1:8080".parse().unwrap(), None, None);
    assert_eq!(text.to_string().lines().count(), 1);
}

#[test]
fn a_certificate_for_the_address_is_asked_by_it() {
    let (text, folder) = told("127.0.0.1");
    let file = folder.path().join("cert.pem");
    let cacert = format!(" --cacert {} ", shell_word(file.display()));
    for line in text.lines().rev().take(2) {
        assert!(line.contains(&cacert), "{line}");
        assert!(line.contains("https://127.0.0.1:8443/v3/"), "{line}");
        assert!(!line.contains("localhost"), "{line}");
    }
}

#[test]
fn a_certificate_for_localhost_is_asked_by_that_name_at_the_address() {
    let (text, _folder) = told("localhost");
    assert!(
        text.contains("serves on https://127.0.0.1:8443\n"),
        "{text}"
    );
    assert!(!text.contains("in place of"), "{text}");
    for line in text.lines().rev().take(2) {
        assert!(line.contains(" --connect-to '::127.0.0.1:8443' "), "{line}");
        assert!(line.contains("https://localhost:8443/v3/"), "{line}");
    }
}

#[test]
fn who_has_a_certificate_for_another_name_is_told_to_write_it_there() {
    let (text, _folder) = told("pullkey.example.com");
    assert!(text.contains("in place of localhost"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("curl "), "{text}");
}
