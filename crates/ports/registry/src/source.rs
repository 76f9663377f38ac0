use async_trait::async_trait;

use crate::{Fetched, Pull, PullError};

/// Fetches images from container registries.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait ImageSource: Send + Sync {
    /// Fetches a part of an image, logged in where its registry asks for that.
    ///
    /// - MUST send the login nowhere but where [`RegistryPlace::is_login_for`] lets it, and what it was exchanged for nowhere but
    ///   to the registry. A key of Amazon MUST be sent nowhere: it signs a request to the host that its registry belongs to.
    /// - MUST answer within 10 seconds; what follows in pieces, from then on, as soon as it comes.
    /// - MUST answer with a manifest of the digest that was asked for, or not at all.
    /// - MUST NOT answer with a [`Fetched::Elsewhere`] that leads a client into its own network.
    /// - MUST NOT use what one sealing of a credential's secret was exchanged for with another one.
    /// - MUST NOT tell apart why nobody was reached, by its answer or by how soon it comes: not before a second.
    ///
    /// # Errors
    /// [`PullError`] if there is nothing to pass on.
    ///
    /// [`RegistryPlace::is_login_for`]: pullkey_domain::credential::RegistryPlace::is_login_for
    async fn fetch(&self, pull: &Pull) -> Result<Fetched, PullError>;
}
