use std::sync::Arc;

use pullkey_guarded_http::{Client, Error, Limits, Policy};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{RootCertStore, ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    names::Names,
    server::{Answer, Server, get, trusting},
};

const LIMITS: Limits = Limits::exchange(1_000);

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate for this name or address, by this authority. Its port.
async fn secured(authority: &Authority, name: &str) -> u16 {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut head = [0; 1_024];
                let _: Result<_, _> = stream.read(&mut head).await;
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                let _: Result<_, _> = stream.write_all(answer).await;
                let _: Result<_, _> = stream.shutdown().await;
            }
        }
    });
    port
}

/// What a client that trusts this authority gets from this host, which is at 127.0.0.1.
async fn asked(trusted: &Authority, host: &str, port: u16) -> Result<u16, Error> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.der().clone()).unwrap();
    let limit = if host == "127.0.0.1" {
        ""
    } else {
        "@127.0.0.0/8"
    };
    let allowed = format!("{host}:{port}{limit}").parse().unwrap();
    let names = Names::of(&[(host, &[&["127.0.0.1"]])]);
    let client = Client::new(Policy::allowing([allowed]).unwrap(), names, trusting(roots));
    let answer = client
        .send(get(&format!("https://{host}:{port}/")), LIMITS)
        .await?;
    Ok(answer.status().as_u16())
}

#[tokio::test]
async fn a_certificate_for_the_name_or_address_by_a_trusted_authority_is_taken() {
    let authority = authority();
    for host in ["registry.internal", "127.0.0.1"] {
        let port = secured(&authority, host).await;
        assert_eq!(asked(&authority, host, port).await.unwrap(), 200);
    }
}

#[tokio::test]
async fn one_for_another_name_or_by_somebody_else_is_refused() {
    let (trusted, other) = (authority(), authority());
    for (by, name) in [
        (&trusted, "another.internal"),
        (&other, "registry.internal"),
    ] {
        let port = secured(by, name).await;
        let refused = asked(&trusted, "registry.internal", port).await;
        assert!(matches!(refused, Err(Error::Tls(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused() {
    let greeting = Answer::AtOnce("220 mail.example ESMTP\r\n");
    let server = Server::at("127.0.0.1:0", greeting).await;
    let port = server.address.port();
    let refused = asked(&authority(), "registry.internal", port).await;
    assert!(matches!(refused, Err(Error::Tls(_))), "{refused:?}");
}
