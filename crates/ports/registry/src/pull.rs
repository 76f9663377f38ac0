use std::fmt;

use pullkey_domain::{
    credential::{RegistrySecret, SecretBinding},
    image::{Digest, RepositoryPath, Version},
};

/// What is to be fetched, and with whose login.
pub struct Pull {
    /// Whose login it is, and where it may be sent.
    pub binding: SecretBinding,
    /// What they log in with.
    pub secret: RegistrySecret,
    /// Which repository of that registry.
    pub repository: RepositoryPath,
    /// What of it.
    pub part: Part,
    /// How much of that.
    pub extent: Extent,
}

/// What can be fetched from a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What an image, or an index of images, consists of.
    Manifest {
        /// Of which image.
        version: Version,
        /// Which forms of it the client reads: its `Accept` headers.
        accepted: Vec<String>,
    },
    /// A layer, or a configuration.
    Blob {
        /// Which.
        digest: Digest,
        /// Which bytes of it: the client's `Range` header.
        range: Option<String>,
    },
    /// The names of its tags.
    Tags {
        /// Which page of them, as a query. The registry's own, after the first.
        query: Option<String>,
    },
    /// What refers to a manifest, such as its signatures.
    Referrers {
        /// To which.
        subject: Digest,
        /// Of which kind, and which page of them, as a query.
        query: Option<String>,
    },
}

/// How much of it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Content,
    /// Only what describes it.
    Description,
}

/// Not the secret.
impl fmt::Debug for Pull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pull")
            .field("credential", &self.binding.credential)
            .field("repository", &self.repository)
            .field("part", &self.part)
            .field("extent", &self.extent)
            .finish_non_exhaustive()
    }
}
