use pullkey_domain::{
    credential::{
        CredentialName, LoginKind, NewCredential, RegistryPlace, RegistryProvider, RegistryUsername,
    },
    id::{CompanyId, CredentialId},
};
use pullkey_tests::Tenant;

/// The credentials that are there from the beginning, by number: those of each company stand together.
pub(super) struct Rows {
    tenants: [Tenant; 3],
    /// Behind the last of each company.
    ends: [usize; 3],
}

impl Rows {
    /// Most of them of the first company.
    pub(super) fn of(tenants: [Tenant; 3], count: usize) -> Self {
        let ends = [count / 10 * 7, count / 10 * 9, count];
        Self { tenants, ends }
    }

    pub(super) fn count(&self) -> usize {
        self.ends[2]
    }

    pub(super) fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// Whose it is.
    pub(super) fn tenant(&self, row: usize) -> &Tenant {
        let of = self.ends.iter().position(|end| row < *end);
        &self.tenants[of.unwrap_or_default()]
    }

    /// What it is at the beginning.
    pub(super) fn credential(&self, row: usize) -> NewCredential {
        let company = CompanyId::parse(&self.tenant(row).company);
        NewCredential {
            id: CredentialId::parse(&id(row)).expect("it is an id"),
            company: company.expect("it is an id"),
            name: CredentialName::parse(format!("{NAME}{row}")).expect("it is a name"),
            place: RegistryPlace::of_provider(RegistryProvider::ALL[row % 7]),
            path_prefix: None,
            login: LoginKind::Password,
            username: RegistryUsername::parse(username(row)).expect("it is a user name"),
        }
    }

    /// The number of the credential of this name, if it was there from the beginning.
    pub(super) fn numbered(name: &str) -> Option<usize> {
        name.strip_prefix(NAME)?.parse().ok()
    }
}

const NAME: &str = "row-";

/// Ids grow with time, as those of the service do.
pub(super) fn id(row: usize) -> String {
    let millis = 0x0194_b481_e800_u64 + row as u64;
    format!(
        "{:08x}-{:04x}-7000-8000-{:012x}",
        millis >> 16,
        millis & 0xffff,
        row
    )
}

pub(super) fn username(row: usize) -> String {
    format!("user-{row}")
}

pub(super) fn secret(row: usize) -> String {
    format!("the-secret-of-{row}")
}
