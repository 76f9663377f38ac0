//! The authorities whose certificates others are trusted by.

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::{
    fault::{TlsFault, TlsFileError},
    file,
};
use crate::config::NamedFile;

/// Those of the system, but for those that nobody can read.
pub(crate) fn system_authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// Those of the system, and those in the file of an operator, if there is one.
///
/// # Errors
/// [`TlsFileError`] with what is wrong with that file.
pub(crate) fn authorities(file: Option<&NamedFile>) -> Result<RootCertStore, TlsFileError> {
    let mut roots = system_authorities();
    if let Some(file) = file {
        for certificate in read(file)? {
            let added = roots.add(certificate);
            added.map_err(|_| TlsFileError::new(file, TlsFault::BrokenAuthority))?;
        }
    }
    Ok(roots)
}

/// All that are in a file, which are some.
fn read(file: &NamedFile) -> Result<Vec<CertificateDer<'static>>, TlsFileError> {
    let refused = |fault| TlsFileError::new(file, fault);
    let pem = file::read(&file.path).map_err(refused)?;
    let read = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    let certificates = read.map_err(|_| refused(TlsFault::BrokenPem))?;
    if certificates.is_empty() {
        return Err(refused(TlsFault::NoAuthority));
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
    use tempfile::TempDir;

    use super::*;
    use crate::config::Origin;

    fn file(text: Option<&str>) -> (TempDir, NamedFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        if let Some(text) = text {
            fs::write(&path, text).unwrap();
        }
        let file = NamedFile {
            path,
            setting: "registry_ca_file",
            origin: Origin::Flag("--registry-ca-file"),
        };
        (folder, file)
    }

    fn an_authority() -> String {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        parameters.self_signed(&key).unwrap().pem()
    }

    #[test]
    fn those_of_a_file_are_trusted_besides_those_of_the_system() {
        let before = authorities(None).unwrap().len();
        let (_folder, file) = file(Some(&(an_authority() + &an_authority())));
        assert_eq!(authorities(Some(&file)).unwrap().len(), before + 2);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_setting() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (text, fault) in [
            (None, TlsFault::Missing),
            (Some(""), TlsFault::NoAuthority),
            (Some("hunter2"), TlsFault::NoAuthority),
            (Some("-----BEGIN CERTIFICATE-----\n!"), TlsFault::BrokenPem),
            (Some(broken), TlsFault::BrokenAuthority),
        ] {
            let (_folder, file) = file(text);
            let told = authorities(Some(&file)).unwrap_err().to_string();
            assert_eq!(told, TlsFileError::new(&file, fault).to_string());
            let head = "registry_ca_file (from --registry-ca-file): ";
            assert!(told.starts_with(head), "{told}");
        }
    }
}
