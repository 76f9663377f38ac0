use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, IssuedKey, Node, make_company, make_key};
use serde_json::json;

/// A company with its credentials.
pub(super) struct Party {
    name: String,
    pub(super) company: String,
    /// A key that may do everything.
    pub(super) master: IssuedKey,
    pub(super) credentials: Vec<String>,
    /// What others must never see.
    pub(super) canaries: Vec<String>,
}

impl Party {
    pub(super) fn make(node: &Node, name: &str, rng: &mut Rng) -> Self {
        let name = unique(name, rng);
        let company = make_company(node.folder(), &name);
        let all = Permission::ALL.map(Permission::as_str);
        let master = make_key(node.folder(), &company, &all);
        // The handle stands between `plk_` and the secret part.
        let handle = master.token[4..20].to_owned();
        let canaries = vec![name.clone(), company.clone(), master.id.clone(), handle];
        let mut party = Self {
            name,
            company,
            master,
            credentials: Vec::new(),
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

    /// Creates a credential, past any planted bug. Gives its id.
    pub(super) fn create(&self, node: &Node, name: &str) -> String {
        let body = json!({ "name": name, "username": format!("u.{name}"), "secret": "12345678" });
        let call = Call::new("POST", "/v3/docker-registries").key(&self.master.token);
        let reply = Client::of(node.place()).send(&call.json(&body));
        let reply = reply.expect("the service answers");
        assert_eq!(reply.status, 201, "a credential is created");
        reply.json()["id"].as_str().unwrap_or_default().to_owned()
    }

    fn one_more(&mut self, node: &Node, rng: &mut Rng) -> String {
        let name = unique("n", rng);
        let id = self.create(node, &name);
        // The user name holds the name.
        self.canaries
            .extend([id.clone(), format!("{}/{name}", self.name), name]);
        id
    }
}

/// A name that nothing else has.
pub(super) fn unique(prefix: &str, rng: &mut Rng) -> String {
    format!("{prefix}.{:016x}", rng.u64(..))
}
