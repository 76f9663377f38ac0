use async_trait::async_trait;
use pullkey_domain::{
    credential::{LoginKind, RegistryPlace, RegistrySecret, RegistryUsername},
    image::ImageReference,
};

use crate::{Unfit, Verdict};

/// Asks container registries.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Registry: Send + Sync {
    /// Finds out whether a login works at its registry, and whether it may pull an image, if one is named.
    ///
    /// - MUST send the login nowhere but where [`RegistryPlace::is_login_for`] lets it. A key of Amazon MUST be sent nowhere: it
    ///   signs a request to the host that its registry belongs to.
    /// - MUST end within 10 seconds.
    /// - MUST say [`Verdict::Verified`] only if the registry takes this login and refuses another, or gives it what it
    ///   gives nobody else.
    /// - MUST NOT tell apart why nobody was reached, by its verdict or by how soon it comes: not before a second.
    async fn verify(&self, attempt: &LoginAttempt) -> Verdict;
}

/// A login to be tried.
pub struct LoginAttempt {
    /// Where it may be sent.
    pub place: RegistryPlace,
    /// How it logs in.
    pub kind: LoginKind,
    /// Who logs in.
    pub username: RegistryUsername,
    /// What they log in with.
    pub secret: RegistrySecret,
    /// The image that it should be able to pull. It must be of this place.
    pub image: Option<ImageReference>,
}

impl LoginAttempt {
    /// Why its kind of login is none for its place, whatever answers there.
    pub fn unfit(&self) -> Option<Unfit> {
        Unfit::of(&self.place, self.kind)
    }
}
