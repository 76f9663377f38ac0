//! What a server must prove.

use super::*;
use crate::tls::Roots;

#[test]
fn sslmode_and_sslrootcert_say_what_a_server_must_prove() {
    let file = || "/etc/ca.pem".into();
    for (parameters, trust) in [
        ("sslmode=disable", Trust::Plain),
        ("sslmode=prefer", Trust::Preferred),
        ("sslmode=require", Trust::Encrypted),
        (
            "sslmode=require&sslrootcert=/etc/ca.pem",
            Trust::Issued(file()),
        ),
        (
            "sslmode=verify-ca&sslrootcert=%2Fetc%2Fca.pem",
            Trust::Issued(file()),
        ),
        (
            "sslmode=verify-full&sslrootcert=/etc/ca.pem",
            Trust::Named(Roots::File(file())),
        ),
        (
            "sslrootcert=system&sslmode=verify-full",
            Trust::Named(Roots::System),
        ),
        ("sslmode=verify-full", Trust::Named(Roots::System)),
    ] {
        assert_eq!(parsed(&with(parameters)).trust(), &trust, "{parameters}");
    }
}

#[test]
fn a_certificate_that_would_not_be_looked_at_is_refused() {
    for mode in ["", "&sslmode=disable", "&sslmode=prefer"] {
        let error = refused(&with(&format!("sslrootcert=/etc/ca.pem{mode}")));
        assert_eq!(error, DatabaseUrlError::NothingVerified, "{mode}");
    }
}

#[test]
fn authorities_that_serve_anybody_are_refused_unless_the_name_is_verified() {
    for parameters in [
        "sslmode=verify-ca",
        "sslmode=verify-ca&sslrootcert=system",
        "sslmode=require&sslrootcert=system",
    ] {
        let error = refused(&with(parameters));
        assert_eq!(error, DatabaseUrlError::AnybodyTrusted, "{parameters}");
    }
}

#[test]
fn a_server_in_the_network_that_need_not_prove_who_it_is_is_unverified() {
    let unverified = |parameters: &str| {
        let hosts = "localhost,db1,127.0.0.9,[::1],[::ffff:127.0.0.1],LocalHost,10.0.0.1,%2Frun,localhost.example";
        let url = parsed(&format!("postgres://u@{hosts}/d?{parameters}"));
        url.unverified_hosts()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for parameters in ["", "sslmode=disable", "sslmode=prefer", "sslmode=require"] {
        let hosts = ["db1", "10.0.0.1", "localhost.example"];
        assert_eq!(unverified(parameters), hosts, "{parameters}");
    }
    for parameters in [
        "sslmode=verify-full",
        "sslmode=verify-ca&sslrootcert=/ca.pem",
        "sslmode=require&sslrootcert=/ca.pem",
    ] {
        assert!(unverified(parameters).is_empty(), "{parameters}");
    }
}
