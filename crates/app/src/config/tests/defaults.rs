//! What holds when nobody says anything.

use std::{fmt::Debug, path::Path};

use super::Scene;
use crate::config::{Config, DatabaseUrl, LogFormat, Origin, template};

#[test]
fn the_api_listens_on_loopback_only() {
    let config = Scene::empty().config();
    assert_eq!(config.listen, ([127, 0, 0, 1], 8080).into());
}

#[test]
fn the_address_taken_is_written_nowhere() {
    assert_eq!(Scene::empty().config().address_file, None);
}

#[test]
fn metrics_share_the_main_listener() {
    assert_eq!(Scene::empty().config().metrics_listen, None);
}

#[test]
fn data_is_kept_in_data() {
    assert_eq!(Scene::empty().config().data_dir, Path::new("./data"));
}

#[test]
fn the_database_is_sqlite_in_the_data_directory() {
    let config = Scene::empty().config();
    let usual = DatabaseUrl::Sqlite("./data/pullkey.db".into());
    assert_eq!(config.database, usual);
}

#[test]
fn the_key_ring_is_in_the_data_directory() {
    let config = Scene::empty().config();
    assert_eq!(config.keyring_file, Path::new("./data/keyring.json"));
}

#[test]
fn the_heads_of_the_audit_chains_are_written_to_the_data_directory() {
    let config = Scene::empty().config();
    let usual = Path::new("./data/audit-heads.jsonl");
    assert_eq!(config.audit_heads_file, usual);
}

#[test]
fn information_is_logged_and_details_are_not() {
    let config = Scene::empty().config();
    assert_eq!(Some(config.log), "info".parse().ok());
}

#[test]
fn the_log_format_suits_where_the_log_goes() {
    assert_eq!(Scene::empty().config().log_format, LogFormat::Auto);
}

#[test]
fn the_database_is_migrated_at_start() {
    assert!(Scene::empty().config().migrate);
}

#[test]
fn a_database_that_may_lose_what_it_acknowledged_is_not_served() {
    assert!(!Scene::empty().config().allow_unsafe_database);
}

#[test]
fn there_is_no_operator_surface() {
    assert!(Scene::empty().config().operator_key.is_none());
}

#[test]
fn ten_thousand_connections_may_be_open() {
    assert_eq!(Scene::empty().config().max_connections, 10_000);
}

#[test]
fn eight_hundred_requests_are_worked_on_at_once() {
    assert_eq!(Scene::empty().config().max_requests, 800);
}

#[test]
fn a_company_may_read_6000_and_write_600_times_a_minute() {
    let config = Scene::empty().config();
    assert_eq!(config.rate_read_per_minute, 6_000);
    assert_eq!(config.rate_write_per_minute, 600);
}

#[test]
fn a_company_may_have_30_logins_tried_in_a_minute() {
    assert_eq!(Scene::empty().config().rate_verify_per_minute, 30);
}

#[test]
fn no_registry_is_allowed_but_public_ones() {
    let config = Scene::empty().config();
    assert!(config.registry_policy.allowed().is_empty());
    assert_eq!(config.registry_ca_file, None);
}

#[test]
fn no_proxy_is_trusted() {
    assert!(Scene::empty().config().trusted_proxies.is_empty());
}

#[test]
fn database_and_key_ring_follow_the_data_directory() {
    let config = Scene::empty().args(["--data-dir", "/srv/p"]).config();
    assert_eq!(config.keyring_file, Path::new("/srv/p/keyring.json"));
    let heads = Path::new("/srv/p/audit-heads.jsonl");
    assert_eq!(config.audit_heads_file, heads);
    let usual = DatabaseUrl::Sqlite("/srv/p/pullkey.db".into());
    assert_eq!(config.database, usual);
}

#[test]
fn the_annotated_file_says_nothing_until_a_line_is_uncommented() {
    let config = Scene::empty().file(&template()).config();
    assert!(
        config
            .settings()
            .all(|setting| setting.origin == Origin::Default)
    );
}

#[test]
fn the_annotated_file_uncommented_is_the_defaults() {
    let config = Scene::empty().file(&uncommented(&template())).config();
    assert!(
        config
            .settings()
            .any(|setting| setting.origin != Origin::Default)
    );
    assert_eq!(typed(config), typed(Scene::empty().config()));
}

/// Prose starts with a space after the `#`, a setting does not.
fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a program sees of a configuration.
fn typed(config: Config) -> impl PartialEq + Debug {
    (
        (config.listen, config.address_file, config.metrics_listen),
        (config.data_dir, config.database, config.keyring_file),
        config.audit_heads_file,
        (config.log, config.log_format),
        (config.migrate, config.allow_unsafe_database),
        (config.max_connections, config.max_requests),
        config.trusted_proxies,
        config.operator_key.is_some(),
        (config.rate_read_per_minute, config.rate_write_per_minute),
        config.rate_verify_per_minute,
        config.registry_policy.allowed().to_vec(),
        config.registry_ca_file,
    )
}
