//! Ids, against the pattern of the contract.

use proptest::prelude::*;
use pullkey_domain::id::{ApiKeyId, AuditEventId, CompanyId, CredentialId};
use uuid::Uuid;

use crate::{
    balance::both_often,
    reference::{ID, Reference},
    text::around,
};

fn ids() -> impl Strategy<Value = String> {
    let hyphenated = any::<u128>().prop_map(|bits| Uuid::from_u128(bits).to_string());
    let of_any_version =
        ("[0-9a-f]", "[0-9a-f]", hyphenated).prop_map(|(version, variant, mut id)| {
            id.replace_range(14..15, &version);
            id.replace_range(19..20, &variant);
            id
        });
    let of_a_known_version = ("[1-8]", "[89abAB]", any::<u128>(), any::<bool>()).prop_map(
        |(version, variant, bits, shouted)| {
            let mut id = Uuid::from_u128(bits).to_string();
            id.replace_range(14..15, &version);
            id.replace_range(19..20, &variant);
            if shouted { id.to_uppercase() } else { id }
        },
    );
    let outermost = prop_oneof![Just(Uuid::nil()), Just(Uuid::max())];
    prop_oneof![
        6 => around(of_a_known_version),
        1 => of_any_version,
        1 => around(outermost.prop_map(|id| id.to_string())),
        1 => outermost_in_other_forms(),
    ]
}

fn outermost_in_other_forms() -> impl Strategy<Value = String> {
    let forms = [
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "{00000000-0000-0000-0000-000000000000}",
    ];
    prop::sample::select(forms.map(str::to_owned).to_vec())
}

#[test]
fn ids_are_accepted_and_refused_often() {
    both_often(&ids(), ID);
}

#[test]
fn an_id_of_anything_is_accepted_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(ID);
    proptest!(ProptestConfig::with_cases(4096), |(text in ids())| {
        let shown = reference.accepts(&text).then(|| text.to_lowercase());
        prop_assert_eq!(CredentialId::parse(&text).ok().map(|id| id.to_string()), shown.clone());
        prop_assert_eq!(CompanyId::parse(&text).ok().map(|id| id.to_string()), shown.clone());
        prop_assert_eq!(ApiKeyId::parse(&text).ok().map(|id| id.to_string()), shown.clone());
        prop_assert_eq!(AuditEventId::parse(&text).ok().map(|id| id.to_string()), shown);
    });
}
