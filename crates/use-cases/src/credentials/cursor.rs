//! Cursors: where a part of a list ended, signed so that nobody can make one up or carry it to another list.
//!
//! A cursor is base64url of a format byte, the pepper's id, the sort, the last value, the last id, and a MAC over all of
//! it and the list that it belongs to: company and filter.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pullkey_cipher::CursorMac;
use pullkey_domain::{
    credential::{Credential, CredentialName, RegistryProvider, SearchText},
    encoding::Parts,
    id::{CompanyId, CredentialId},
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};
use pullkey_storage::{CredentialFilter, CredentialOrder};
use uuid::Uuid;

use super::{CredentialSort, Credentials, ListCredentials, ListCredentialsError};
use crate::UnusableKey;

/// The cursors of one list.
pub(super) struct Cursors<'a> {
    credentials: &'a Credentials,
    company: CompanyId,
    filter: &'a CredentialFilter,
    sort: CredentialSort,
}

/// What a cursor says.
struct Place<'a> {
    value: &'a [u8],
    id: [u8; 16],
}

const FORMAT: u8 = 1;

impl<'a> Cursors<'a> {
    pub(super) fn of(
        credentials: &'a Credentials,
        company: CompanyId,
        list: &'a ListCredentials,
    ) -> Self {
        Self {
            credentials,
            company,
            filter: &list.filter,
            sort: list.sort,
        }
    }

    /// The cursor that leads on behind this credential.
    pub(super) fn behind(&self, last: &Credential) -> String {
        let moment = last.created_at().as_millis().to_be_bytes();
        let value = match self.sort {
            CredentialSort::CreatedAt | CredentialSort::CreatedAtDescending => &moment[..],
            CredentialSort::Name | CredentialSort::NameDescending => {
                last.name().as_str().as_bytes()
            }
        };
        let id = *last.id().as_bytes();
        let signed = self.signed_bytes(&Place { value, id });
        let CursorMac { pepper, mac } = self.credentials.cursors.sign_cursor(&signed);
        let pepper = pepper.to_be_bytes();
        let sort = [FORMAT, self.sort.as_byte()];
        let cursor = [&sort[..1], &pepper, &sort[1..], value, &id, &mac].concat();
        URL_SAFE_NO_PAD.encode(cursor)
    }

    /// Where the list goes on.
    pub(super) async fn read(&self, cursor: &str) -> Result<CredentialOrder, ListCredentialsError> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor);
        let bytes = bytes.map_err(|_| ListCredentialsError::CursorInvalid)?;
        let (sort, place, mac) = parse(&bytes).ok_or(ListCredentialsError::CursorInvalid)?;
        // What is no value of this sort has no bounds that what follows could rely on.
        let order = self.order_behind(&place);
        let order = order.ok_or(ListCredentialsError::CursorInvalid)?;
        let signed = self.signed_bytes(&place);
        match self.credentials.cursors.verify_cursor(&signed, &mac) {
            Ok(true) if sort == self.sort.as_byte() => Ok(order),
            Ok(_) => Err(ListCredentialsError::CursorInvalid),
            Err(missing) => {
                let ledger = &self.credentials.ring_ledger;
                Err(match ledger.judge(RingKeyKind::Pepper, missing).await {
                    UnusableKey::Missing(missing) => missing.into(),
                    // Unlike a row, a cursor comes from a caller, who may write into it what they like.
                    UnusableKey::NeverUsed { .. } => ListCredentialsError::CursorInvalid,
                })
            }
        }
    }

    fn order_behind(&self, place: &Place<'_>) -> Option<CredentialOrder> {
        let id = CredentialId::from_uuid(Uuid::from_bytes(place.id));
        match self.sort {
            CredentialSort::CreatedAt | CredentialSort::CreatedAtDescending => {
                let millis = i64::from_be_bytes(place.value.try_into().ok()?);
                let moment = Timestamp::from_millis(millis).ok()?;
                Some(CredentialOrder::Creation(Some((moment, id))))
            }
            CredentialSort::Name | CredentialSort::NameDescending => {
                let name = CredentialName::parse(str::from_utf8(place.value).ok()?).ok()?;
                Some(CredentialOrder::Name(Some((name, id))))
            }
        }
    }

    /// What the MAC covers: the list, and the place in it.
    fn signed_bytes(&self, place: &Place<'_>) -> Vec<u8> {
        let CredentialFilter { provider, search } = self.filter;
        Parts::of("pullkey/credential-cursor")
            .part([FORMAT])
            .part(self.company.as_bytes())
            .optional(provider.map(RegistryProvider::as_str))
            .optional(search.as_ref().map(SearchText::folded))
            .part([self.sort.as_byte()])
            .part(place.value)
            .part(place.id)
            .finish()
    }
}

impl CredentialSort {
    fn as_byte(self) -> u8 {
        match self {
            Self::CreatedAt => 1,
            Self::CreatedAtDescending => 2,
            Self::Name => 3,
            Self::NameDescending => 4,
        }
    }
}

fn parse(bytes: &[u8]) -> Option<(u8, Place<'_>, CursorMac)> {
    let (&FORMAT, rest) = bytes.split_first()? else {
        return None;
    };
    let (pepper, rest) = rest.split_first_chunk()?;
    let (sort, rest) = rest.split_first()?;
    let (rest, mac) = rest.split_last_chunk()?;
    let (value, id) = rest.split_last_chunk()?;
    let pepper = RingKeyId::new(u32::from_be_bytes(*pepper));
    Some((
        *sort,
        Place { value, id: *id },
        CursorMac { pepper, mac: *mac },
    ))
}
