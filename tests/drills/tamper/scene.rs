//! A service with rows to be altered, and everybody who asks it.

use std::{
    fs,
    path::PathBuf,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_domain::{api_key::Permission, credential::RegistryProvider};
use pullkey_tests::{
    Call, Client, Installation, IssuedKey, Node, Place, Proxy, Reply, Tenant, make_company,
    make_key, run,
};
use pullkey_throwaway_postgres::shared;
use serde_json::{Value as Json, json};

use super::{Kind, Store, bugs::Flaw, lines::TABLES};
use crate::{
    database::text,
    drill::{Broken, Verdict, hold},
};

pub(super) const CREDENTIALS: &str = "/v3/docker-registries";
/// Failed authentications are bounded by address.
const SETTINGS: &[&str] = &["trusted_proxies = '127.0.0.1'"];
/// What nobody may be told.
pub(super) const SECRET: &str = "my-secret-token";
const CLIENTS: usize = 4;
const PATIENCE: Duration = Duration::from_secs(15);

/// See the module.
pub(super) struct Scene {
    pub(super) node: Node,
    pub(super) store: Store,
    pub(super) tenants: [Tenant; 2],
    pub(super) keys: Vec<IssuedKey>,
    pub(super) flaw: Option<Flaw>,
    proxy: Option<Proxy>,
    log: String,
}

impl Scene {
    /// Two companies with so many credentials and API keys in all. Half of them were made before all keys of the ring
    /// were turned. What was kept as `early` is how it was then.
    pub(super) fn start(kind: Kind, rows: usize, flaw: Option<Flaw>, rng: &mut Rng) -> Self {
        let (node, installation) = match kind {
            Kind::Embedded => (
                Node::start_with(&SETTINGS.iter().map(|&it| it.to_owned()).collect::<Vec<_>>()),
                None,
            ),
            Kind::Postgres => {
                let installation = Installation::with_settings(shared().database(), SETTINGS);
                (installation.node(), Some(installation))
            }
        };
        let tenants = ["one", "other"].map(|name| {
            let company = make_company(node.folder(), name);
            let everything = Permission::ALL.map(Permission::as_str);
            let key = make_key(node.folder(), &company, &everything);
            Tenant { company, key }
        });
        let mut scene = Self {
            store: Store::of(&node, installation),
            node,
            tenants,
            keys: Vec::new(),
            flaw,
            proxy: None,
            log: String::new(),
        };
        scene.fill(rows / 2, rng);
        scene.stop();
        scene.store.keep(&TABLES, "early");
        for kind in ["secret", "pepper", "audit"] {
            let added = scene.command(&["keyring", "rotate", "--kind", kind, "--json"]);
            scene.command(&["keyring", "promote", &added["id"].to_string()]);
        }
        scene.restart();
        scene.fill(rows - rows / 2, rng);
        scene
    }

    /// Makes so many credentials and so many keys, in both companies alike.
    fn fill(&mut self, rows: usize, rng: &mut Rng) {
        let number = self.keys.len();
        let providers = RegistryProvider::ALL.map(RegistryProvider::as_str);
        let numbers = number..number + rows;
        let each: Vec<_> = numbers
            .map(|nth| (nth, *rng.choice(&providers).unwrap_or(&"")))
            .collect();
        let parts = each.chunks(rows.div_ceil(CLIENTS));
        let both = |(nth, provider): &(usize, &str)| {
            let credential = json!({
                "name": format!("n{nth}"),
                "username": format!("u{nth}"),
                "secret": SECRET,
                "registry": provider,
            });
            self.made(*nth, CREDENTIALS, &credential);
            self.make_key(*nth)
        };
        let both = &both;
        let made: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = parts
                .map(|part| scope.spawn(move || part.iter().map(both).collect::<Vec<_>>()))
                .collect();
            let ended = threads.into_iter().map(thread::ScopedJoinHandle::join);
            ended
                .flat_map(|made| made.expect("rows are made"))
                .collect()
        });
        self.keys.extend(made);
    }

    /// Makes something, in one company or the other. On a machine that is too busy, it is tried again: one more does no harm.
    fn made(&self, nth: usize, path: &str, body: &Json) -> Json {
        let token = &self.tenants[nth % 2].key.token;
        let call = Call::new("POST", path).key(token).json(body);
        let (client, since) = (self.client(), Instant::now());
        loop {
            match client.send(&call) {
                Ok(reply) if [200, 201].contains(&reply.status) => return reply.json(),
                answer => assert!(since.elapsed() < 2 * PATIENCE, "POST {path}: {answer:?}"),
            }
        }
    }

    /// Keys of every kind: plain ones, such as end, such as are narrowed, and such as have two tokens.
    fn make_key(&self, nth: usize) -> IssuedKey {
        let permission = Permission::ALL[nth % Permission::ALL.len()].as_str();
        let mut body = json!({
            "name": format!("k{nth}"),
            "capabilities": [{ "permission": permission }],
        });
        if nth % 4 == 1 {
            body["expired_at"] = json!("2099-01-30T00:00:00.000Z");
        }
        if nth % 4 == 2 {
            let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
            let narrowed = json!({ "permission": "DOCKER_REGISTRY:READ", "id_resource": id });
            body["capabilities"] = json!([narrowed, { "permission": "API_KEY:READ" }]);
        }
        let mut key = self.made(nth, "/v3/api-keys", &body);
        if nth % 4 == 3 {
            let path = format!("/v3/api-keys/{}/rotate", text(&key["id"]));
            key = self.made(nth, &path, &json!({ "old_token_ttl_hours": 24 }));
        }
        IssuedKey {
            id: text(&key["id"]),
            token: text(&key["token"]),
        }
    }

    /// Whoever asks, through what was planted.
    pub(super) fn client(&self) -> Client {
        let place = self.proxy.as_ref().map_or(self.node.place(), Proxy::place);
        Client::of(place).scattered()
    }

    /// From now on this stands before the service.
    pub(super) fn put_before(&mut self, proxy: impl FnOnce(&Place) -> Option<Proxy>) {
        self.proxy = proxy(self.node.place());
    }

    /// Asks all of this, many at a time. The answers are in the order of the calls.
    pub(super) fn ask(&self, calls: &[Call]) -> Vec<Result<Reply, Broken>> {
        let client = &self.client();
        let ask = |call: &Call| {
            let lost = |lost| Broken(format!("{} {}: {lost:?}", call.method(), call.path()));
            client.send(call).map_err(lost)
        };
        let ask = &ask;
        let parts = calls.chunks(calls.len().div_ceil(CLIENTS).max(1));
        thread::scope(|scope| {
            let threads: Vec<_> = parts
                .map(|part| scope.spawn(move || part.iter().map(ask).collect::<Vec<_>>()))
                .collect();
            let ended = threads.into_iter().map(thread::ScopedJoinHandle::join);
            ended.flat_map(|it| it.expect("clients end")).collect()
        })
    }

    /// The key of a company, if it is one of these.
    pub(super) fn token_of(&self, company: &str) -> Option<&str> {
        let tenant = self.tenants.iter().find(|it| it.company == company);
        tenant.map(|it| it.key.token.as_str())
    }

    /// Whether this is the id of one of the keys that are altered.
    pub(super) fn is_altered_key(&self, id: &str) -> bool {
        self.keys.iter().any(|key| key.id == id)
    }

    /// Lets the service end in good order when all events are sealed: then all heads are exported.
    pub(super) fn stop(&mut self) {
        // The turn of the node before, which was itself, lasts for seconds.
        let since = Instant::now();
        while self.store.has_marks() && since.elapsed() < PATIENCE {
            sleep(Duration::from_millis(100));
        }
        self.node.stop();
        self.read_log();
    }

    pub(super) fn restart(&mut self) {
        let place = self.node.place().clone();
        self.node.restart(&place);
    }

    fn read_log(&mut self) {
        let log = fs::read_to_string(self.node.folder().join("stderr"));
        self.log += &log.unwrap_or_default();
    }

    /// Runs a command to its good end. Gives what it printed, if that is JSON.
    pub(super) fn command(&self, arguments: &[&str]) -> Json {
        let ended = run(self.node.folder(), arguments);
        assert_eq!(ended.status, Some(0), "{arguments:?}: {}", ended.stderr);
        serde_json::from_str(&ended.stdout).unwrap_or_default()
    }

    /// The heads that this node has exported.
    pub(super) fn heads_file(&self) -> PathBuf {
        self.node.data().join("audit-heads.jsonl")
    }

    /// Nothing has panicked that has ended.
    pub(super) fn has_not_panicked(&self) -> Verdict {
        let mut lines = self.log.lines();
        let panicked = lines.find(|it| it.contains("panicked"));
        hold(panicked.is_none(), || {
            format!("the service panicked: {}", panicked.unwrap_or_default())
        })
    }

    /// Adds to the log.
    pub(super) fn log(&mut self, line: &str) {
        self.log += line;
    }

    /// What `pullkey audit verify` finds.
    pub(super) fn findings(&self) -> Result<Vec<Json>, Broken> {
        let ended = run(self.node.folder(), &["audit", "verify", "--json"]);
        hold(!ended.stderr.contains("panicked"), || {
            format!("`audit verify` panicked: {}", ended.stderr)
        })?;
        let told: Option<Json> = serde_json::from_str(&ended.stdout).ok();
        let told =
            told.ok_or_else(|| Broken(format!("`audit verify` came to no end: {}", ended.stderr)))?;
        let mut findings = told["findings"].as_array().cloned().unwrap_or_default();
        let status = i32::from(!findings.is_empty());
        hold(ended.status == Some(status), || {
            let found = findings.len();
            format!(
                "`audit verify` ends with {:?} at {found} findings",
                ended.status
            )
        })?;
        // This drill takes longer than an event should wait.
        findings.retain(|it| it["code"] != "events_not_sealed");
        Ok(match self.flaw {
            Some(flaw) => flaw.overlook(findings),
            None => findings,
        })
    }
}
