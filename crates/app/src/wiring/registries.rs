//! The way to registries.

use std::sync::Arc;

use pullkey_cipher_chacha20poly1305::system_random;
use pullkey_guarded_http::{Client, SystemResolver};
use pullkey_registry_http::{HttpRegistry, Surroundings};
use rustls::{
    ClientConfig,
    crypto::ring,
    version::{TLS12, TLS13},
};

use crate::{config::Config, system, telemetry::count_grant, tls};

/// As far as the configuration lets it.
///
/// # Errors
/// If the file of their authorities cannot be used.
#[expect(
    clippy::expect_used,
    reason = "ring has cipher suites of both versions"
)]
pub(super) fn registries(config: &Config) -> anyhow::Result<Arc<HttpRegistry>> {
    let roots = tls::authorities(config.registry_ca_file.as_ref())?;
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("cipher suites")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let resolver = Arc::new(SystemResolver::default());
    let client = Client::new(config.registry_policy.clone(), resolver, tls);
    let surroundings = Surroundings {
        now: system::now,
        fill: system_random,
        tell_grant: count_grant,
    };
    Ok(Arc::new(HttpRegistry::new(client, surroundings)))
}
