use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, IssuedKey, Keeper, Node, make_company, make_key};
use serde_json::{Value, json};

use super::operations::Kind;

/// A company with its credentials and keys.
pub(super) struct Party {
    name: String,
    pub(super) company: String,
    /// A key that may do everything.
    pub(super) master: IssuedKey,
    pub(super) credentials: Vec<String>,
    /// A key that may do little, and one that may do more.
    pub(super) keys: [String; 2],
    /// What others must never see.
    pub(super) canaries: Vec<String>,
}

/// What the keys may do that are asked for.
pub(super) const LITTLE: &[Permission] = &[Permission::ApiKeyUpdate];
pub(super) const MORE: &[Permission] = &[Permission::ApiKeyUpdate, Permission::CredentialRead];

impl Party {
    pub(super) fn make(node: &Node, name: &str, rng: &mut Rng) -> Self {
        let name = unique(name, rng);
        let company = make_company(node.folder(), &name);
        let key = |permissions: &[Permission]| {
            let capabilities: Vec<_> = permissions.iter().map(|it| it.as_str()).collect();
            make_key(node.folder(), &company, &capabilities)
        };
        let (master, little, more) = (key(&Permission::ALL), key(LITTLE), key(MORE));
        let mut canaries = vec![name.clone(), company.clone()];
        for key in [&master, &little, &more] {
            // The handle stands between `plk_` and the secret part.
            canaries.extend([key.id.clone(), key.token[4..20].to_owned()]);
        }
        let mut party = Self {
            name,
            company,
            master,
            credentials: Vec::new(),
            keys: [little.id, more.id],
            canaries,
        };
        party.renew(node, rng);
        party
    }

    /// Has two new credentials, which come first.
    pub(super) fn renew(&mut self, node: &Node, rng: &mut Rng) {
        for _ in 0..2 {
            let id = self.one_more(node, rng);
            self.credentials.insert(0, id);
        }
    }

    /// Those of this kind that are asked for: of keys, one that may do little comes first, then one that may do more.
    pub(super) fn things(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Credential => &self.credentials,
            Kind::ApiKey => &self.keys,
        }
    }

    /// Who keeps its API keys, through this client.
    pub(super) fn keeper(&self, client: Client) -> Keeper {
        Keeper::new(client, &self.master.token)
    }

    /// The ids of it, and of what it has.
    pub(super) fn ids(&self) -> Vec<String> {
        let ids = [&self.company, &self.master.id].into_iter();
        ids.chain(&self.keys)
            .chain(&self.credentials)
            .cloned()
            .collect()
    }

    /// Creates something that is like the first or second of its kind, past any planted bug. Gives its id.
    pub(super) fn create(&self, node: &Node, kind: Kind, nth: usize, name: &str) -> String {
        let body = match kind {
            Kind::Credential => {
                // Nobody connects to that host, as its name is one of a local network.
                json!({
                    "name": name, "username": format!("u.{name}"), "secret": "12345678", "registry": "custom",
                    "host": "registry",
                })
            }
            Kind::ApiKey => {
                json!({ "name": name, "capabilities": capabilities([LITTLE, MORE][nth]) })
            }
        };
        let call = Call::new("POST", kind.path()).key(&self.master.token);
        let reply = Client::of(node.place()).send(&call.json(&body));
        let reply = reply.expect("the service answers");
        assert_eq!(reply.status, 201, "{} is created", kind.word());
        reply.json()["id"].as_str().unwrap_or_default().to_owned()
    }

    fn one_more(&mut self, node: &Node, rng: &mut Rng) -> String {
        let name = unique("n", rng);
        let id = self.create(node, Kind::Credential, 0, &name);
        // The user name holds the name.
        self.canaries
            .extend([id.clone(), format!("{}/{name}", self.name), name]);
        id
    }
}

/// Permissions for all of a company, as the API takes them.
pub(super) fn capabilities(permissions: &[Permission]) -> Value {
    let capability = |it: &Permission| json!({ "permission": it.as_str(), "id_resource": null });
    permissions.iter().map(capability).collect()
}

/// A name that nothing else has.
pub(super) fn unique(prefix: &str, rng: &mut Rng) -> String {
    format!("{prefix}.{:016x}", rng.u64(..))
}
