use pullkey_domain::{
    credential::{Credential, CredentialName, RegistryProvider, SearchText},
    id::CredentialId,
    timestamp::Timestamp,
};

/// Which part of a company's credentials is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialQuery {
    /// Which of them.
    pub filter: CredentialFilter,
    /// In which order, and behind which of them.
    pub order: CredentialOrder,
    /// Which way.
    pub direction: Direction,
    /// How many to leave out before.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
    /// Whether to count all of them, too.
    pub with_total: bool,
}

/// What is asked of each credential. What is `None` is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CredentialFilter {
    /// It is for this provider.
    pub provider: Option<RegistryProvider>,
    /// This stands in its name or its user name.
    pub search: Option<SearchText>,
}

/// By what a list is sorted. Ties are sorted by id, the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialOrder {
    /// By the moment of creation, behind the credential of this moment and id.
    Creation(Option<(Timestamp, CredentialId)>),
    /// By the bytes of the name, behind the credential of this name and id.
    Name(Option<(CredentialName, CredentialId)>),
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the least to the greatest.
    Ascending,
    /// From the greatest to the least.
    Descending,
}

/// A part of a company's credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialPage {
    /// The credentials, in order.
    pub items: Vec<Credential>,
    /// How many the filter lets through within reach, wherever the page begins; `None` if nobody asked.
    pub total: Option<u64>,
}
