use super::{AuditEvent, EventSignature, UnsignedEvent};
use crate::{
    api_key::{ApiKey, RowMac, SignedApiKey},
    id::ApiKeyId,
    version::RowVersion,
};

/// A change that an aggregate made, with the event that tells of it. Only an aggregate makes one.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let change = credential().delete(act());
/// assert_eq!(change.subject().id, credential().id());
/// assert_eq!(change.event().action(), Action::CredentialDelete);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<T> {
    subject: T,
    event: UnsignedEvent,
}

/// A change whose event is signed: what a store takes. It stores both or neither.
///
/// See [`Change::sign`] for how one comes to be.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let recorded = credential().delete(act()).sign(sign);
/// assert_eq!(recorded.event().action(), Action::CredentialDelete);
/// assert_eq!(recorded.into_subject().id, credential().id());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    subject: T,
    event: AuditEvent,
    authority: Option<(ApiKeyId, RowVersion)>,
}

impl<T> Change<T> {
    pub(crate) fn new(subject: T, event: UnsignedEvent) -> Self {
        Self { subject, event }
    }

    /// What the thing became.
    pub fn subject(&self) -> &T {
        &self.subject
    }

    /// What will be told.
    pub fn event(&self) -> &UnsignedEvent {
        &self.event
    }

    /// Signs the event.
    ///
    /// ```
    /// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
    /// # let change = new_credential().create(SealedSecret::from_bytes([1]), act());
    /// let recorded = change.sign(|event| {
    ///     let key = RingKeyId::new(9);
    ///     let row_digest = hmac(event.digest_input());
    ///     let mac = hmac(&event.signed_bytes(key, &row_digest));
    ///     EventSignature { key, row_digest, mac }
    /// });
    /// assert_eq!(recorded.event().signature().key, RingKeyId::new(9));
    /// ```
    pub fn sign(self, sign: impl FnOnce(&UnsignedEvent) -> EventSignature) -> Recorded<T> {
        let signature = sign(&self.event);
        Recorded {
            subject: self.subject,
            event: self.event.signed(signature),
            authority: None,
        }
    }
}

impl Change<ApiKey> {
    /// Adds the MAC over the row of the key, as it must be before it is stored. Key and event stay as they are.
    pub fn sign_row(self, mac: impl FnOnce(&ApiKey) -> RowMac) -> Change<SignedApiKey> {
        let mac = mac(&self.subject);
        Change {
            subject: SignedApiKey::new(self.subject, mac),
            event: self.event,
        }
    }
}

impl Recorded<SignedApiKey> {
    /// The version of the key that this one takes the place of; `None` if it is new.
    pub fn replaces(&self) -> Option<RowVersion> {
        self.event.before().map(|versions| versions.row)
    }
}

impl<T> Recorded<T> {
    /// The same, decided on the authority of this API key. A store takes it only while the key is as it was then.
    ///
    /// ```
    /// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
    /// let recorded = api_key().delete(act()).sign(sign).on_authority_of(&api_key());
    /// assert_eq!(recorded.authority(), Some((api_key().id(), api_key().version())));
    /// ```
    #[must_use]
    pub fn on_authority_of(self, key: &ApiKey) -> Self {
        Self {
            authority: Some((key.id(), key.version())),
            ..self
        }
    }

    /// The API key that it was decided by, and its version then; `None` if it was decided by no key.
    pub fn authority(&self) -> Option<(ApiKeyId, RowVersion)> {
        self.authority
    }

    /// What the thing became.
    pub fn subject(&self) -> &T {
        &self.subject
    }

    /// What is told.
    pub fn event(&self) -> &AuditEvent {
        &self.event
    }

    /// What the thing became, when the telling is done.
    pub fn into_subject(self) -> T {
        self.subject
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::{ring_key::RingKeyId, sample};

    #[test]
    fn a_signed_key_keeps_the_event_of_its_change() {
        let change = sample::new_api_key()
            .issue(sample::verifier(1), sample::act(sample::NOW))
            .unwrap();
        let (key, event) = (change.subject().clone(), change.event().clone());
        let mac = RowMac {
            pepper: RingKeyId::new(4),
            mac: [5; 32],
        };
        let signed = change.sign_row(|_| mac.clone());
        assert_eq!(signed.event(), &event);
        assert_eq!(signed.subject().unverified(), &key);
        assert_eq!(signed.subject().mac(), &mac);
    }

    #[test]
    fn a_changed_key_names_the_version_that_it_replaces_and_a_new_one_none() {
        let mac = |_: &ApiKey| RowMac {
            pepper: RingKeyId::new(4),
            mac: [5; 32],
        };
        let issued = sample::new_api_key()
            .issue(sample::verifier(1), sample::act(sample::NOW))
            .unwrap();
        let key = issued.subject().clone();
        assert_eq!(issued.sign_row(mac).sign(sample::sign).replaces(), None);
        let rotated = key.rotate(
            sample::verifier(2),
            Duration::ZERO,
            sample::act(sample::NOW),
        );
        let rotated = rotated.sign_row(mac).sign(sample::sign);
        assert_eq!(rotated.replaces(), Some(RowVersion::FIRST));
    }

    #[test]
    fn a_recorded_change_gives_its_subject_away() {
        let change = sample::credential().delete(sample::act(sample::NOW));
        let subject = change.subject().clone();
        assert_eq!(change.sign(sample::sign).into_subject(), subject);
    }
}
