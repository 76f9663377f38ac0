use std::cmp::Ordering;

use pullkey_domain::credential::{Credential, SearchText};

use crate::{CredentialFilter, CredentialOrder, CredentialPage, CredentialQuery, Direction};

/// The asked part of these credentials, and how many the filter lets through.
pub(super) fn cut(mut rows: Vec<&Credential>, query: &CredentialQuery) -> CredentialPage {
    rows.retain(|row| lets_through(&query.filter, row));
    let total = query.with_total.then_some(rows.len() as u64);
    let rows = match &query.order {
        CredentialOrder::Creation(after) => {
            let key = |row: &Credential| (row.created_at(), row.id());
            in_order(rows, query.direction, key, *after)
        }
        CredentialOrder::Name(after) => {
            let key = |row: &Credential| (row.name().to_string(), row.id());
            let after = after.as_ref().map(|(name, id)| (name.to_string(), *id));
            in_order(rows, query.direction, key, after)
        }
    };
    let part = rows.into_iter().skip(query.offset as usize);
    CredentialPage {
        items: part.take(query.limit as usize).cloned().collect(),
        total,
    }
}

fn lets_through(filter: &CredentialFilter, row: &Credential) -> bool {
    let is_found = |search: &SearchText| {
        search.is_in(row.name().as_str()) || search.is_in(row.username().as_str())
    };
    filter.provider.is_none_or(|it| it == row.provider())
        && filter.search.as_ref().is_none_or(is_found)
}

/// The rows in order of a key that no two of them share, from behind a key on.
fn in_order<K: Ord>(
    mut rows: Vec<&Credential>,
    direction: Direction,
    key: impl Fn(&Credential) -> K,
    after: Option<K>,
) -> Vec<&Credential> {
    let compared = |a: &K, b: &K| match direction {
        Direction::Ascending => a.cmp(b),
        Direction::Descending => b.cmp(a),
    };
    if let Some(after) = after {
        rows.retain(|row| compared(&key(row), &after) == Ordering::Greater);
    }
    rows.sort_by(|a, b| compared(&key(a), &key(b)));
    rows
}
