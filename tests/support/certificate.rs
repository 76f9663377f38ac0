use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rcgen::{Certificate, CertificateParams, KeyPair, date_time_ymd};

/// A fresh private key, and a certificate for it that vouches for itself.
pub struct SelfSigned {
    certificate: Certificate,
    key: KeyPair,
}

impl SelfSigned {
    /// For this machine, by name and by address.
    pub fn for_this_machine() -> Self {
        Self::for_names(&["localhost", "127.0.0.1"])
    }

    /// For these names and addresses.
    pub fn for_names(names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        Self::of(&CertificateParams::new(names).expect("names and addresses"))
    }

    /// That ended at the end of January 2020.
    pub fn ended() -> Self {
        let mut params = CertificateParams::default();
        params.not_after = date_time_ymd(2020, 1, 30);
        Self::of(&params)
    }

    fn of(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().expect("there is randomness");
        let certificate = params.self_signed(&key);
        Self {
            certificate: certificate.expect("what can be certified"),
            key,
        }
    }

    /// The certificate in PEM.
    pub fn certificate(&self) -> String {
        self.certificate.pem()
    }

    /// The private key in PEM.
    pub fn key(&self) -> String {
        self.key.serialize_pem()
    }

    /// Puts both where [`TLS`] has them, over what is there, and tells where the certificate is.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        fs::write(&certificate, self.certificate()).expect("the folder takes files");
        fs::write(&key, self.key()).expect("the folder takes files");
        fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("the file is ours");
        certificate
    }
}

/// The arguments of a service whose files of TLS lie in its folder.
pub const TLS: [&str; 2] = ["--tls-cert-file=cert.pem", "--tls-key-file=key.pem"];
