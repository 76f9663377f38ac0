//! Cursors: where a part of a list ended, signed so that nobody can make one up or carry it to another list.
//!
//! A cursor is base64url of a format byte, the pepper's id, the sort, the last value, the last id, and a MAC over all of
//! it and the list that it belongs to: company and filter.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pullkey_cipher::{CursorMac, CursorSigner, MissingKey};
use pullkey_domain::{
    encoding::Parts,
    id::CompanyId,
    ring_key::{RingKeyId, RingKeyKind},
};
use uuid::Uuid;

use crate::{RingLedger, UnusableKey};

/// Signs cursors, and reads what was signed.
#[derive(Clone)]
pub(crate) struct Cursors {
    pub(crate) signer: Arc<dyn CursorSigner>,
    pub(crate) ring_ledger: Arc<RingLedger>,
}

/// What a cursor says: in a list of this sort, behind this value and, of those that have it, behind this id.
pub(crate) struct Place {
    pub(crate) sort: u8,
    pub(crate) value: Vec<u8>,
    pub(crate) id: Uuid,
}

/// Why a cursor leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It was altered, or is of another list than the one that was asked for.
    #[error("the cursor is not of this list")]
    Invalid,
    /// Whether it is of this list cannot be told: this node's ring lacks the pepper that it names.
    #[error(transparent)]
    MissingKey(#[from] MissingKey),
}

/// The first bytes of what a MAC covers: lists of this kind, of this company. Whatever else tells one list from another
/// follows.
pub(crate) fn list(kind: &str, company: CompanyId) -> Parts {
    Parts::of(kind).part([FORMAT]).part(company.as_bytes())
}

const FORMAT: u8 = 1;
/// None that was given out is longer, nor would fit into the path of a request.
const MAX_LENGTH: usize = 8 * 1024;

impl Cursors {
    /// The cursor that leads on behind a place of a list.
    pub(crate) fn behind(&self, list: Parts, place: &Place) -> String {
        let CursorMac { pepper, mac } = self.signer.sign_cursor(&place.in_list(list));
        let Place { sort, value, id } = place;
        let cursor = [
            &[FORMAT][..],
            &pepper.to_be_bytes(),
            &[*sort],
            value,
            id.as_bytes(),
            &mac,
        ];
        URL_SAFE_NO_PAD.encode(cursor.concat())
    }

    /// The place behind which a list goes on.
    pub(crate) async fn read(&self, list: Parts, cursor: &str) -> Result<Place, CursorError> {
        let (place, mac) = parse(cursor).ok_or(CursorError::Invalid)?;
        match self.signer.verify_cursor(&place.in_list(list), &mac) {
            Ok(true) => Ok(place),
            Ok(false) => Err(CursorError::Invalid),
            Err(missing) => Err(
                match self.ring_ledger.judge(RingKeyKind::Pepper, missing).await {
                    UnusableKey::Missing(missing) => missing.into(),
                    // Unlike a row, a cursor comes from a caller, who may write into it what they like.
                    UnusableKey::NeverUsed { .. } => CursorError::Invalid,
                },
            ),
        }
    }
}

impl Place {
    /// What the MAC covers: the list, and the place in it.
    fn in_list(&self, list: Parts) -> Vec<u8> {
        let place = list.part([self.sort]).part(&self.value);
        place.part(self.id.as_bytes()).finish()
    }
}

fn parse(cursor: &str) -> Option<(Place, CursorMac)> {
    if cursor.len() > MAX_LENGTH {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (&FORMAT, rest) = bytes.split_first()? else {
        return None;
    };
    let (pepper, rest) = rest.split_first_chunk()?;
    let (sort, rest) = rest.split_first()?;
    let (rest, mac) = rest.split_last_chunk()?;
    let (value, id) = rest.split_last_chunk()?;
    let place = Place {
        sort: *sort,
        value: value.to_vec(),
        id: Uuid::from_bytes(*id),
    };
    let pepper = RingKeyId::new(u32::from_be_bytes(*pepper));
    Some((place, CursorMac { pepper, mac: *mac }))
}

#[cfg(test)]
mod altered;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::a_company;

    #[test]
    fn the_form_of_what_a_cursor_signs_never_changes() {
        let id = Uuid::from_u128(7);
        let place = Place {
            sort: 2,
            value: vec![9],
            id,
        };
        let company = a_company().id();
        let signed = Parts::of("pullkey/some-cursor")
            .part([1])
            .part(company.as_bytes())
            .part([2])
            .part([9])
            .part(id.as_bytes());
        let list = list("pullkey/some-cursor", company);
        assert_eq!(place.in_list(list), signed.finish());
    }
}
