use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::sample::uuid;

fn credential(last: u128) -> CredentialId {
    CredentialId::from_uuid(uuid(last))
}

fn set(text: &str) -> Capabilities {
    text.parse().unwrap()
}

fn narrowed(permission: &str, last: u128) -> String {
    format!("{permission}@{}", uuid(last))
}

fn any_capability() -> impl Strategy<Value = Capability> {
    let id = prop_oneof![
        (1..4_u128).prop_map(uuid),
        any::<[u8; 16]>().prop_map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid()),
    ];
    let resource = proptest::option::of(id.prop_map(CredentialId::from_uuid));
    (select(&Permission::ALL[..]), resource).prop_map(|(permission, resource)| {
        let resource = resource.filter(|_| permission.can_be_narrowed());
        Capability::new(permission, resource).unwrap()
    })
}

#[test]
fn only_what_is_done_to_a_credential_that_exists_can_be_narrowed() {
    let words =
        ["READ", "UPDATE", "DELETE", "VERIFY", "PULL"].map(|it| format!("DOCKER_REGISTRY:{it}"));
    for permission in Permission::ALL {
        let expected = if words.iter().any(|word| word == permission.as_str()) {
            Ok(Some(credential(1)))
        } else {
            Err(InvalidCapability::NotNarrowable)
        };
        let narrowed = Capability::new(permission, Some(credential(1)));
        assert_eq!(narrowed.map(Capability::resource), expected, "{permission}");
    }
}

#[test]
fn each_broken_rule_is_named() {
    let unknown = InvalidCapability::Permission(UnknownPermission);
    let resource = InvalidCapability::Resource(InvalidId);
    let not_narrowable = narrowed("API_KEY:READ", 1);
    for (text, rule) in [
        ("", unknown),
        ("docker_registry:read", unknown),
        ("AUDIT:READ,", unknown),
        (" AUDIT:READ", unknown),
        ("DOCKER_REGISTRY:READ@", resource),
        ("DOCKER_REGISTRY:READ@1@2", resource),
        (not_narrowable.as_str(), InvalidCapability::NotNarrowable),
    ] {
        assert_eq!(text.parse::<Capabilities>(), Err(rule), "{text:?}");
    }
    assert_eq!(Capabilities::of([]), Err(InvalidCapability::None));
}

#[test]
fn a_capability_for_all_allows_each_and_the_whole() {
    let all = set("DOCKER_REGISTRY:READ");
    assert!(all.allow(Permission::CredentialRead, None));
    assert!(all.allow(Permission::CredentialRead, Some(credential(1))));
}

#[test]
fn a_capability_for_one_allows_that_one_only() {
    let one = set(&narrowed("DOCKER_REGISTRY:READ", 1));
    assert!(one.allow(Permission::CredentialRead, Some(credential(1))));
    assert!(!one.allow(Permission::CredentialRead, Some(credential(2))));
    assert!(!one.allow(Permission::CredentialRead, None));
}

#[test]
fn one_permission_allows_no_other() {
    for held in Permission::ALL {
        let held_only = set(held.as_str());
        for asked in Permission::ALL {
            assert_eq!(
                held_only.allow(asked, None),
                held == asked,
                "{held} {asked}"
            );
            assert_eq!(held_only.allow(asked, Some(credential(1))), held == asked);
        }
    }
}

#[test]
fn a_permission_reaches_all_some_or_none() {
    let read = |last| narrowed("DOCKER_REGISTRY:READ", last);
    let some = format!("{},{},DOCKER_REGISTRY:PULL", read(2), read(1));
    let both = format!("{},DOCKER_REGISTRY:READ", read(1));
    let permission = Permission::CredentialRead;
    let only = Reach::Only(vec![credential(1), credential(2)]);
    assert_eq!(set(&some).reach(permission), Some(only));
    assert_eq!(set(&both).reach(permission), Some(Reach::All));
    assert_eq!(set("DOCKER_REGISTRY:PULL").reach(permission), None);
}

#[test]
fn a_reach_to_all_includes_each_and_a_reach_to_some_only_those() {
    let some = Reach::Only(vec![credential(1), credential(2)]);
    for (id, among_some) in [(1, true), (2, true), (3, false)] {
        assert!(Reach::All.includes(credential(id)));
        assert_eq!(some.includes(credential(id)), among_some, "{id}");
        assert!(!Reach::Only(vec![]).includes(credential(id)));
    }
}

#[test]
fn everything_covers_each_and_no_single_one_covers_everything() {
    let all = Capabilities::all();
    assert_eq!(all.iter().count(), Permission::ALL.len());
    for permission in Permission::ALL {
        let one = set(permission.as_str());
        assert!(
            all.cover(&one) && one.cover(&one) && !one.cover(&all),
            "{permission}"
        );
    }
}

#[test]
fn a_narrowed_set_is_covered_by_the_wide_one_and_not_the_other_way() {
    let wide = set("DOCKER_REGISTRY:READ");
    let narrow = set(&narrowed("DOCKER_REGISTRY:READ", 1));
    assert!(wide.cover(&narrow));
    assert!(!narrow.cover(&wide));
    let other = set(&narrowed("DOCKER_REGISTRY:READ", 2));
    assert!(!narrow.cover(&other));
}

#[test]
fn a_set_is_shown_sorted_by_its_words_each_once() {
    let text = "DOCKER_REGISTRY:READ,AUDIT:READ,API_KEY:UPDATE,AUDIT:READ,API_KEY:CREATE";
    let sorted = "API_KEY:CREATE,API_KEY:UPDATE,AUDIT:READ,DOCKER_REGISTRY:READ";
    assert_eq!(set(text).to_string(), sorted);
}

proptest! {
    #[test]
    fn a_set_is_read_back_from_its_text(each in vec(any_capability(), 1..8)) {
        let set = Capabilities::of(each).unwrap();
        prop_assert_eq!(set.to_string().parse(), Ok(set));
    }

    #[test]
    fn what_macs_cover_is_the_count_and_the_texts_in_the_order_of_texts(
        each in vec(any_capability(), 1..8),
    ) {
        let mut texts: Vec<String> = each.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        texts.dedup();
        let count = Parts::of("p").part((texts.len() as u64).to_be_bytes());
        let expected = texts.iter().fold(count, Parts::part);
        let set = Capabilities::of(each).unwrap();
        prop_assert_eq!(set.add_to(Parts::of("p")).finish(), expected.finish());
    }

    #[test]
    fn covering_is_allowing_each(
        some in vec(any_capability(), 1..8),
        others in vec(any_capability(), 1..3),
    ) {
        let each = others.iter().all(|other| {
            some.contains(other) || some.contains(&Capability { resource: None, ..*other })
        });
        let (some, others) = (Capabilities::of(some).unwrap(), Capabilities::of(others).unwrap());
        prop_assert_eq!(some.cover(&others), each);
    }
}
