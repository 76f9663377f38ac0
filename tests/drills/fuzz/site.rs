use std::{collections::BTreeMap, fs::OpenOptions, path::Path};

use pullkey_domain::api_key::Permission;
use pullkey_tests::{
    Call, Client, Installation, Keeper, Place, Server, make_company, make_key, pullkey,
};
use serde_json::json;
use tempfile::{TempDir, tempdir};

use crate::{
    kind::Kind,
    stand_in::{Access, StandIn, ordinary},
};

const OPERATOR_KEY: &str = "0123456789abcdef0123456789abcdef";
/// The paths that take no other key.
const OPERATORS: &str = "^/operator/";

/// A running service, and whoever fuzzes it.
pub(super) struct Site {
    pub(super) kind: Kind,
    pub(super) server: Server,
    /// Where clients find it.
    pub(super) place: Place,
    /// Those who go by the document.
    pub(super) callers: Vec<Caller>,
    /// What they stand on, and leave alone.
    pub(super) kept: String,
    /// A key that may do everything, in another company.
    pub(super) key: String,
    /// A key that may pull and nothing else, of yet another one: what it pulls from is changed by nobody.
    pub(super) puller: String,
    /// The registry of its credential, as paths have it, and the credential's id.
    pub(super) sources: [String; 2],
    /// What it answered 5xx until it was ready.
    pub(super) failed_at_first: BTreeMap<String, u64>,
    folder: TempDir,
    _registry: StandIn,
    _installation: Option<Installation>,
}

/// Somebody who goes by the document.
pub(super) struct Caller {
    pub(super) name: &'static str,
    pub(super) key: Option<String>,
    /// Which operations are asked for.
    pub(super) filter: [&'static str; 2],
    /// The part of the time.
    pub(super) share: u64,
}

impl Site {
    /// One on this kind of store, with a registry that it may ask.
    pub(super) fn start(kind: Kind) -> Self {
        let installation = (kind == Kind::Postgres).then(Installation::new);
        let folder = match &installation {
            Some(installation) => installation.node_folder(),
            None => tempdir().expect("there is room for a folder"),
        };
        let registry = StandIn::start(|request| ordinary(&Access::Password, request));
        let allowed = format!("--registry-allow=http://{}", registry.host());
        let mut command = pullkey(folder.path());
        command.env("PULLKEY_OPERATOR_KEY", OPERATOR_KEY);
        // To its end, so that a bug can add to it, too.
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.path().join("stderr"));
        let server = Server::start_as(
            command,
            folder.path(),
            &[&allowed, "--trusted-proxies=127.0.0.1"],
            log.expect("the folder takes files").into(),
        );
        server.until_ready();
        let place = Place::at(server.address().port());
        let (callers, kept) = callers(folder.path(), &place, &registry.host());
        let [raw, pulled] = ["bytes", "pulls"].map(|name| make_company(folder.path(), name));
        let key = everything(folder.path(), &raw);
        let owner = everything(folder.path(), &pulled);
        let pulls = Permission::CredentialPull.as_str();
        let source = registry.host().replace(':', "_");
        let mut site = Self {
            kind,
            sources: [source, credential(&place, &owner, &registry.host())],
            puller: make_key(folder.path(), &pulled, &[pulls]).token,
            key,
            server,
            place,
            callers,
            kept,
            failed_at_first: BTreeMap::new(),
            folder,
            _registry: registry,
            _installation: installation,
        };
        let counted = site.counted();
        site.failed_at_first = counted.map_or_else(|_| BTreeMap::new(), |count| count.failed);
        site
    }

    /// Clients come by way of this place from now on.
    pub(super) fn is_found_at(&mut self, place: &Place) {
        self.place = place.clone();
    }

    /// The folder that commands are to be run in.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Everybody who goes by the document, and the ids of what they stand on.
fn callers(folder: &Path, place: &Place, host: &str) -> (Vec<Caller>, String) {
    let company = make_company(folder, "document");
    let whole = make_key(folder, &company, &Permission::ALL.map(Permission::as_str));
    let credential = credential(place, &whole.token, host);
    let narrowed = Permission::ALL
        .into_iter()
        .filter(|permission| permission.can_be_narrowed())
        .map(|permission| format!("{}@{credential}", permission.as_str()));
    let narrowed: Vec<_> = narrowed.collect();
    let narrowed: Vec<_> = narrowed.iter().map(String::as_str).collect();
    let narrowed = Keeper::new(Client::of(place), &whole.token).create(&narrowed);
    let kept = [&company, &whole.id, &narrowed.id, &credential].map(String::as_str);
    let kept = kept.join(",");
    let caller = |name, key, filter, share| Caller {
        name,
        key,
        filter: [filter, OPERATORS],
        share,
    };
    let others = "--exclude-path-regex";
    let callers = vec![
        caller("a company's key", Some(whole.token), others, 12),
        caller(
            "the operator's key",
            Some(OPERATOR_KEY.to_owned()),
            "--include-path-regex",
            5,
        ),
        caller("a narrowed key", Some(narrowed.token), others, 4),
        caller("no key", None, others, 3),
    ];
    (callers, kept)
}

fn everything(folder: &Path, company: &str) -> String {
    make_key(folder, company, &Permission::ALL.map(Permission::as_str)).token
}

/// The id of a credential for this registry.
fn credential(place: &Place, key: &str, host: &str) -> String {
    let body = json!({
        "name": "n", "username": "u", "secret": "12345678", "registry": "custom", "host": host,
    });
    let call = Call::new("POST", "/v3/docker-registries").key(key);
    let reply = Client::of(place).send(&call.json(&body));
    let reply = reply.expect("the service answers");
    assert_eq!(reply.status, 201, "a credential is created");
    reply.json()["id"].as_str().unwrap_or_default().to_owned()
}
