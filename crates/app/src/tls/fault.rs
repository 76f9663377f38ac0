//! What can be wrong with the files of TLS. No message repeats what is in them.

use std::{io, path::PathBuf};

use crate::config::NamedFile;

/// Why a file of TLS cannot be used: in one line the setting, where it came from, the file, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault}")]
pub(crate) struct TlsFileError {
    file: NamedFile,
    fault: TlsFault,
}

/// Which rule of such a file is broken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TlsFault {
    #[error("there is no such file")]
    Missing,
    #[error("it cannot be read: {0}; give the user of the service the right to")]
    Unreadable(io::ErrorKind),
    #[error("it is not a regular file of at most 1 MiB")]
    NotRegular,
    #[error("others may read or change it, its mode is {mode:04o}; run: chmod o= {}", path.display())]
    Exposed { mode: u32, path: PathBuf },
    #[error("its PEM is broken; copy the file anew")]
    BrokenPem,
    #[error(
        "there is no certificate in it; give a PEM file with the certificate of this service, then its intermediates"
    )]
    NoCertificate,
    #[error("its first certificate cannot be parsed; give one of X.509 version 3")]
    BrokenCertificate,
    #[error(
        "there is no certificate in it; give a PEM file with those of the authorities to trust"
    )]
    NoAuthority,
    #[error("one of its certificates cannot be parsed; give those of X.509 version 3")]
    BrokenAuthority,
    #[error("there is no private key in it; give a PEM file with one that no pass phrase protects")]
    NoKey,
    #[error(
        "its private key is of no use here; give one of ECDSA on P-256 or P-384, Ed25519, or RSA with 2048 to 4096 bits"
    )]
    UnusableKey,
    #[error(
        "this is not the private key of the first certificate in {}; the certificate of this service comes \
         before its intermediates there", certificate.display()
    )]
    ForeignKey { certificate: PathBuf },
}

impl TlsFileError {
    pub(super) fn new(file: &NamedFile, fault: TlsFault) -> Self {
        Self {
            file: file.clone(),
            fault,
        }
    }
}

/// The system does not let us read the file.
impl From<io::Error> for TlsFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            kind => Self::Unreadable(kind),
        }
    }
}
