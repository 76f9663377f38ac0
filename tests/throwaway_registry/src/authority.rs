use std::{fs, path::Path};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

/// A certificate authority of one's own.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Default for Authority {
    fn default() -> Self {
        let mut params = CertificateParams::default();
        // Of the same name, a certificate would be taken for its own authority.
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "an authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("there is randomness");
        Self(CertifiedIssuer::self_signed(params, key).expect("it signs itself"))
    }
}

impl Authority {
    /// Its certificate, as PEM.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Its certificate, as DER.
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// Writes a certificate for this name or address, and its key, into the folder.
    pub fn certify(&self, name: &str, folder: &Path) {
        let key = KeyPair::generate().expect("there is randomness");
        let params = CertificateParams::new([name.to_owned()]).expect("it is a name");
        let certificate = params.signed_by(&key, &self.0).expect("it signs");
        fs::write(folder.join("tls.pem"), certificate.pem()).expect("the folder takes files");
        fs::write(folder.join("tls.key"), key.serialize_pem()).expect("the folder takes files");
    }
}
