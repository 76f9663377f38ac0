use crate::{connector::Purpose, fault::Fault};

/// Tells when a connection comes and goes, and not how often it was tried.
pub(super) struct Log {
    purpose: &'static str,
    is_connected: Option<bool>,
}

impl Log {
    pub(super) fn of(purpose: Purpose) -> Self {
        Self {
            purpose: purpose.name(),
            is_connected: None,
        }
    }

    pub(super) fn connected(&mut self, host: &str) {
        let purpose = self.purpose;
        match self.is_connected.replace(true) {
            // Whoever opened the store tells of all of its connections at once.
            None => tracing::debug!(purpose, host, "connected to PostgreSQL"),
            Some(false) => tracing::info!(purpose, host, "connected to PostgreSQL"),
            Some(true) => {}
        }
    }

    pub(super) fn disconnected(&mut self, fault: Fault) {
        let purpose = self.purpose;
        if self.is_connected.replace(false) == Some(false) {
            tracing::debug!(purpose, reason = %fault, "still no connection to PostgreSQL");
        } else {
            tracing::warn!(purpose, reason = %fault, "no connection to PostgreSQL");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use tempfile::NamedTempFile;
    use tracing::{Level, subscriber};

    use super::*;

    #[test]
    fn a_line_is_written_when_a_connection_comes_or_goes_but_not_for_each_try() {
        let file = NamedTempFile::new().unwrap();
        let format = tracing_subscriber::fmt().with_max_level(Level::INFO);
        let format = format.without_time().with_target(false).with_ansi(false);
        let subscriber = format
            .with_writer(Arc::new(file.reopen().unwrap()))
            .finish();
        subscriber::with_default(subscriber, || {
            Log::of(Purpose::Changes).connected("db1:5432");
            let mut log = Log::of(Purpose::PointReads);
            for _ in 0..3 {
                log.disconnected(Fault::Unreachable);
            }
            log.connected("db1:5432");
            log.disconnected(Fault::ConnectionLost);
            log.disconnected(Fault::Unreachable);
            log.connected("db2:5432");
        });
        let written = fs::read_to_string(file.path()).unwrap();
        let lines: Vec<_> = written.lines().map(str::trim_start).collect();
        let lost = "WARN no connection to PostgreSQL purpose=\"point reads\" reason=";
        let found = "INFO connected to PostgreSQL purpose=\"point reads\" host=";
        assert_eq!(
            lines,
            [
                format!("{lost}PostgreSQL cannot be reached"),
                format!("{found}\"db1:5432\""),
                format!("{lost}the connection to PostgreSQL was lost"),
                format!("{found}\"db2:5432\""),
            ]
        );
    }
}
