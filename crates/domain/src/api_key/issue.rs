use super::{ApiKey, ApiKeyHandle, ApiKeyName, Capabilities, Verifier};
use crate::{
    audit::{Act, Action, Change},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
    version::RowVersion,
};

/// What a new API key is made of.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let new = NewApiKey {
///     id: ApiKeyId::parse(ID).unwrap(),
///     company: CompanyId::parse(ID).unwrap(),
///     handle: ApiKeyHandle::parse("0123456789abcdef").unwrap(),
///     name: ApiKeyName::parse("deployments").unwrap(),
///     capabilities: "DOCKER_REGISTRY:READ".parse().unwrap(),
///     expires_at: None,
/// };
/// let change = new.issue(verifier(), act()).unwrap();
/// assert_eq!(change.event().action(), Action::ApiKeyCreate);
/// ```
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Its id, made by the caller.
    pub id: ApiKeyId,
    /// The company that it lets in to.
    pub company: CompanyId,
    /// The public part of its token.
    pub handle: ApiKeyHandle,
    /// Its name.
    pub name: ApiKeyName,
    /// What it may do.
    pub capabilities: Capabilities,
    /// When it ends; never, if `None`.
    pub expires_at: Option<Timestamp>,
}

/// The end of a key must lie in the future.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let new = NewApiKey { expires_at: Some(now()), ..new_api_key() };
/// assert_eq!(new.issue(verifier(), act()), Err(ExpiryInPast));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be later than now")]
pub struct ExpiryInPast;

impl ExpiryInPast {
    /// The stable code of this rule.
    pub const fn code(self) -> &'static str {
        "expired_at_in_past"
    }
}

impl NewApiKey {
    /// The key with the verifier of its token, and the event that tells of it.
    ///
    /// # Errors
    /// [`ExpiryInPast`] if it would have ended already.
    pub fn issue(self, verifier: Verifier, act: Act) -> Result<Change<ApiKey>, ExpiryInPast> {
        if self.expires_at.is_some_and(|end| end <= act.at) {
            return Err(ExpiryInPast);
        }
        let key = ApiKey {
            id: self.id,
            company: self.company,
            handle: self.handle,
            name: self.name,
            capabilities: self.capabilities,
            expires_at: self.expires_at,
            enabled: true,
            verifier,
            previous: None,
            version: RowVersion::FIRST,
            created_at: act.at,
            updated_at: act.at,
        };
        let after = Some(key.versions());
        Ok(key.changed(Action::ApiKeyCreate, None, after, act))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::Target, sample};

    fn ending(expires_at: i64) -> NewApiKey {
        NewApiKey {
            expires_at: Some(sample::at(expires_at)),
            ..sample::new_api_key()
        }
    }

    #[test]
    fn a_new_key_is_what_was_given_switched_on_with_one_verifier() {
        let change = sample::new_api_key()
            .issue(sample::verifier(1), sample::act(sample::NOW))
            .unwrap();
        let (key, given) = (change.subject(), sample::new_api_key());
        assert_eq!(key.id(), given.id);
        assert_eq!(key.company(), given.company);
        assert_eq!(key.handle(), &given.handle);
        assert_eq!(key.name(), &given.name);
        assert_eq!(key.capabilities(), &given.capabilities);
        assert_eq!(key.expires_at(), None);
        assert!(key.is_enabled());
        assert_eq!(key.verifier(), &sample::verifier(1));
        assert_eq!(key.previous_verifier(), None);
    }

    #[test]
    fn a_new_key_starts_with_the_first_version_at_the_time_of_the_act() {
        let change = sample::new_api_key()
            .issue(sample::verifier(1), sample::act(sample::NOW))
            .unwrap();
        assert_eq!(change.subject().version(), RowVersion::FIRST);
        assert_eq!(change.subject().created_at(), sample::at(sample::NOW));
        assert_eq!(change.subject().updated_at(), sample::at(sample::NOW));
    }

    #[test]
    fn issuing_tells_of_the_version_after_it_only() {
        let change = sample::new_api_key()
            .issue(sample::verifier(1), sample::act(sample::NOW))
            .unwrap();
        assert_eq!(
            change.event().digest_input(),
            change.subject().digest_input()
        );
        let recorded = change.sign(sample::sign);
        let event = recorded.event();
        assert_eq!(event.action(), Action::ApiKeyCreate);
        assert_eq!(event.target(), Target::ApiKey(recorded.subject().id()));
        assert_eq!(event.before(), None);
        assert_eq!(event.after(), Some(recorded.subject().versions()));
    }

    #[test]
    fn a_new_key_must_end_later_than_now() {
        for end in [sample::NOW - 1, sample::NOW] {
            let issued = ending(end).issue(sample::verifier(1), sample::act(sample::NOW));
            assert_eq!(issued, Err(ExpiryInPast));
        }
        let issued = ending(sample::NOW + 1).issue(sample::verifier(1), sample::act(sample::NOW));
        assert!(issued.unwrap().subject().is_live(sample::at(sample::NOW)));
    }
}
