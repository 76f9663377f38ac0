use super::{Credential, VerificationOutcome};
use crate::{
    audit::{Act, Action, Change, Outcome},
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
};

/// A credential that something was done with and that stayed as it was: only an event tells of it.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// # use pullkey_domain::audit::Outcome;
/// let used = credential().open_failed(Outcome::Rejected, act());
/// assert_eq!(used.subject().id, credential().id());
/// assert_eq!(used.event().action(), Action::CredentialOpenFailed);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedCredential {
    /// Its id.
    pub id: CredentialId,
    /// Its company.
    pub company: CompanyId,
}

impl Credential {
    /// Tells that its sealed secret did not open, and why.
    pub fn open_failed(&self, outcome: Outcome, act: Act) -> Change<UsedCredential> {
        let versions = Some(self.versions());
        let action = Action::CredentialOpenFailed;
        let event = self.event(action, versions, versions, act).ended(outcome);
        let (id, company) = (self.id, self.company);
        Change::new(UsedCredential { id, company }, event)
    }
}

impl Credential {
    /// Tells that somebody pulled with it, or tried to, and what its registry made of that.
    pub fn pulled(&self, outcome: Outcome, act: Act) -> Change<UsedCredential> {
        let versions = Some(self.versions());
        let event = self.event(Action::CredentialPull, versions, versions, act);
        let (id, company) = (self.id, self.company);
        Change::new(UsedCredential { id, company }, event.ended(outcome))
    }

    /// The same with this known of its use, if that is newer.
    #[must_use]
    pub fn used_at(mut self, at: Timestamp) -> Self {
        self.last_used_at = self.last_used_at.max(Some(at));
        self
    }

    /// Tells that its secret was tried for what the credential may become, and what came of it: nothing is known by that
    /// of the login as it is.
    pub fn tried_otherwise(
        &self,
        outcome: VerificationOutcome,
        act: Act,
    ) -> Change<UsedCredential> {
        let versions = Some(self.versions());
        let event = self.event(Action::CredentialVerify, versions, versions, act);
        let (id, company) = (self.id, self.company);
        Change::new(UsedCredential { id, company }, event.ended(outcome.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_event_of_a_trial_for_another_login_says_what_came_of_it() {
        let credential = sample::credential();
        let outcome = VerificationOutcome::Rejected;
        let tried = credential.tried_otherwise(outcome, sample::act(sample::NOW));
        assert_eq!(tried.event().digest_input(), credential.digest_input());
        let recorded = tried.sign(sample::sign);
        assert_eq!(recorded.event().action(), Action::CredentialVerify);
        assert_eq!(recorded.event().outcome(), outcome.into());
    }

    #[test]
    fn the_event_of_a_pull_covers_the_row_as_it_stays() {
        let credential = sample::credential();
        let pulled = credential.pulled(Outcome::NoAccess, sample::act(sample::NOW));
        assert_eq!(pulled.event().digest_input(), credential.digest_input());
        let recorded = pulled.sign(sample::sign);
        assert_eq!(recorded.event().action(), Action::CredentialPull);
        assert_eq!(recorded.event().outcome(), Outcome::NoAccess);
        assert_eq!(recorded.event().after(), recorded.event().before());
    }

    #[test]
    fn the_last_use_that_is_known_never_goes_back() {
        let credential = sample::credential();
        let known = credential.last_used_at();
        let earlier = credential.clone().used_at(sample::at(sample::NOW));
        assert_eq!(earlier.last_used_at(), known);
        let later = sample::at(sample::NOW + 3000);
        assert_eq!(credential.used_at(later).last_used_at(), Some(later));
    }

    #[test]
    fn the_event_of_a_failed_opening_covers_the_row_as_it_stays() {
        let credential = sample::credential();
        let used = credential.open_failed(Outcome::Malformed, sample::act(sample::NOW));
        assert_eq!(used.event().digest_input(), credential.digest_input());
        let recorded = used.sign(sample::sign);
        let event = recorded.event();
        assert_eq!(event.outcome(), Outcome::Malformed);
        assert_eq!(event.before(), Some(credential.versions()));
        assert_eq!(event.after(), event.before());
    }
}
