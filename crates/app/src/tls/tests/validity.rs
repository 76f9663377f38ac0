//! What a certificate tells of itself.

use std::time::Duration;

use pullkey_domain::timestamp::Timestamp;
use rcgen::{CertificateParams, date_time_ymd};
use rustls::pki_types::ServerName;

use super::*;

fn certificate(params: &CertificateParams) -> Certificate {
    let scene = Scene::with_a_pair();
    let key = KeyPair::generate().unwrap();
    scene.certificate(&params.self_signed(&key).unwrap().pem());
    Certificate::read(&scene.files.certificate).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

#[test]
fn a_certificate_tells_when_it_ends() {
    for year in [2020, 2049, 2050, 9999] {
        let mut params = CertificateParams::default();
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(year, 1, 30);
        let ends = at(&format!("{year}-01-30T00:00:00Z"));
        assert_eq!(certificate(&params).ends(), Some(ends));
    }
}

#[test]
fn a_certificate_without_an_end_never_ends() {
    let mut params = CertificateParams::default();
    params.not_after = date_time_ymd(9999, 12, 31) + Duration::from_secs(86_399);
    assert_eq!(certificate(&params).ends(), None);
}

#[test]
fn a_certificate_ends_soon_in_its_last_14_days() {
    let ends = at("2027-01-30T00:00:00Z");
    for (now, validity) in [
        ("2027-01-15T23:59:59Z", Validity::Lasting),
        ("2027-01-16T00:00:01Z", Validity::Ending),
        ("2027-01-30T00:00:00Z", Validity::Ending),
        ("2027-01-30T00:00:01Z", Validity::Ended),
    ] {
        assert_eq!(Validity::of(ends, at(now)), validity, "{now}");
    }
}

#[test]
fn a_certificate_is_for_the_names_and_addresses_in_it() {
    let names = ["pullkey.example.com".to_owned(), "127.0.0.1".to_owned()];
    let certificate = certificate(&CertificateParams::new(names).unwrap());
    let is_for = |name: &str| certificate.is_for(&ServerName::try_from(name).unwrap());
    assert!(is_for("pullkey.example.com") && is_for("127.0.0.1"));
    assert!(!is_for("localhost") && !is_for("127.0.0.2"));
}
