//! What a cursor says of a list of credentials.

use pullkey_domain::{
    credential::{Credential, CredentialName, RegistryProvider, SearchText},
    encoding::Parts,
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
};
use pullkey_storage::{CredentialFilter, CredentialOrder};

use super::{CredentialSort, ListCredentials};
use crate::cursor::{self, Place};

/// The list, for the MAC.
pub(super) fn list(company: CompanyId, command: &ListCredentials) -> Parts {
    let CredentialFilter { provider, search } = &command.filter;
    cursor::list("pullkey/credential-cursor", company)
        .optional(provider.map(RegistryProvider::as_str))
        .optional(search.as_ref().map(SearchText::folded))
}

/// The place of a credential in a list of this sort.
pub(super) fn place(sort: CredentialSort, credential: &Credential) -> Place {
    let value = match sort {
        CredentialSort::CreatedAt | CredentialSort::CreatedAtDescending => {
            let moment = credential.created_at().as_millis();
            moment.to_be_bytes().to_vec()
        }
        CredentialSort::Name | CredentialSort::NameDescending => {
            credential.name().as_str().as_bytes().to_vec()
        }
    };
    Place {
        sort: sort.as_byte(),
        value,
        id: credential.id().as_uuid(),
    }
}

/// The order of this sort from behind a place on, if that is a place in it.
pub(super) fn order_behind(sort: CredentialSort, place: &Place) -> Option<CredentialOrder> {
    if place.sort != sort.as_byte() {
        return None;
    }
    let id = CredentialId::from_uuid(place.id);
    match sort {
        CredentialSort::CreatedAt | CredentialSort::CreatedAtDescending => {
            let millis = i64::from_be_bytes(place.value.as_slice().try_into().ok()?);
            let moment = Timestamp::from_millis(millis).ok()?;
            Some(CredentialOrder::Creation(Some((moment, id))))
        }
        CredentialSort::Name | CredentialSort::NameDescending => {
            let name = CredentialName::parse(str::from_utf8(&place.value).ok()?).ok()?;
            Some(CredentialOrder::Name(Some((name, id))))
        }
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
