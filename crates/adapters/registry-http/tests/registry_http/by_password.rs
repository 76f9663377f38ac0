//! A registry with a password file, with TLS and without.

use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Obstacle, Verdict};
use pullkey_throwaway_registry::{Access, Authority, ContainerRegistry, PASSWORD};

use crate::bed::{attempt, bed, registry, verdict};

pullkey_registry::registry_contract!(bed(ContainerRegistry::start(&Access::Password)));

#[tokio::test]
async fn over_tls_a_certificate_of_a_trusted_authority_is_asked_for() {
    let authority = Authority::default();
    let at = ContainerRegistry::start_secured(&Access::Password, &authority);
    let host = at.host();
    let allowed = [host.clone()];
    let (trusting, other) = (
        registry(&allowed, Some(&authority)),
        registry(&allowed, None),
    );
    let (right, wrong) = (
        attempt(&host, None, PASSWORD),
        attempt(&host, None, "wrong-secret"),
    );
    assert_eq!(verdict(&trusting, &right).await, Verdict::Verified);
    assert_eq!(
        verdict(&trusting, &wrong).await,
        Verdict::Failed(Obstacle::Rejected)
    );
    let host = RegistryHost::parse(&host).unwrap();
    assert_eq!(
        verdict(&other, &right).await,
        Verdict::Failed(Obstacle::TlsFailed { host })
    );
}

#[tokio::test]
async fn a_registry_that_asks_for_nothing_is_open() {
    let at = ContainerRegistry::start(&Access::Open);
    let registry = registry(&[format!("http://{}", at.host())], None);
    let any = attempt(&at.host(), None, "any-secret");
    assert_eq!(verdict(&registry, &any).await, Verdict::RegistryOpen);
}
