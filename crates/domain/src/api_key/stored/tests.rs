use super::*;
use crate::sample::{self, stored_api_key, uuid};

type Alter = fn(&mut StoredApiKey);

/// Changes of what the row's digest and its MAC cover.
const DIGEST_AND_MAC: &[(&str, Alter)] = &[
    ("id", |row| row.id = uuid(100)),
    ("company", |row| row.company = uuid(100)),
    ("handle", |row| row.handle = "0".repeat(16)),
    ("wider", |row| {
        row.capabilities = row.capabilities.replace(',', ",AUDIT:READ,");
    }),
    ("not narrowed", |row| row.capabilities.truncate(33)),
    ("later end", |row| row.expires_at = Some(sample::NOW * 2)),
    ("no end", |row| row.expires_at = None),
    ("enabled", |row| row.enabled = false),
    ("version", |row| row.version += 1),
];

/// Changes of what only the digest covers: they give nobody more.
const DIGEST_ONLY: &[(&str, Alter)] = &[
    ("name", |row| row.name.push('!')),
    ("created_at", |row| row.created_at -= 1),
    ("updated_at", |row| row.updated_at += 1),
];

/// Changes of what only the MAC covers: a pepper's turn rewrites them without an event.
const MAC_ONLY: &[(&str, Alter)] = &[
    ("pepper", |row| row.verifier.pepper += 1),
    ("mac", |row| row.verifier.mac[31] ^= 1),
    ("end", |row| row.verifier.ends_at = Some(sample::NOW)),
    ("previous pepper", |row| previous(row).pepper += 1),
    ("previous mac", |row| previous(row).mac[0] ^= 1),
    ("previous end", |row| previous(row).ends_at = None),
    ("no previous", |row| row.previous = None),
];

/// Changes of what neither covers: the MAC itself.
const NEITHER: &[(&str, Alter)] = &[
    ("row_pepper", |row| row.row_pepper += 1),
    ("row_mac", |row| row.row_mac[0] ^= 1),
];

fn previous(row: &mut StoredApiKey) -> &mut StoredVerifier {
    row.previous.as_mut().unwrap()
}

fn stored_again(verifier: &Verifier) -> StoredVerifier {
    StoredVerifier {
        pepper: verifier.pepper().as_u32().into(),
        mac: verifier.mac().to_vec(),
        ends_at: verifier.ends_at().map(Timestamp::as_millis),
    }
}

/// A column that is added does not compile until it stands here: write a change of it above as well.
#[test]
fn what_is_restored_is_what_was_stored() {
    let signed = SignedApiKey::restore(stored_api_key()).unwrap();
    let key = signed.unverified();
    let again = StoredApiKey {
        id: key.id().as_uuid(),
        company: key.company().as_uuid(),
        handle: key.handle().to_string(),
        name: key.name().to_string(),
        capabilities: key.capabilities().to_string(),
        expires_at: key.expires_at().map(Timestamp::as_millis),
        enabled: key.is_enabled(),
        verifier: stored_again(key.verifier()),
        previous: key.previous_verifier().map(stored_again),
        row_pepper: signed.mac().pepper.as_u32().into(),
        row_mac: signed.mac().mac.to_vec(),
        version: key.version().as_i64(),
        created_at: key.created_at().as_millis(),
        updated_at: key.updated_at().as_millis(),
    };
    assert_eq!(again, stored_api_key());
}

#[test]
fn digest_and_mac_change_with_each_column_that_they_cover_and_no_other() {
    let before = sample::api_key();
    for (changes, in_digest, in_mac) in [
        (DIGEST_AND_MAC, true, true),
        (DIGEST_ONLY, true, false),
        (MAC_ONLY, false, true),
        (NEITHER, false, false),
    ] {
        for (change, alter) in changes {
            let mut stored = stored_api_key();
            alter(&mut stored);
            let after = SignedApiKey::restore(stored).unwrap().into_unverified();
            let digest = after.digest_input() != before.digest_input();
            assert_eq!(digest, in_digest, "digest: {change}");
            let mac = after.mac_input() != before.mac_input();
            assert_eq!(mac, in_mac, "MAC: {change}");
        }
    }
}

#[test]
fn a_column_that_breaks_a_rule_is_named() {
    let broken: [(&str, Alter); 16] = [
        ("handle", |row| row.handle.push('0')),
        ("handle", |row| row.handle = "0123456789abcde_".to_owned()),
        ("name", |row| row.name.clear()),
        ("capabilities", |row| row.capabilities.clear()),
        ("capabilities", |row| row.capabilities.push_str(",ROOT")),
        ("expires_at", |row| row.expires_at = Some(i64::MAX)),
        ("verifier", |row| row.verifier.mac.clear()),
        ("verifier", |row| row.verifier.pepper = -1),
        ("verifier", |row| row.verifier.ends_at = Some(i64::MIN)),
        ("previous_verifier", |row| previous(row).mac.push(0)),
        ("previous_verifier", |row| previous(row).pepper = 1 << 32),
        ("row_pepper", |row| row.row_pepper = -1),
        ("row_mac", |row| row.row_mac.truncate(31)),
        ("version", |row| row.version = 0),
        ("created_at", |row| row.created_at = i64::MIN),
        ("updated_at", |row| row.updated_at = i64::MAX),
    ];
    for (column, alter) in broken {
        let mut stored = stored_api_key();
        alter(&mut stored);
        assert_eq!(
            SignedApiKey::restore(stored),
            Err(InconsistentRow::at(column))
        );
    }
}

#[test]
fn capabilities_are_read_in_the_form_only_that_we_write() {
    let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let written = format!("DOCKER_REGISTRY:READ@{id},AUDIT:READ");
    let written = written.parse::<Capabilities>().unwrap().to_string();
    let in_capitals = written.replace(id, &id.to_uppercase());
    let twice = format!("{written},AUDIT:READ");
    for (text, is_read) in [(&written, true), (&in_capitals, false), (&twice, false)] {
        let stored = StoredApiKey {
            capabilities: text.clone(),
            ..stored_api_key()
        };
        assert_eq!(SignedApiKey::restore(stored).is_ok(), is_read, "{text}");
    }
}
