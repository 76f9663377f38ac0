//! Credentials that differ in whatever a list can tell apart, and how a list should have them.

use std::time::Duration;

use pullkey_domain::{
    company::Company,
    credential::{Credential, RegistryProvider},
};

use super::{
    a_stored_company,
    credential_store::stored,
    fixtures::{CredentialBuilder, a_credential, a_moment, a_query},
};
use crate::{CredentialOrder, CredentialQuery, Direction, Store};

pub(super) const PROVIDERS: [RegistryProvider; 3] = [
    RegistryProvider::Ecr,
    RegistryProvider::GitHub,
    RegistryProvider::Custom,
];

/// Twelve credentials of a company: every combination of four moments and three names, so that each has ties, with ids
/// that follow neither. Another company has the same, down to the ids, but for their user names.
pub(super) async fn several(store: &dyn Store) -> (Company, Vec<Credential>) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let mut several = Vec::new();
    for nth in 0..12 {
        let id = format!("{:x}0000000-0000-8000-8000-000000000000", nth * 5 % 12);
        let credential = a_credential()
            .with_id(id.parse().unwrap())
            .named(["b", "Ökonomie", "B"][nth % 3])
            .provided_by(PROVIDERS[nth / 4])
            .created_at(a_moment().after(Duration::from_secs(nth as u64 % 4)));
        let own = credential.clone().for_user(&format!("User-{nth}"));
        let rows = [own.of(&company), credential.of(&other)];
        let [own, _] = stored(store, rows.map(CredentialBuilder::recorded)).await;
        several.push(own.into_subject());
    }
    (company, several)
}

/// Everything in each order there is, each way.
pub(super) fn every_order() -> [CredentialQuery; 4] {
    let (creation, name) = (CredentialOrder::Creation(None), CredentialOrder::Name(None));
    let (up, down) = (Direction::Ascending, Direction::Descending);
    [
        (&creation, up),
        (&creation, down),
        (&name, up),
        (&name, down),
    ]
    .map(|(order, direction)| CredentialQuery {
        order: order.clone(),
        direction,
        ..a_query()
    })
}

/// These credentials in the order of the query, wherever it begins: names by their bytes.
pub(super) fn sorted(mut rows: Vec<Credential>, query: &CredentialQuery) -> Vec<Credential> {
    match query.order {
        CredentialOrder::Creation(_) => rows.sort_by_key(|row| (row.created_at(), row.id())),
        CredentialOrder::Name(_) => {
            rows.sort_by_key(|row| (row.name().as_str().as_bytes().to_vec(), row.id()));
        }
    }
    if query.direction == Direction::Descending {
        rows.reverse();
    }
    rows
}

/// The same query from behind this credential on.
pub(super) fn behind(query: &CredentialQuery, last: &Credential) -> CredentialQuery {
    let order = match query.order {
        CredentialOrder::Creation(_) => {
            CredentialOrder::Creation(Some((last.created_at(), last.id())))
        }
        CredentialOrder::Name(_) => CredentialOrder::Name(Some((last.name().clone(), last.id()))),
    };
    CredentialQuery {
        order,
        ..query.clone()
    }
}
