use std::sync::Arc;

use rustls::{
    DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

/// Looks at a server's certificate as closely as an `sslmode` says. That the server has the certificate's key is proven
/// in each mode.
#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) provider: Arc<CryptoProvider>,
    /// Without them, every certificate is taken.
    pub(super) authorities: Option<Arc<Authorities>>,
    /// Whether it must be for the name of the host.
    pub(super) names: bool,
}

/// Whose certificates are trusted.
#[derive(Debug)]
pub(super) struct Authorities {
    pub(super) roots: RootCertStore,
    /// Those of them that a server may have itself. A certificate that signed itself is usually marked as an
    /// authority's, so it is no server's to rustls; whoever put it into the file trusts just this one.
    pub(super) pinned: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(authorities) = &self.authorities else {
            return Ok(ServerCertVerified::assertion());
        };
        let parsed = ParsedCertificate::try_from(certificate)?;
        if !authorities.pinned.contains(certificate) {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &authorities.roots,
                intermediates,
                now,
                self.provider.signature_verification_algorithms.all,
            )?;
        }
        if self.names {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
    use rustls::{CertificateError, crypto::ring};

    use super::*;

    /// One that signed itself, marked as an authority's as `openssl req -x509` does, until 2050.
    fn certificate() -> CertificateDer<'static> {
        let mut params = CertificateParams::new(["db.example".into()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2050, 1, 1);
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().clone()
    }

    fn verifier(root: &CertificateDer<'static>, is_pinned: bool) -> Verifier {
        let mut roots = RootCertStore::empty();
        roots.add(root.clone()).unwrap();
        let pinned = is_pinned.then(|| root.clone());
        let pinned = pinned.into_iter().collect();
        Verifier {
            provider: Arc::new(ring::default_provider()),
            authorities: Some(Arc::new(Authorities { roots, pinned })),
            names: true,
        }
    }

    fn verify(verifier: &Verifier, shown: &CertificateDer<'_>, name: &str) -> Result<(), Error> {
        let name = ServerName::try_from(name).unwrap();
        // In 2025.
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_750_000_000));
        verifier
            .verify_server_cert(shown, &[], &name, &[], now)
            .map(drop)
    }

    #[test]
    fn a_certificate_that_signed_itself_is_taken_when_the_file_has_it() {
        let certificate = certificate();
        let verifier = verifier(&certificate, true);
        assert_eq!(verify(&verifier, &certificate, "db.example"), Ok(()));
        let other_name = verify(&verifier, &certificate, "other.example");
        assert!(matches!(
            other_name,
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForNameContext { .. }
            ))
        ));
        let other = verify(&verifier, &self::certificate(), "db.example");
        assert!(other.is_err());
    }

    #[test]
    fn a_certificate_of_an_authority_that_the_system_trusts_is_no_servers() {
        let certificate = certificate();
        let verifier = verifier(&certificate, false);
        assert!(verify(&verifier, &certificate, "db.example").is_err());
    }
}
