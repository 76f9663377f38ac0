use super::Credential;
use crate::{id::CredentialId, image::Repository, timestamp::Timestamp};

/// Which credential serves a repository: of those that [serve](Credential::serves) it the one whose
/// [precedence](Credential::precedence) is the greatest.
impl Credential {
    /// Whether it is one for this repository: it goes to that very registry, and its prefix, if it has
    /// one, covers the path.
    ///
    /// ```
    /// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
    /// use pullkey_domain::image::ImageReference;
    ///
    /// let nginx = ImageReference::parse("nginx").unwrap();
    /// assert!(credential().serves(nginx.repository()));
    /// let elsewhere = ImageReference::parse("ghcr.io/acme/app").unwrap();
    /// assert!(!credential().serves(elsewhere.repository()));
    /// ```
    pub fn serves(&self, repository: &Repository) -> bool {
        let registry = self.place.registry();
        registry.as_ref() == Some(repository.registry())
            && self
                .path_prefix
                .as_ref()
                .is_none_or(|prefix| prefix.covers(repository.path()))
    }

    /// What puts the credentials that serve one repository in order: how long their prefix is, then when they were created,
    /// then their id. The greatest is the one to take.
    ///
    /// Of several prefixes of one path, the one with more characters is the one with more components.
    pub fn precedence(&self) -> impl Ord + use<> {
        let length = self.path_prefix.as_ref().map(|it| it.as_str().len());
        let precedence: (Option<usize>, Timestamp, CredentialId) =
            (length, self.created_at, self.id);
        precedence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        credential::{InvalidPathPrefix, PathPrefix, StoredCredential},
        sample::{self, NOW, uuid},
    };

    fn altered(alter: impl FnOnce(&mut StoredCredential)) -> Credential {
        let mut stored = sample::stored_credential();
        alter(&mut stored);
        Credential::restore(stored).unwrap()
    }

    fn for_path(prefix: &str) -> Credential {
        altered(|row| row.path_prefix = Some(prefix.to_owned()))
    }

    fn serves(credential: &Credential, registry: &str, path: &str) -> bool {
        let repository = Repository::of(registry.parse().unwrap(), path).unwrap();
        credential.serves(&repository)
    }

    #[test]
    fn a_credential_serves_its_own_host_or_else_that_of_its_provider() {
        let hub = sample::credential();
        assert!(serves(&hub, "docker.io", "nginx"));
        assert!(serves(&hub, "index.docker.io", "acme/app"));
        assert!(!serves(&hub, "registry-1.docker.io", "acme/app"));
        assert!(!serves(&hub, "ghcr.io", "acme/app"));
        let own = altered(|row| {
            row.provider = "gitlab".to_owned();
            row.host = Some("git.example:5000".to_owned());
        });
        assert!(serves(&own, "git.example:5000", "acme/app"));
        assert!(!serves(&own, "git.example", "acme/app"));
        assert!(!serves(&own, "registry.gitlab.com", "acme/app"));
        let nowhere = altered(|row| row.provider = "custom".to_owned());
        assert!(!serves(&nowhere, "custom", "acme/app"));
    }

    #[test]
    fn a_prefix_narrows_what_a_credential_serves() -> Result<(), InvalidPathPrefix> {
        let acme = for_path("acme");
        assert_eq!(acme.path_prefix(), Some(&PathPrefix::parse("acme")?));
        assert!(serves(&acme, "docker.io", "acme/app"));
        assert!(!serves(&acme, "docker.io", "acme-evil/app"));
        assert!(!serves(&acme, "ghcr.io", "acme/app"));
        Ok(())
    }

    #[test]
    fn a_single_word_at_docker_hub_is_covered_by_library() {
        assert!(serves(&for_path("library"), "docker.io", "nginx"));
        assert!(!serves(&for_path("nginx"), "docker.io", "nginx"));
    }

    #[test]
    fn the_longest_prefix_goes_first_then_the_newest_then_the_greatest_id() {
        let older = |prefix: Option<&str>, id| {
            altered(|row| {
                row.path_prefix = prefix.map(str::to_owned);
                row.created_at = NOW - 5000;
                row.id = uuid(id);
            })
        };
        let in_order = [
            older(None, 9),
            altered(|_| ()),
            older(Some("acme"), 7),
            older(Some("acme"), 8),
            for_path("acme"),
            older(Some("acme/app"), 0),
        ];
        assert!(in_order.is_sorted_by(|one, next| one.precedence() < next.precedence()));
    }
}
