//! Logins on trial: no more often than they may be, and what came of them.

use std::time::Duration;

use pullkey_domain::{
    credential::{RegistryHost, RegistryPlace, Verification, VerificationOutcome},
    id::CompanyId,
};
use pullkey_registry::{LoginAttempt, Verdict};
use pullkey_storage::Deadline;

use super::Credentials;

/// How often logins may be tried.
pub trait TrialLimits: Send + Sync {
    /// Whether a company may have one tried now that these hosts may be asked about, which then counts as tried at each.
    ///
    /// # Errors
    /// How long it has to wait, if it may not.
    fn admit(&self, company: CompanyId, hosts: &[RegistryHost]) -> Result<(), Duration>;
}

/// What came of a login that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedLogin {
    /// When that was known, and its word.
    pub verification: Verification,
    /// The same in a sentence.
    pub verdict: Verdict,
    /// How long it took. `None` where that would tell something about the network.
    pub took: Option<Duration>,
}

/// Why a login is not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TryLoginError {
    /// There is no host to log in to.
    #[error(
        "must be given before the credential can be used, together with its secret: where its registry is"
    )]
    HostRequired,
    /// So many were tried that this one has to wait.
    #[error("logins were tried as often as they may be")]
    TooOften {
        /// For how long.
        retry_after: Duration,
    },
}

/// A login was tried before it was to be stored, and its registry refused it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not stored. {verdict}")]
pub struct LoginRejected {
    /// The member that the login came in.
    pub member: &'static str,
    /// What the registry meant by it.
    pub verdict: Verdict,
}

impl Credentials {
    /// Whether a company may have a login tried there now. Asked before its secret is opened.
    pub(super) fn admit_trial(
        &self,
        company: CompanyId,
        place: &RegistryPlace,
    ) -> Result<(), TryLoginError> {
        let registry = place.registry().ok_or(TryLoginError::HostRequired)?;
        // Whoever names one token host for many registries guesses at that host.
        let hosts = [Some(registry), place.token_host().cloned()];
        let hosts: Vec<_> = hosts.into_iter().flatten().collect();
        let admitted = self.registries.limits.admit(company, &hosts);
        admitted.map_err(|retry_after| TryLoginError::TooOften { retry_after })
    }

    /// Tries a login at its registry. The time that this takes is not the store's to make up for.
    pub(super) async fn try_login(&self, attempt: &LoginAttempt) -> TriedLogin {
        let clock = &self.surroundings.clock;
        let began = clock.elapsed();
        let verdict = self.registries.logins.verify(attempt).await;
        let took = clock.elapsed().saturating_sub(began);
        Deadline::postpone(took);
        let outcome = verdict.outcome();
        let at = clock.now();
        TriedLogin {
            verification: Verification { at, outcome },
            verdict,
            took: (outcome != VerificationOutcome::Unreachable).then_some(took),
        }
    }
}

impl TriedLogin {
    /// What is stored with a login, which came as a whole or in parts.
    pub(super) fn unless_rejected(self, is_whole: bool) -> Result<Verification, LoginRejected> {
        if self.verification.outcome == VerificationOutcome::Rejected {
            let member = if is_whole { "login" } else { "secret" };
            let verdict = self.verdict;
            return Err(LoginRejected { member, verdict });
        }
        Ok(self.verification)
    }
}
