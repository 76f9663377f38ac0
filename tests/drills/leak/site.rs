use std::{
    fs::{self, OpenOptions, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use nix::unistd::Uid;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Place, SelfSigned, Server, make_company, make_key, program, run};
use pullkey_throwaway_postgres::{Cluster, Database, Options};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use super::{
    canary::{Canaries, Kind},
    upstream::Upstream,
};

/// A running service whose secrets are all canaries.
pub(super) struct Site {
    pub(super) way: Way,
    folder: TempDir,
    pub(super) server: Server,
    pub(super) place: Place,
    pub(super) upstream: Upstream,
    /// Its own cluster, where it has one.
    pub(super) postgres: Option<(Cluster, Database)>,
    pub(super) company: String,
    /// A token that may do everything.
    pub(super) key: String,
    pub(super) operator_key: String,
}

/// How secrets come to it, and where it keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Embedded,
    EmbeddedOnTls,
    Postgres,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::Embedded, Self::EmbeddedOnTls, Self::Postgres];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "on the embedded store",
            Self::EmbeddedOnTls => "on the embedded store by TLS",
            Self::Postgres => "on PostgreSQL",
        }
    }
}

impl Site {
    /// Starts one of this program, which logs all that it can.
    pub(super) fn start(way: Way, binary: &Path, canaries: &Canaries) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let at = folder.path();
        // A header takes no more than visible ASCII.
        let core = canaries.core(Kind::OperatorKey, "the operator's key");
        let operator_key = format!("op\"{core}\"\\/+%-0123456789");
        keep(at, "operator-key", &operator_key);
        let upstream = Upstream::start();
        // Failed authentications are bounded by address.
        let mut settings = vec![
            "log = 'trace'".to_owned(),
            "operator_key_file = 'operator-key'".to_owned(),
            "trusted_proxies = '127.0.0.1'".to_owned(),
            upstream.allowed(),
        ];
        let mut postgres = None;
        match way {
            Way::Embedded => {}
            Way::EmbeddedOnTls => {
                SelfSigned::for_this_machine().write(at);
                let files = ["tls_cert_file = 'cert.pem'", "tls_key_file = 'key.pem'"];
                settings.extend(files.map(str::to_owned));
                settings.push("log_format = 'text'".to_owned());
            }
            Way::Postgres => {
                let (cluster, database, url) = with_password(canaries);
                keep(at, "database-url", &url);
                settings.push("database_url_file = 'database-url'".to_owned());
                settings.push("keyring_file = 'keyring.json'".to_owned());
                postgres = Some((cluster, database));
            }
        }
        fs::create_dir(at.join("config")).expect("the folder takes folders");
        keep(at, "config/pullkey.toml", &settings.join("\n"));
        if postgres.is_some() {
            let made = run(at, &["keyring", "init"]);
            assert_eq!(made.status, Some(0), "no key ring: {}", made.stderr);
        }
        // To its end, so that a bug can add to it, too.
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(at.join("stderr"));
        let log = log.expect("the folder takes files");
        let server = Server::start_as(readable(binary, at), at, &[], log.into());
        until_ready(&server, way, at);
        let company = make_company(at, "leak");
        let key = make_key(at, &company, &Permission::ALL.map(Permission::as_str)).token;
        canaries.add_token("the key in use", &key);
        let site = Self {
            way,
            place: Place::at(server.address().port()),
            upstream,
            folder,
            server,
            postgres,
            company,
            key,
            operator_key,
        };
        if site.postgres.is_none() {
            canaries.add_token("the key of the first start", &site.server.first_key());
        }
        site
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The certificate that it shows, where it speaks TLS.
    pub(super) fn certificate(&self) -> Option<PathBuf> {
        (self.way == Way::EmbeddedOnTls).then(|| self.folder().join("cert.pem"))
    }

    pub(super) fn key_ring(&self) -> PathBuf {
        match self.way {
            Way::Postgres => self.folder().join("keyring.json"),
            _ => self.server.data().join("keyring.json"),
        }
    }

    /// The keys of its ring as it is now.
    pub(super) fn add_ring_keys(&self, canaries: &Canaries) {
        let ring = fs::read_to_string(self.key_ring()).expect("there is a key ring");
        let ring: Value = serde_json::from_str(&ring).expect("it is JSON");
        for key in ring["keys"].as_array().into_iter().flatten() {
            let bytes = BASE64_STANDARD.decode(key["key"].as_str().unwrap_or_default());
            let what = format!(
                "the ring's {} key",
                key["kind"].as_str().unwrap_or_default()
            );
            canaries.add(Kind::RingKey, &what, &bytes.expect("a key is base64"));
        }
    }
}

/// A file for its owner alone.
fn keep(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::write(&file, text).expect("the folder takes files");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("the file is ours");
}

/// A database whose role has a canary for its password, and the URL with that.
fn with_password(canaries: &Canaries) -> (Cluster, Database, String) {
    let cluster = Cluster::with(&Options::default().tcp());
    let database = cluster.database();
    let core = canaries.core(Kind::DatabasePassword, "the database's password");
    let set = format!("ALTER ROLE pullkey PASSWORD 'p\"{core}\"/+%'");
    cluster.query("postgres", &set);
    let (address, name) = (cluster.address(), database.name());
    let url = format!("postgres://pullkey:p%22{core}%22%2F%2B%25@{address}/{name}");
    (cluster, database, url)
}

/// Runs this program so that we can read its memory. Root can read any; whoever is not gives it a user namespace of his
/// own, in which he may do the same.
fn readable(binary: &Path, folder: &Path) -> Command {
    if Uid::effective().is_root() {
        return program(binary, folder);
    }
    let mut command = program(Path::new("unshare"), folder);
    command
        .args(["--user", "--map-root-user", "--"])
        .arg(binary);
    command
}

fn until_ready(server: &Server, way: Way, folder: &Path) {
    if way == Way::EmbeddedOnTls {
        let certificate = folder.join("cert.pem");
        let answer = server.curl_on_tls("/readyz", &certificate).send();
        assert_eq!(answer.status, 200, "{}", server.log());
    } else {
        server.until_ready();
    }
}
