//! What others could take that stand near the service: its way to the database, and the files with its secrets.

use std::fs;

use pullkey_cipher_chacha20poly1305::Exposure;
use pullkey_guarded_http::Policy;
use tracing::{info, warn};

use crate::{
    config::{Config, DatabaseUrl, NamedFile},
    escape::shell_word,
    postgres_url::PostgresUrl,
    tls,
};

/// Warns of what these settings expose. They may be meant so: nothing is refused.
pub(crate) fn warn_of_exposure(config: &Config) {
    if let DatabaseUrl::Postgres(url) = &config.database {
        warn_of_unverified(url);
    }
    tell_of_registries(&config.registry_policy);
    for file in &config.secret_files {
        warn_of_readers(file);
    }
}

/// On a socket, or on the loopback address, nobody stands in between.
fn warn_of_unverified(url: &PostgresUrl) {
    let hosts: Vec<_> = url.unverified_hosts().collect();
    if !hosts.is_empty() {
        let hosts = hosts.join(", ");
        warn!(
            hosts,
            "PostgreSQL need not prove who it is: whoever stands in between can read and alter what crosses the \
             network, and take the password; write sslmode=verify-full into database_url (docs/postgresql.md, \"The URL\")"
        );
    }
}

/// What an operator opens is open to every company.
fn tell_of_registries(policy: &Policy) {
    if tls::system_authorities().is_empty() {
        warn!(
            "this machine has no certificates of authorities, so public registries are not reached: install \
             ca-certificates"
        );
    }
    for allowed in policy.allowed() {
        if allowed.is_exposed() {
            warn!(
                registry = %allowed,
                "credentials cross the network in plain http on the way to this registry, as registry_allow has it"
            );
        } else {
            info!(registry = %allowed, "companies may use this registry besides public ones");
        }
    }
}

/// The rule is that of a key ring, though that is refused.
fn warn_of_readers(file: &NamedFile) {
    // It was read a moment ago. What is no file, such as a pipe, is gone by now.
    let Ok(metadata) = fs::metadata(&file.path) else {
        return;
    };
    if !metadata.is_file() {
        return;
    }
    if let Err(exposure) = Exposure::check(&metadata) {
        let path = shell_word(file.path.display());
        let remedy = exposure.remedy(path);
        warn!("{file}: it holds a secret, but {exposure}; {remedy}");
    }
}
