//! The configuration: defaults, then the file, then the environment, then flags; the later one wins.
//!
//! The table of settings (`config/table.rs`) is the only place that names a setting. Flags, variables,
//! keys of the file and the annotated `config/pullkey.toml` all come from it. To add a setting: a row
//! there, a rule if none fits, a field here.
//!
//! An empty variable, or an empty string in the file, counts as unset. An empty flag is refused:
//! nobody types one on purpose.

mod database;
mod environment;
mod error;
mod file;
mod flags;
mod layer;
mod log;
mod named_file;
mod nearest;
mod origin;
mod registry_allow;
mod rules;
mod sources;
mod table;
mod template;
mod tls_files;
mod trusted_proxies;
mod values;

use std::{
    fmt::{self, Debug, Formatter},
    net::SocketAddr,
    path::PathBuf,
};

use pullkey_guarded_http::Policy;
use tracing_subscriber::filter::Targets;

use self::values::{Reported, Values};
pub use self::{
    database::DatabaseUrl,
    error::{ConfigErrors, Problem, Rule},
    flags::{Flags, flags},
    log::LogFormat,
    named_file::NamedFile,
    origin::{Effective, Origin, Shown},
    registry_allow::RegistryAllowError,
    sources::Sources,
    template::template,
    tls_files::TlsFiles,
    trusted_proxies::{TrustedProxies, TrustedProxiesError},
};
use crate::OperatorKey;

/// Every setting, checked.
#[derive(Clone)]
pub struct Config {
    /// Where the API listens. Port 0 stands for any free one.
    pub listen: SocketAddr,
    /// The file that the address taken is written to.
    pub address_file: Option<PathBuf>,
    /// Where `/v2/` is served; `None` is the main listener.
    pub gateway_listen: Option<SocketAddr>,
    /// Where `/metrics` is served; `None` is the main listener.
    pub metrics_listen: Option<SocketAddr>,
    /// The files to speak TLS with on every listener; `None` is plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The proxies that are believed about who calls.
    pub trusted_proxies: TrustedProxies,
    /// The directory of everything that this node keeps.
    pub data_dir: PathBuf,
    /// Where credentials are stored.
    pub database: DatabaseUrl,
    /// The file of the key ring.
    pub keyring_file: PathBuf,
    /// The file that the heads of the audit chains are written to.
    pub audit_heads_file: PathBuf,
    /// What lets the operator in; `None` is no operator surface.
    pub operator_key: Option<OperatorKey>,
    /// Where logins of companies may be sent.
    pub registry_policy: Policy,
    /// The file with the authorities that registries are trusted by, besides those of the system.
    pub registry_ca_file: Option<NamedFile>,
    /// What is logged.
    pub log: Targets,
    /// How a log line looks.
    pub log_format: LogFormat,
    /// Whether a start brings the database to this version's schema.
    pub migrate: bool,
    /// Whether a database is served that may lose what it acknowledged.
    pub allow_unsafe_database: bool,
    /// The most connections open at once.
    pub max_connections: usize,
    /// The most requests worked on at once.
    pub max_requests: usize,
    /// The most reading requests of a company in a minute; 0 is any number.
    pub rate_read_per_minute: u32,
    /// The most other requests of a company in a minute; 0 is any number.
    pub rate_write_per_minute: u32,
    /// The most pulling requests of a company in a minute; 0 is any number.
    pub rate_pull_per_minute: u32,
    /// The most logins that a company may have tried in a minute; 0 is any number.
    pub rate_verify_per_minute: u32,
    /// The files that secrets among these stand in.
    pub secret_files: Vec<NamedFile>,
    settings: Vec<Effective>,
}

impl Config {
    /// Reads and checks every setting.
    ///
    /// # Errors
    ///
    /// All wrong settings at once, and every name that is not a setting's.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let mut values = Values::of(sources);
        match Self::read(&mut values) {
            Ok(config) if values.problems.is_empty() => Ok(config),
            _ => Err(ConfigErrors(values.problems)),
        }
    }

    /// Every setting with its value and where that came from, in the order of the table.
    pub fn settings(&self) -> impl Iterator<Item = &Effective> {
        self.settings.iter()
    }

    /// Reads in the order of the table, and to its end even when a setting is refused.
    fn read(values: &mut Values) -> Result<Self, Reported> {
        let listen = values.required(&table::LISTEN, rules::address);
        let address_file = values.optional(&table::ADDRESS_FILE, rules::path);
        let gateway_listen = values.optional(&table::GATEWAY_LISTEN, rules::address);
        let metrics_listen = values.optional(&table::METRICS_LISTEN, rules::address);
        let tls = TlsFiles::read(values);
        let trusted_proxies = values.optional(&table::TRUSTED_PROXIES, TrustedProxies::parse);
        let data_dir = values.required(&table::DATA_DIR, rules::path);
        let database = values.required(&table::DATABASE_URL, DatabaseUrl::parse);
        let keyring_file = values.required(&table::KEYRING_FILE, rules::path);
        let audit_heads_file = values.required(&table::AUDIT_HEADS_FILE, rules::path);
        let operator_key =
            values.optional(&table::OPERATOR_KEY, |text| Ok(OperatorKey::parse(text)?));
        let registry_policy = values.optional(&table::REGISTRY_ALLOW, registry_allow::policy);
        let registry_ca_file = NamedFile::read(values, &table::REGISTRY_CA_FILE);
        let log = values.required(&table::LOG, log::targets);
        let log_format = values.required(&table::LOG_FORMAT, LogFormat::parse);
        let migrate = values.required(&table::MIGRATE, rules::switch);
        let allow_unsafe_database = values.required(&table::ALLOW_UNSAFE_DATABASE, rules::switch);
        let max_connections = values.required(&table::MAX_CONNECTIONS, rules::count);
        let max_requests = values.required(&table::MAX_REQUESTS, rules::count);
        let rate_read_per_minute = values.required(&table::RATE_READ_PER_MINUTE, rules::rate);
        let rate_write_per_minute = values.required(&table::RATE_WRITE_PER_MINUTE, rules::rate);
        let rate_pull_per_minute = values.required(&table::RATE_PULL_PER_MINUTE, rules::rate);
        let rate_verify_per_minute = values.required(&table::RATE_VERIFY_PER_MINUTE, rules::rate);
        Ok(Self {
            listen: listen?,
            address_file: address_file?,
            gateway_listen: gateway_listen?,
            metrics_listen: metrics_listen?,
            tls: tls?,
            trusted_proxies: trusted_proxies?.unwrap_or_default(),
            data_dir: data_dir?,
            database: database?,
            keyring_file: keyring_file?,
            audit_heads_file: audit_heads_file?,
            operator_key: operator_key?,
            registry_policy: registry_policy?.unwrap_or_default(),
            registry_ca_file: registry_ca_file?,
            log: log?,
            log_format: log_format?,
            migrate: migrate?,
            allow_unsafe_database: allow_unsafe_database?,
            max_connections: max_connections?,
            max_requests: max_requests?,
            rate_read_per_minute: rate_read_per_minute?,
            rate_write_per_minute: rate_write_per_minute?,
            rate_pull_per_minute: rate_pull_per_minute?,
            rate_verify_per_minute: rate_verify_per_minute?,
            secret_files: std::mem::take(&mut values.secret_files),
            settings: std::mem::take(&mut values.effective),
        })
    }
}

/// Shows what `settings` shows, where secrets are redacted already.
impl Debug for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let lines = self.settings().map(|setting| {
            let line = format!("{} ({})", setting.value, setting.origin);
            (setting.name, line)
        });
        f.debug_map().entries(lines).finish()
    }
}

#[cfg(test)]
mod tests;
