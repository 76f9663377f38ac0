//! What [`AuditAuthority`] promises.

use pullkey_domain::{
    audit::{AuditEvent, ChainMac, EventSignature, Head, Link},
    company::{Company, CompanyName},
    ring_key::{RingKeyId, RingKeyKind},
};

use super::sample;
use crate::{AuditAuthority, AuditSigner, MissingKey, RingCensus};

/// What was signed is found as it was.
pub fn a_signed_event_is_verified(cipher: &(impl AuditAuthority + AuditSigner)) {
    assert_eq!(cipher.verify_event(&event(cipher)), Ok(true));
}

/// Every bit of digest and MAC counts.
pub fn an_event_with_a_flipped_bit_in_its_signature_is_not_verified(
    cipher: &(impl AuditAuthority + AuditSigner),
) {
    let genuine = event(cipher).signature().clone();
    for row_digest in sample::flipped(genuine.row_digest) {
        let altered = EventSignature {
            row_digest,
            ..genuine.clone()
        };
        assert_eq!(cipher.verify_event(&event_signed(altered)), Ok(false));
    }
    for mac in sample::flipped(genuine.mac) {
        let altered = EventSignature {
            mac,
            ..genuine.clone()
        };
        assert_eq!(cipher.verify_event(&event_signed(altered)), Ok(false));
    }
}

/// The MAC covers the id of its key.
pub fn an_event_said_to_be_of_another_key_is_not_verified(
    cipher: &(impl AuditAuthority + AuditSigner + RingCensus),
) {
    let genuine = event(cipher).signature().clone();
    for key in sample::other_ids(cipher, genuine.key) {
        let altered = EventSignature {
            key,
            ..genuine.clone()
        };
        let verified = cipher.verify_event(&event_signed(altered));
        assert_ne!(verified, Ok(true), "under {key}");
    }
}

/// Nobody is said to have edited what another node may have signed.
pub fn an_event_of_an_unknown_audit_key_is_missing_its_key(
    cipher: &(impl AuditAuthority + AuditSigner),
) {
    let genuine = event(cipher).signature().clone();
    let key = sample::unknown_id(genuine.key);
    let altered = event_signed(EventSignature { key, ..genuine });
    assert_eq!(cipher.verify_event(&altered), Err(MissingKey(key)));
}

/// The digest in a row's last event tells whether the row is still the same.
pub fn a_row_is_verified_by_the_digest_of_its_event(cipher: &(impl AuditAuthority + AuditSigner)) {
    let (row, key, digest) = row(cipher);
    assert_eq!(cipher.verify_row(&row, key, &digest), Ok(true));
}

/// Every bit of a row counts, and nothing can be cut off or added.
pub fn a_row_with_a_flipped_bit_is_not_verified(cipher: &(impl AuditAuthority + AuditSigner)) {
    let (row, key, digest) = row(cipher);
    let altered = sample::flipped(row.clone()).chain(sample::resized(&row));
    for altered in altered {
        let verified = cipher.verify_row(&altered, key, &digest);
        assert_eq!(verified, Ok(false), "{altered:?}");
    }
}

/// Every bit of the digest counts, and all of them.
pub fn a_digest_with_a_flipped_bit_or_of_another_length_is_not_verified(
    cipher: &(impl AuditAuthority + AuditSigner),
) {
    let (row, key, digest) = row(cipher);
    let altered = sample::flipped(digest.clone()).chain(sample::resized(&digest));
    for altered in altered {
        let verified = cipher.verify_row(&row, key, &altered);
        assert_eq!(verified, Ok(false), "{altered:?}");
    }
}

/// Nobody is said to have altered a row whose last change another node made.
pub fn a_digest_of_an_unknown_audit_key_is_missing_its_key(
    cipher: &(impl AuditAuthority + AuditSigner),
) {
    let (row, key, digest) = row(cipher);
    let key = sample::unknown_id(key);
    let verified = cipher.verify_row(&row, key, &digest);
    assert_eq!(verified, Err(MissingKey(key)));
}

/// A chain can be checked.
pub fn a_signed_link_is_verified(authority: &dyn AuditAuthority) {
    for link in [link(), first_link()] {
        let mac = authority.sign_link(&link);
        assert_eq!(authority.verify_link(&link, &mac), Ok(true));
    }
}

/// No event can be moved to another company, place or predecessor, and no other one put in its place.
pub fn a_link_covers_everything_that_it_ties(authority: &dyn AuditAuthority) {
    let mac = authority.sign_link(&link());
    let refused = |altered: Link| {
        let verified = authority.verify_link(&altered, &mac);
        assert_eq!(verified, Ok(false), "{altered:?}");
    };
    let company = sample::other_company();
    refused(Link { company, ..link() });
    for seq in [6, 8, -7, 0] {
        refused(Link { seq, ..link() });
    }
    for previous in sample::flipped([5; 32]) {
        let previous = Some(previous);
        refused(Link { previous, ..link() });
    }
    refused(Link {
        previous: None,
        ..link()
    });
    for event in sample::flipped([6; 32]) {
        refused(Link { event, ..link() });
    }
}

/// Every bit of the MAC counts.
pub fn a_link_with_a_flipped_bit_is_not_verified(authority: &dyn AuditAuthority) {
    let ChainMac { key, mac } = authority.sign_link(&link());
    for mac in sample::flipped(mac) {
        let altered = ChainMac { key, mac };
        assert_eq!(authority.verify_link(&link(), &altered), Ok(false));
    }
}

/// The MAC covers the id of its key.
pub fn a_link_said_to_be_of_another_key_is_not_verified(
    cipher: &(impl AuditAuthority + RingCensus),
) {
    let ChainMac { key, mac } = cipher.sign_link(&link());
    for key in sample::other_ids(cipher, key) {
        let verified = cipher.verify_link(&link(), &ChainMac { key, mac });
        assert_ne!(verified, Ok(true), "under {key}");
    }
}

/// Nobody is said to have forged a link that another node may have made.
pub fn a_link_of_an_unknown_audit_key_is_missing_its_key(authority: &dyn AuditAuthority) {
    let ChainMac { key, mac } = authority.sign_link(&link());
    let key = sample::unknown_id(key);
    let verified = authority.verify_link(&link(), &ChainMac { key, mac });
    assert_eq!(verified, Err(MissingKey(key)));
}

/// The end of a chain can be checked.
pub fn a_signed_head_is_verified(authority: &dyn AuditAuthority) {
    let mac = authority.sign_head(&head());
    assert_eq!(authority.verify_head(&head(), &mac), Ok(true));
}

/// A head can be neither moved to another company nor set back or forth, nor serve as a link.
pub fn the_mac_of_a_head_covers_all_of_it(authority: &dyn AuditAuthority) {
    let mac = authority.sign_head(&head());
    let refused = |altered: Head| {
        let verified = authority.verify_head(&altered, &mac);
        assert_eq!(verified, Ok(false), "{altered:?}");
    };
    let company = sample::other_company();
    refused(Head { company, ..head() });
    for seq in [6, 8, -7, 0] {
        refused(Head { seq, ..head() });
    }
    for link in sample::flipped([5; 32]) {
        refused(Head { link, ..head() });
    }
    assert_eq!(authority.verify_link(&link(), &mac), Ok(false));
}

/// Every bit of the MAC counts.
pub fn a_head_mac_with_a_flipped_bit_is_not_verified(authority: &dyn AuditAuthority) {
    let ChainMac { key, mac } = authority.sign_head(&head());
    for mac in sample::flipped(mac) {
        let altered = ChainMac { key, mac };
        assert_eq!(authority.verify_head(&head(), &altered), Ok(false));
    }
}

/// The MAC covers the id of its key.
pub fn a_head_said_to_be_of_another_key_is_not_verified(
    cipher: &(impl AuditAuthority + RingCensus),
) {
    let ChainMac { key, mac } = cipher.sign_head(&head());
    for key in sample::other_ids(cipher, key) {
        let verified = cipher.verify_head(&head(), &ChainMac { key, mac });
        assert_ne!(verified, Ok(true), "under {key}");
    }
}

/// Nobody is said to have forged a head that another node may have made.
pub fn a_head_of_an_unknown_audit_key_is_missing_its_key(authority: &dyn AuditAuthority) {
    let ChainMac { key, mac } = authority.sign_head(&head());
    let key = sample::unknown_id(key);
    let verified = authority.verify_head(&head(), &ChainMac { key, mac });
    assert_eq!(verified, Err(MissingKey(key)));
}

/// What is new is made with the primary audit key.
pub fn links_and_heads_name_the_primary_audit_key(cipher: &(impl AuditAuthority + RingCensus)) {
    let mut keys = cipher.keys().into_iter();
    let primary = keys.find(|key| key.primary && key.kind == RingKeyKind::Audit);
    let primary = primary.map(|key| key.id);
    assert_eq!(primary, Some(cipher.sign_link(&link()).key));
    assert_eq!(primary, Some(cipher.sign_head(&head()).key));
}

/// Two nodes with one ring make the same chain.
pub fn one_link_and_one_head_have_one_mac(authority: &dyn AuditAuthority) {
    assert_eq!(authority.sign_link(&link()), authority.sign_link(&link()));
    assert_eq!(authority.sign_head(&head()), authority.sign_head(&head()));
}

fn link() -> Link {
    Link {
        company: sample::company(),
        seq: 7,
        previous: Some([5; 32]),
        event: [6; 32],
    }
}

fn first_link() -> Link {
    Link {
        seq: 1,
        previous: None,
        ..link()
    }
}

fn head() -> Head {
    Head {
        company: sample::company(),
        seq: 7,
        link: [5; 32],
    }
}

fn company() -> Company {
    let name = CompanyName::parse("Acme").expect("a name");
    let created = Company::create(sample::company(), name, sample::salt(), sample::act());
    created.subject().clone()
}

fn event(signer: &dyn AuditSigner) -> AuditEvent {
    let deletion = company().delete(sample::act());
    deletion.sign(|event| signer.sign(event)).event().clone()
}

/// The same event with this signature.
fn event_signed(signature: EventSignature) -> AuditEvent {
    let deletion = company().delete(sample::act());
    deletion.sign(|_| signature).event().clone()
}

/// A row, and the key and digest of its last event.
fn row(signer: &dyn AuditSigner) -> (Vec<u8>, RingKeyId, Vec<u8>) {
    let EventSignature {
        key, row_digest, ..
    } = event(signer).signature().clone();
    (company().digest_input(), key, row_digest.to_vec())
}
