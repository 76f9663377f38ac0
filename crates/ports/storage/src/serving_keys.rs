use pullkey_domain::{credential::RegistryProvider, image::Repository};

/// By what a store finds the credentials that serve a repository, if it keeps both of each in an index.
///
/// ```
/// use pullkey_domain::image::ImageReference;
/// use pullkey_storage::ServingKeys;
///
/// let image = ImageReference::parse("ghcr.io/acme/app").unwrap();
/// let keys = ServingKeys::of(image.repository());
/// assert_eq!(keys.registries, ["ghcr.io", "github/"]);
/// assert_eq!(keys.prefixes, ["acme/app", "acme", ""]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServingKeys {
    /// The host that a credential may have been given. For those without one, the word of each provider whose own host it is,
    /// with a slash behind it, which no host has.
    pub registries: Vec<String>,
    /// Each prefix that covers the path, the longest first, and the empty text for none.
    pub prefixes: Vec<String>,
}

impl ServingKeys {
    /// Those of this repository.
    pub fn of(repository: &Repository) -> Self {
        let (host, path) = (repository.registry().as_str(), repository.path().as_str());
        let providers = RegistryProvider::ALL.into_iter();
        let own = providers.filter(|it| it.default_host() == Some(host));
        let own = own.map(|it| format!("{it}/"));
        let shorter = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
        let prefixes = [path].into_iter().chain(shorter).chain([""]);
        Self {
            registries: [host.to_owned()].into_iter().chain(own).collect(),
            prefixes: prefixes.map(str::to_owned).collect(),
        }
    }
}
