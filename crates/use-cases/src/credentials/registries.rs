use std::sync::Arc;

use pullkey_registry::{ImageSource, Registry};

use super::TrialLimits;

/// The ways to registries.
#[derive(Clone)]
pub struct Registries {
    /// Tries logins there.
    pub logins: Arc<dyn Registry>,
    /// How often that may be.
    pub limits: Arc<dyn TrialLimits>,
    /// Fetches images from there.
    pub images: Arc<dyn ImageSource>,
}
