//! The rules that every way to registries keeps, one function each, to run against an adapter.
//!
//! A whole test file of an adapter is the line that mounts them:
//!
//! ```text
//! pullkey_registry::registry_contract!(a_bed().await);
//! ```
//!
//! A rule fails by panicking, in the test that has its name.

mod pulls;

use std::{sync::Arc, time::Instant};

use pullkey_domain::{
    credential::{
        LoginKind, RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
        VerificationOutcome,
    },
    image::{Digest, ImageReference},
};

pub use self::pulls::*;
use crate::{ImageSource, LoginAttempt, Obstacle, Registry, Unfit, Verdict};

/// A registry that is there, and what is to be known about it.
pub struct Bed {
    /// The adapter, which may connect to the registry.
    pub registry: Arc<dyn Registry>,
    /// The same, for its images.
    pub images: Arc<dyn ImageSource>,
    /// Where the registry is.
    pub host: RegistryHost,
    /// Who may log in there.
    pub username: RegistryUsername,
    /// With what.
    pub secret: String,
    /// An image that is there, and that they may pull.
    pub image: ImageReference,
    /// A blob of it, and its bytes.
    pub blob: (Digest, Vec<u8>),
    /// Where nobody is, though it may be connected to.
    pub closed: RegistryHost,
    /// Whatever must stay alive meanwhile.
    pub keep: Box<dyn Send + Sync>,
}

impl Bed {
    /// The login that works.
    fn attempt(&self) -> LoginAttempt {
        LoginAttempt {
            place: place(&self.host),
            kind: LoginKind::Password,
            username: self.username.clone(),
            secret: secret(&self.secret),
            image: None,
        }
    }
}

fn place(host: &RegistryHost) -> RegistryPlace {
    RegistryPlace::of(RegistryProvider::Custom, Some(host.clone()), None)
        .expect("it is nobody else's")
}

fn secret(text: &str) -> RegistrySecret {
    RegistrySecret::of_login(text).expect("it is one")
}

/// A login that works is verified.
pub async fn a_good_login_is_verified(bed: &Bed) {
    assert_eq!(bed.registry.verify(&bed.attempt()).await, Verdict::Verified);
}

/// Another secret is rejected, by one character.
pub async fn a_wrong_secret_is_rejected(bed: &Bed) {
    let attempt = LoginAttempt {
        secret: secret(&format!("{}x", bed.secret)),
        ..bed.attempt()
    };
    assert_eq!(
        bed.registry.verify(&attempt).await,
        Verdict::Failed(Obstacle::Rejected)
    );
}

/// A user that is not known is rejected.
pub async fn an_unknown_user_is_rejected(bed: &Bed) {
    let attempt = LoginAttempt {
        username: RegistryUsername::of_login("nobody$at+all").expect("it is one"),
        ..bed.attempt()
    };
    assert_eq!(
        bed.registry.verify(&attempt).await,
        Verdict::Failed(Obstacle::Rejected)
    );
}

/// An image that may be pulled is no hindrance.
pub async fn a_good_login_for_an_image_that_it_may_pull_is_verified(bed: &Bed) {
    let attempt = LoginAttempt {
        image: Some(bed.image.clone()),
        ..bed.attempt()
    };
    assert_eq!(bed.registry.verify(&attempt).await, Verdict::Verified);
}

/// An image that is not there is told apart from a login that is not good.
pub async fn an_image_that_is_not_there_is_no_access(bed: &Bed) {
    let absent = format!("{}/acme/not-there:1", bed.host);
    let attempt = LoginAttempt {
        image: Some(absent.parse().expect("it is one")),
        ..bed.attempt()
    };
    assert_eq!(bed.registry.verify(&attempt).await, Verdict::NoAccess);
}

/// A login that is not good is rejected, whatever image is named.
pub async fn a_wrong_secret_is_rejected_whatever_the_image(bed: &Bed) {
    let attempt = LoginAttempt {
        secret: secret("wrong"),
        image: Some(bed.image.clone()),
        ..bed.attempt()
    };
    assert_eq!(
        bed.registry.verify(&attempt).await,
        Verdict::Failed(Obstacle::Rejected)
    );
}

/// Without a host there is nowhere to log in.
pub async fn a_place_without_a_host_is_unsupported(bed: &Bed) {
    for provider in [RegistryProvider::Custom, RegistryProvider::Ecr] {
        let attempt = LoginAttempt {
            place: RegistryPlace::of(provider, None, None).expect("it needs none to be stored"),
            ..bed.attempt()
        };
        let verdict = bed.registry.verify(&attempt).await;
        assert_eq!(
            verdict,
            Verdict::Failed(Obstacle::Unsupported(Unfit::NoHost))
        );
    }
}

/// A password is none of Google's logins, and its key is none of anybody else's.
pub async fn a_login_of_the_wrong_kind_is_unsupported(bed: &Bed) {
    let google = RegistryPlace::of(RegistryProvider::Gcr, None, None).expect("it has a host");
    let password = LoginAttempt {
        place: google,
        ..bed.attempt()
    };
    let key = LoginAttempt {
        kind: LoginKind::GcpServiceAccountKey,
        ..bed.attempt()
    };
    for (attempt, unfit) in [
        (password, Unfit::GoogleNeedsKey),
        (key, Unfit::KeyIsForGoogle),
    ] {
        let verdict = bed.registry.verify(&attempt).await;
        assert_eq!(verdict, Verdict::Failed(Obstacle::Unsupported(unfit)));
    }
}

/// Where nobody is, nobody is reached, and it takes no longer than anything may.
pub async fn where_nobody_is_nobody_is_reached(bed: &Bed) {
    let began = Instant::now();
    let attempt = LoginAttempt {
        place: place(&bed.closed),
        ..bed.attempt()
    };
    let verdict = bed.registry.verify(&attempt).await;
    let host = bed.closed.clone();
    assert_eq!(verdict, Verdict::Failed(Obstacle::Unreachable { host }));
    assert!(began.elapsed().as_secs() < 10);
}

/// A name of a local network is refused by its form, and the host is told.
pub async fn a_name_of_a_local_network_is_not_allowed(bed: &Bed) {
    let host = RegistryHost::parse("somewhere").expect("it is one");
    let attempt = LoginAttempt {
        place: place(&host),
        ..bed.attempt()
    };
    let verdict = bed.registry.verify(&attempt).await;
    assert_eq!(verdict.outcome(), VerificationOutcome::NotAllowed);
    assert!(verdict.to_string().contains("somewhere"));
}

/// Mounts every rule as a test of its name. The expression makes a [`Bed`]; it is evaluated once per rule.
#[macro_export]
macro_rules! registry_contract {
    ($bed:expr) => {
        $crate::registry_contract! { @rules $bed;
            a_good_login_is_verified
            a_wrong_secret_is_rejected
            an_unknown_user_is_rejected
            a_good_login_for_an_image_that_it_may_pull_is_verified
            an_image_that_is_not_there_is_no_access
            a_wrong_secret_is_rejected_whatever_the_image
            a_place_without_a_host_is_unsupported
            a_login_of_the_wrong_kind_is_unsupported
            where_nobody_is_nobody_is_reached
            a_name_of_a_local_network_is_not_allowed
            a_manifest_is_fetched_by_its_tag_and_by_its_digest
            a_description_has_no_bytes
            a_blob_is_fetched_whole
            a_part_of_a_blob_is_fetched
            a_part_behind_the_end_of_a_blob_is_refused
            tags_are_listed
            what_is_not_there_is_not_found
            a_repository_that_is_not_there_is_not_found_or_no_access
            a_wrong_secret_is_refused_after_the_right_one_was_taken
            the_right_secret_is_taken_after_a_wrong_one_was_refused
            a_pull_with_a_login_of_the_wrong_kind_is_unsupported
            from_where_nobody_is_nothing_is_fetched
            from_a_name_of_a_local_network_nothing_is_fetched
        }
    };
    (@rules $bed:expr; $($rule:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $rule() {
                let bed = $bed;
                $crate::contract::$rule(&bed).await;
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::MemoryRegistry;

    fn a_bed() -> Bed {
        let host = RegistryHost::parse("registry.example.com:5000").expect("it is one");
        let username = RegistryUsername::of_login("robot$ci").expect("it is one");
        let image: ImageReference = format!("{host}/acme/app:1").parse().expect("it is one");
        let digest = |digit: &str| {
            Digest::parse(&format!("sha256:{}", digit.repeat(64))).expect("it is one")
        };
        let repository = (&host, image.repository().path());
        let blob = (digest("b"), b"some layer".to_vec());
        let registry = MemoryRegistry::default()
            .with_login(&host, &username, "right", &["acme/app"])
            .with_manifest(repository, image.version().clone(), digest("a"), "{}")
            .with_blob(repository, digest("b"), blob.1.clone());
        let registry = Arc::new(registry);
        Bed {
            registry: registry.clone(),
            images: registry,
            image,
            blob,
            host,
            username,
            secret: "right".to_owned(),
            closed: RegistryHost::parse("closed.example.com").expect("it is one"),
            keep: Box::new(()),
        }
    }

    crate::registry_contract!(a_bed());

    #[test]
    fn every_rule_is_mounted() {
        let source = concat!(
            include_str!("contract.rs"),
            include_str!("contract/pulls.rs")
        );
        let rules = source.lines().filter_map(|line| {
            let rule = line.strip_prefix("pub async fn ")?;
            Some(rule.split_once('(')?.0)
        });
        let rules: BTreeSet<_> = rules.collect();
        let list = source.split("@rules $bed;").nth(1);
        let list = list.and_then(|list| list.split('}').next());
        let mounted: BTreeSet<_> = list.into_iter().flat_map(str::split_whitespace).collect();
        assert!(!rules.is_empty());
        assert_eq!(rules, mounted);
    }
}
