//! The certificate that the service shows, and the key that it proves it with.

mod authorities;
mod certificate;
mod fault;
mod file;
mod pair;
mod trust;

#[cfg(test)]
mod tests;

use pullkey_use_cases::Clock;
use tracing::{error, info, warn};

use self::{certificate::Validity, pair::Pair};
use crate::{config::TlsFiles, server::TlsTermination, system::SystemClock};

pub(crate) use self::{
    authorities::{authorities, system_authorities},
    certificate::Certificate,
    fault::TlsFileError,
    trust::trusting_only,
};

/// The certificate and key that every listener serves with, from files that can be read again.
pub(crate) struct ServedTls {
    files: TlsFiles,
    clock: SystemClock,
    certificate: Certificate,
    termination: TlsTermination,
}

impl ServedTls {
    /// Reads and checks both files.
    ///
    /// # Errors
    /// [`TlsFileError`] with what is wrong with one of them.
    pub(crate) fn load(files: &TlsFiles) -> Result<Self, TlsFileError> {
        let pair = Pair::read(files)?;
        let served = Self {
            files: files.clone(),
            clock: SystemClock::new(),
            certificate: pair.certificate,
            termination: TlsTermination::new(pair.config),
        };
        served.tell_validity(&served.certificate);
        Ok(served)
    }

    /// Speaks TLS with what was read last.
    pub(crate) fn termination(&self) -> &TlsTermination {
        &self.termination
    }

    /// The certificate of the start.
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Reads both files again, and serves with them whoever comes from now on. If one of them cannot be used, everything
    /// stays as it is. The log tells which it was.
    pub(crate) fn reload(&self) {
        match Pair::read(&self.files) {
            Ok(pair) => {
                self.termination.replace(pair.config);
                info!(certificate = %self.files.certificate.path.display(), "certificate and key were read again");
                self.tell_validity(&pair.certificate);
            }
            Err(error) => error!(%error, "the certificate and key of before stay in use"),
        }
    }

    fn tell_validity(&self, certificate: &Certificate) {
        let Some(ends) = certificate.ends() else {
            return;
        };
        match Validity::of(ends, self.clock.now()) {
            Validity::Lasting => {}
            Validity::Ending => {
                warn!(%ends, "the certificate ends soon: renew it, then send SIGHUP");
            }
            Validity::Ended => {
                warn!(%ends, "the certificate has ended, clients refuse it: renew it, then send SIGHUP");
            }
        }
    }
}
