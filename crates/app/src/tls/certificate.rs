//! The certificate of the service, and what can be told of it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use pullkey_domain::timestamp::Timestamp;
use rustls::{
    CertificateError, Error, RootCertStore,
    client::{verify_server_cert_signed_by_trust_anchor, verify_server_name},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};

use super::{
    fault::{TlsFault, TlsFileError},
    file,
};
use crate::config::NamedFile;

/// A certificate that can be parsed, with the intermediates that follow it in its file.
pub(crate) struct Certificate {
    path: PathBuf,
    own: CertificateDer<'static>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl Certificate {
    /// Reads it.
    ///
    /// # Errors
    /// [`TlsFileError`] if the file cannot be read, or does not begin with a certificate of version 3.
    pub(crate) fn read(file: &NamedFile) -> Result<Self, TlsFileError> {
        let refused = |fault| TlsFileError::new(file, fault);
        let pem = file::read(&file.path).map_err(refused)?;
        let mut chain = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| refused(TlsFault::BrokenPem))?
            .into_iter();
        let own = chain
            .next()
            .ok_or_else(|| refused(TlsFault::NoCertificate))?;
        ParsedCertificate::try_from(&own).map_err(|_| refused(TlsFault::BrokenCertificate))?;
        Ok(Self {
            path: file.path.clone(),
            own,
            intermediates: chain.collect(),
        })
    }

    /// The file that it was read from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The certificate itself, without what vouches for it.
    pub(crate) fn own(&self) -> &CertificateDer<'static> {
        &self.own
    }

    /// All that is shown to clients, in the order of the file.
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        let own = std::iter::once(self.own.clone());
        own.chain(self.intermediates.iter().cloned()).collect()
    }

    /// Whether it is made for this name or address.
    pub(crate) fn is_for(&self, name: &ServerName<'_>) -> bool {
        ParsedCertificate::try_from(&self.own)
            .is_ok_and(|parsed| verify_server_name(&parsed, name).is_ok())
    }

    /// When it ends, if it ever does. rustls tells that only of a certificate that has ended, so this asks at the end of
    /// time.
    pub(crate) fn ends(&self) -> Option<Timestamp> {
        let parsed = ParsedCertificate::try_from(&self.own).ok()?;
        let nobody = RootCertStore::empty();
        let asked =
            verify_server_cert_signed_by_trust_anchor(&parsed, &nobody, &[], END_OF_TIME, &[]);
        match asked {
            Err(Error::InvalidCertificate(CertificateError::ExpiredContext {
                not_after, ..
            })) => {
                let millis = i64::try_from(not_after.as_secs()).ok()?.checked_mul(1000)?;
                Timestamp::from_millis(millis).ok()
            }
            _ => None,
        }
    }
}

/// As certificates without an end write it.
const END_OF_TIME: UnixTime = UnixTime::since_unix_epoch(Duration::from_millis(
    Timestamp::MAX.as_millis().unsigned_abs(),
));

/// How long a certificate holds yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Validity {
    Lasting,
    Ending,
    Ended,
}

impl Validity {
    pub(super) fn of(ends: Timestamp, now: Timestamp) -> Self {
        if ends < now {
            Self::Ended
        } else if ends < now.after(SOON) {
            Self::Ending
        } else {
            Self::Lasting
        }
    }
}

/// Those who renew by themselves have done it by then.
const SOON: Duration = Duration::from_hours(14 * 24);
