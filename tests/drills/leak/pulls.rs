//! Images, pulled through the gateway with secrets that are canaries, well and badly formed.

use pullkey_domain::api_key::ApiKeyToken;
use pullkey_tests::Call;
use serde_json::{Value, json};

use super::{
    attempt::Attempt,
    canary::{Canaries, Kind},
    sender::Sender,
    site::Site,
    upstream::{BROKEN, MOVED},
};
use crate::{
    drill::{Broken, Verdict, hold},
    stand_in::{BLOB_DIGEST, MANIFEST_DIGEST, StandIn, as_password},
};

/// A credential for a registry.
pub(super) struct Stored {
    /// What names of its images begin with.
    names: [String; 2],
    host: String,
    /// Its secret.
    core: String,
}

/// Makes the requests that pull.
pub(super) struct Pulls<'a> {
    pub(super) site: &'a Site,
    pub(super) canaries: &'a Canaries,
}

/// Every kind of thing that can be pulled.
fn parts() -> [String; 5] {
    [
        "manifests/1".to_owned(),
        format!("manifests/{MANIFEST_DIGEST}"),
        format!("blobs/{BLOB_DIGEST}"),
        "tags/list".to_owned(),
        format!("referrers/{MANIFEST_DIGEST}"),
    ]
}

impl Pulls<'_> {
    /// Credentials for a registry by password, and for one by token.
    pub(super) fn store(&self, sender: &Sender) -> [Stored; 2] {
        let upstream = &self.site.upstream;
        let realm = Some(upstream.realm.host());
        [
            self.store_one(sender, Kind::Pulled, &upstream.by_password, None),
            self.store_one(sender, Kind::Exchanged, &upstream.by_token, realm),
        ]
    }

    fn store_one(
        &self,
        sender: &Sender,
        kind: Kind,
        registry: &StandIn,
        token_host: Option<String>,
    ) -> Stored {
        let core = self
            .canaries
            .core(kind, "a secret that images are pulled with");
        let mut body = json!({
            "name": "pulled", "registry": "custom", "host": registry.host(), "username": "u",
            "secret": format!("s\"{core}\" \\/+%\u{e9}"),
        });
        if let Some(token_host) = token_host {
            body["token_host"] = json!(token_host);
        }
        let call = Call::new("POST", "/v3/docker-registries").key(&self.site.key);
        let made = sender.send(&call.json(&body)).expect("the service answers");
        let id = made.body["id"].as_str().expect("a credential is made");
        let host = registry.host();
        Stored {
            names: [host.replace(':', "_"), id.to_owned()],
            host,
            core,
        }
    }

    /// Everything, by each name.
    pub(super) fn good(&self, stored: &[Stored]) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for it in stored {
            let named = it.names.iter().map(|name| (format!("{name}/"), ""));
            let namespace = format!("?ns={}", it.host);
            let named: Vec<_> = named.chain([(String::new(), namespace.as_str())]).collect();
            for (number, part) in parts().iter().enumerate() {
                let (name, query) = &named[number % named.len()];
                for method in ["GET", "HEAD"] {
                    let path = format!("/v2/{name}acme/app/{part}{query}");
                    attempts.push(self.attempt(Call::new(method, &path), true));
                }
            }
            let moved = format!("/v2/{}/acme/app/manifests/{MOVED}", it.names[0]);
            attempts.push(self.attempt(Call::new("GET", &moved), true));
            let broken = format!("/v2/{}/acme/app/manifests/{BROKEN}", it.names[0]);
            attempts.push(self.attempt(Call::new("GET", &broken), false));
            let resolved = json!({ "image": format!("{}/acme/app:1", it.host) });
            let call = Call::new("POST", "/v3/docker-registries/resolve").key(&self.site.key);
            attempts.push(attempt(call.json(&resolved), true));
        }
        attempts.push(self.attempt(Call::new("GET", "/v2/"), true));
        attempts
    }

    /// Canaries where nothing is to come of them.
    pub(super) fn bad(&self, stored: &[Stored]) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for it in stored {
            let name = &it.names[0];
            attempts.extend(self.in_paths(name));
            let path = format!("/v2/{name}/acme/app/manifests/1");
            attempts.extend(self.in_authorization(&path));
            for header in [
                "accept",
                "range",
                "user-agent",
                "cookie",
                "docker-x",
                "if-match",
            ] {
                let canary = self
                    .canaries
                    .header(&format!("the header {header} of a pull"));
                let call = Call::new("GET", &path).header(header, &canary);
                attempts.push(self.attempt(call, false));
            }
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let path = format!("/v2/{name}/acme/app/blobs/uploads/");
                let body = self
                    .canaries
                    .secret(&format!("a body of {method} to a registry"));
                let call = Call::new(method, &path);
                let call = match method {
                    "DELETE" => call,
                    _ => call.text(body),
                };
                attempts.push(self.attempt(call, false));
            }
        }
        attempts
    }

    fn in_paths(&self, name: &str) -> Vec<Attempt> {
        let url = |what: &str| self.canaries.url(&format!("{what} of a pull"));
        // As part of a repository's name, it has to be in lower case.
        let core = self.canaries.core(Kind::SentInUrl, "a tag of a pull");
        let paths = [
            format!("/v2/{}/app/manifests/1", url("the registry")),
            format!("/v2/{name}/{}/manifests/1", url("the repository")),
            format!("/v2/{name}/acme/app/manifests/{core}"),
            format!("/v2/{name}/acme/app/manifests/{}", url("the version")),
            format!("/v2/{name}/acme/app/blobs/{}", url("the digest")),
            format!("/v2/{name}/acme/app/tags/list?last={}", url("the query")),
            format!("/v2/acme/app/manifests/1?ns={}", url("the namespace")),
        ];
        let attempt = |path: &String| self.attempt(Call::new("GET", path), false);
        paths.iter().map(attempt).collect()
    }

    /// Keys that are none, and a good one in the wrong place.
    fn in_authorization(&self, path: &str) -> Vec<Attempt> {
        let canary = |what: &str| self.canaries.header(&format!("{what} of a pull"));
        let made_up = ApiKeyToken::generate(&mut |bytes: &mut [u8]| fastrand::fill(bytes));
        let own = ApiKeyToken::parse(&self.site.key).expect("it is a key");
        let guessed =
            ApiKeyToken::another(own.handle(), &mut |bytes: &mut [u8]| fastrand::fill(bytes));
        for token in [&made_up, &guessed] {
            self.canaries
                .add_token("a key of a pull that is none", token.expose());
        }
        let values = [
            as_password(made_up.expose()),
            as_password(guessed.expose()),
            as_password(&canary("a password")),
            format!("Basic {}", canary("a malformed password")),
            format!("Bearer {}", made_up.expose()),
            format!("Bearer {}", self.site.key),
            as_password(&format!("x:{}", self.site.key)),
        ];
        let call = |value: &String| Call::new("GET", path).header("authorization", value);
        values.iter().map(|it| attempt(call(it), false)).collect()
    }

    /// Whether the secrets came to those who were to get them, or else nothing was tried.
    pub(super) fn came_to_registries(&self, stored: &[Stored; 2]) -> Verdict {
        let [by_password, _, realm] = self.site.upstream.records();
        for (stored, (whose, record)) in stored.iter().zip([by_password, realm]) {
            let logins = record.logins();
            let came = logins.iter().any(|login| login.contains(&stored.core));
            hold(came, || format!("no secret of a pull came to {whose}"))?;
        }
        Ok(())
    }

    /// A request with the key as its password.
    fn attempt(&self, call: Call, good: bool) -> Attempt {
        attempt(
            call.header("authorization", &as_password(&self.site.key)),
            good,
        )
    }
}

fn attempt(call: Call, good: bool) -> Attempt {
    let path = call.path().split('?').next().unwrap_or_default();
    let part = path.rsplit('/').nth(1).unwrap_or_default();
    Attempt {
        label: format!("{} of {part} through the gateway", call.method()),
        call,
        good,
        issues: false,
    }
}

/// What was done is asked for, too: the trail of pulls, and what tells of the credentials.
pub(super) fn told_afterwards(site: &Site, sender: &Sender) -> Result<Vec<u8>, Broken> {
    let mut told = Vec::new();
    for path in [
        "/v3/audit-events?action=credential.pull",
        "/v3/docker-registries?search=pulled",
    ] {
        let reply = sender.send(&Call::new("GET", path).key(&site.key));
        let reply = reply.map_err(|lost| Broken(format!("{path} was not answered: {lost:?}")))?;
        let listed = reply.body["data"].as_array().map_or(0, Vec::len);
        hold(listed > 0, || {
            format!("{path} tells of no pull: {}", Value::to_string(&reply.body))
        })?;
        told.extend(reply.bytes);
    }
    Ok(told)
}
