use std::{sync::OnceLock, thread::sleep, time::Duration};

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, IssuedKey, Message, Node, make_company, make_key};
use serde_json::json;

use super::{
    super::{bugs::PullBug, site::Site},
    target::{By, Target, parts},
};
use crate::{
    drill::{Verdict, hold},
    kind::Kind,
    stand_in::{self, Access, Record, StandIn, as_password, login, ordinary},
};

/// A service, its companies, and the registries that it may ask.
pub(in super::super) struct Stage {
    pub(in super::super) site: Site,
    pub(in super::super) own: Side,
    pub(in super::super) other: Side,
    /// Registries that both companies have a credential for: by password, and by token.
    pub(super) shared: [StandIn; 2],
    /// One that only the other company has a credential for.
    pub(super) theirs: StandIn,
    /// One that nobody has a credential for.
    pub(super) nobodys: StandIn,
    /// What all of them heard.
    heard: Record,
}

/// A company.
pub(in super::super) struct Side {
    pub(super) company: String,
    /// A key that may do everything.
    pub(in super::super) master: IssuedKey,
    /// Its credentials, in the order of the registries.
    pub(in super::super) credentials: Vec<String>,
    /// The user of its credentials.
    pub(super) user: String,
    /// What others must never see.
    pub(super) canaries: Vec<String>,
}

impl Stage {
    pub(super) fn set(kind: Kind, bug: Option<PullBug>) -> Self {
        let heard = Record::default();
        let by_password =
            || StandIn::heard_in(&heard, |request| ordinary(&Access::Password, request));
        let mixes = bug == Some(PullBug::MixedTokens);
        let shared = [by_password(), by_token(&heard, mixes)];
        let (theirs, nobodys) = (by_password(), by_password());
        let [first, second] = &shared;
        let all = [first, second, &theirs, &nobodys].map(|it| format!("http://{}", it.host()));
        let settings = [
            "trusted_proxies = '127.0.0.1'".to_owned(),
            format!("registry_allow = '{}'", all.join(",")),
        ];
        let site = Site::start(kind, &settings);
        let own = Side::of(&site.node, "own", &[first, second]);
        let other = Side::of(&site.node, "other", &[first, second, &theirs]);
        Self {
            site,
            own,
            other,
            shared,
            theirs,
            nobodys,
            heard,
        }
    }

    /// Whose logins and tokens the registries were shown until now, in order; nothing of those that came without.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.all().iter().map(shown_by).collect()
    }

    /// Everything that the other company can pull.
    pub(super) fn pull_with_all_of_the_other(&self) -> Verdict {
        let client = Client::of(self.site.node.place());
        let password = as_password(&self.other.master.token);
        for target in [Target::Own(0), Target::Own(1), Target::Others] {
            for part in parts() {
                let path = By::Host.path(self, target, &part);
                let call = Call::new("GET", &path).header("authorization", &password);
                let status = client.send(&call).map_or(0, |reply| reply.status);
                hold(status == 200, || {
                    format!("the other company pulls {part} of {target:?}: answered {status}")
                })?;
            }
        }
        Ok(())
    }

    /// Waits until it is written that its credentials were used.
    pub(super) fn await_uses_of_the_other(&self) {
        let client = Client::of(self.site.node.place());
        let is_used = |id: &String| {
            let call = Call::new("GET", &format!("/v3/docker-registries/{id}"));
            let reply = client.send(&call.key(&self.other.master.token));
            reply.is_ok_and(|reply| reply.json()["last_used_at"].is_string())
        };
        for _ in 0..100 {
            if self.other.credentials.iter().all(is_used) {
                return;
            }
            sleep(Duration::from_millis(100));
        }
    }
}

impl Side {
    fn of(node: &Node, name: &str, registries: &[&StandIn]) -> Self {
        let name = format!("{name}-{:016x}", fastrand::u64(..));
        let company = make_company(node.folder(), &name);
        let master = make_key(
            node.folder(),
            &company,
            &Permission::ALL.map(Permission::as_str),
        );
        let client = Client::of(node.place());
        let user = format!("user-{name}");
        let store = |registry: &&StandIn| {
            let body = json!({
                "name": name, "registry": "custom", "host": registry.host(), "username": user,
                "secret": format!("secret-{name}"),
            });
            let call = Call::new("POST", "/v3/docker-registries").key(&master.token);
            let reply = client.send(&call.json(&body));
            let reply = reply.expect("the service answers");
            assert_eq!(reply.status, 201, "a credential is created");
            reply.json()["id"].as_str().unwrap_or_default().to_owned()
        };
        let credentials: Vec<_> = registries.iter().map(store).collect();
        let mut canaries = vec![name.clone(), company.clone(), master.id.clone()];
        canaries.extend(credentials.clone());
        Self {
            company,
            master,
            credentials,
            user,
            canaries,
        }
    }
}

/// A registry whose tokens tell whose they are. With a bug, each company shows the token that came first.
fn by_token(heard: &Record, mixes: bool) -> StandIn {
    let first = OnceLock::new();
    StandIn::heard_in(heard, move |request| {
        let host = request.header("host").unwrap_or_default();
        match login(request) {
            Some(login) => {
                let user = login.split(':').next().unwrap_or_default();
                let first = first.get_or_init(|| user.to_owned());
                let whose = if mixes { first } else { user };
                stand_in::token(&format!("{TOKEN}{whose}"), "")
            }
            None => ordinary(&Access::Token(format!("http://{host}/token")), request),
        }
    })
}

const TOKEN: &str = "of.";

/// Whose login or token a request shows.
fn shown_by(request: &Message) -> String {
    let token = || {
        let shown = request.header("authorization")?.strip_prefix("Bearer ")?;
        shown.strip_prefix(TOKEN).map(str::to_owned)
    };
    let login = login(request).and_then(|pair| Some(pair.split_once(':')?.0.to_owned()));
    login.or_else(token).unwrap_or_default()
}
