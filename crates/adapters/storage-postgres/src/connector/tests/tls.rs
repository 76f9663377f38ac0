use std::fs;

use pullkey_throwaway_postgres::shared;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::{TempDir, tempdir};

use super::*;

/// A server with a certificate for `localhost`.
struct Secure {
    cluster: Cluster,
    folder: TempDir,
}

static SECURE: LazyLock<Secure> = LazyLock::new(|| {
    let folder = tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let authority = authority();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".into()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    fs::write(file("ca.pem"), authority.pem()).unwrap();
    fs::write(file("other-ca.pem"), self::authority().pem()).unwrap();
    fs::write(file("server.pem"), certificate.pem()).unwrap();
    fs::write(file("server.key"), key.serialize_pem()).unwrap();
    fs::write(file("empty.pem"), "").unwrap();
    let options = Options::default().tls(&file("server.pem"), &file("server.key"));
    let cluster = Cluster::with(&options);
    Secure { cluster, folder }
});

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// How the server is told of in a URL, with its name or its address.
fn secure(host: &str, parameters: &str) -> String {
    let port = SECURE.cluster.address().port();
    let folder = SECURE.folder.path().display();
    let parameters = parameters.replace("sslrootcert=", &format!("sslrootcert={folder}/"));
    format!("{}?{parameters}", url_at(&format!("{host}:{port}")))
}

async fn is_encrypted(url: &str) -> Result<bool, Fault> {
    let connection = open(url, Purpose::PointReads).await?;
    let ssl = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(value(&connection, ssl).await == "true")
}

#[tokio::test]
async fn a_server_that_proves_what_the_mode_asks_for_is_taken() {
    for (host, parameters) in [
        ("localhost", "sslmode=verify-full&sslrootcert=ca.pem"),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=ca.pem"),
        ("127.0.0.1", "sslmode=require&sslrootcert=ca.pem"),
        ("localhost", "sslmode=verify-full&sslrootcert=server.pem"),
        ("127.0.0.1", "sslmode=require"),
        ("127.0.0.1", "sslmode=prefer"),
        ("127.0.0.1", ""),
        ("127.0.0.1", "sslmode=require&channel_binding=require"),
    ] {
        let encrypted = is_encrypted(&secure(host, parameters)).await;
        assert_eq!(encrypted, Ok(true), "{host} {parameters}");
    }
    let plain = is_encrypted(&secure("127.0.0.1", "sslmode=disable")).await;
    assert_eq!(plain, Ok(false));
}

#[tokio::test]
async fn a_server_that_does_not_prove_it_is_refused() {
    for (host, parameters, fault) in [
        (
            "127.0.0.1",
            "sslmode=verify-full&sslrootcert=ca.pem",
            Fault::CertificateOfOther,
        ),
        (
            "127.0.0.1",
            "sslmode=verify-full&sslrootcert=server.pem",
            Fault::CertificateOfOther,
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=other-ca.pem",
            Fault::UntrustedCertificate,
        ),
        (
            "localhost",
            "sslmode=verify-ca&sslrootcert=other-ca.pem",
            Fault::UntrustedCertificate,
        ),
        (
            "localhost",
            "sslmode=require&sslrootcert=other-ca.pem",
            Fault::UntrustedCertificate,
        ),
        (
            "localhost",
            "sslmode=verify-full",
            Fault::UntrustedCertificate,
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=nowhere.pem",
            Fault::NoRootCertificate,
        ),
        (
            "localhost",
            "sslmode=verify-ca&sslrootcert=empty.pem",
            Fault::NoRootCertificate,
        ),
    ] {
        let refused = is_encrypted(&secure(host, parameters)).await;
        assert_eq!(refused, Err(fault), "{host} {parameters}");
        assert!(!fault.is_outage());
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_unless_tls_is_only_preferred() {
    let url = url_at(&PLAIN.address().to_string());
    assert_eq!(is_encrypted(&url).await, Ok(false));
    for mode in ["require", "verify-full"] {
        let refused = is_encrypted(&format!("{url}?sslmode={mode}")).await;
        assert_eq!(refused, Err(Fault::NoTls), "{mode}");
    }
    let refused = is_encrypted(&format!("{url}?channel_binding=require")).await;
    assert_eq!(refused, Err(Fault::NotLetIn));
}

#[tokio::test]
async fn a_password_is_checked_over_tls() {
    let url = secure("127.0.0.1", "sslmode=require").replace("throwaway", "hunter2");
    assert_eq!(is_encrypted(&url).await, Err(Fault::NotLetIn));
}

#[tokio::test]
async fn a_file_of_authorities_that_was_replaced_counts_for_the_next_connection() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let copy = |name: &str| fs::copy(SECURE.folder.path().join(name), &file).unwrap();
    let url = secure("localhost", "sslmode=verify-full");
    let url = format!("{url}&sslrootcert={}", file.display());
    let connector = connector(&url, Safety::Required);
    copy("other-ca.pem");
    let refused = open_with(&connector, Purpose::PointReads).await.err();
    assert_eq!(refused, Some(Fault::UntrustedCertificate));
    copy("ca.pem");
    assert!(open_with(&connector, Purpose::PointReads).await.is_ok());
}

#[tokio::test]
async fn a_socket_of_this_machine_needs_no_tls() {
    let url = shared().database().url();
    let url = format!("{url}?sslmode=verify-full&sslrootcert=/nowhere.pem");
    assert_eq!(is_encrypted(&url).await, Ok(false));
}
