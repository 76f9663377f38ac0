use pullkey_domain::api_key::Permission;
use pullkey_tests::{Client, IssuedKey, Node};
use serde_json::json;

use super::{
    operations::Needs,
    party::{Party, capabilities},
    strangers,
};

/// Somebody who sends requests.
pub(super) struct Caller {
    pub(super) name: String,
    /// The `Authorization` headers that they send.
    pub(super) authorization: Vec<String>,
    rights: Vec<(Permission, Reach)>,
    /// Whether they are known at all.
    pub(super) known: bool,
    /// The id of their key, if they have one of their own.
    pub(super) key: String,
    /// Whether they are let in by it only until some day.
    pub(super) ends: bool,
}

/// How far a permission reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    All,
    Only(String),
}

impl Caller {
    /// How far this permission of theirs reaches, if they have it.
    pub(super) fn reach(&self, permission: Permission) -> Option<&Reach> {
        let mut rights = self.rights.iter();
        let right = rights.find(|(own, _)| *own == permission);
        right.map(|(_, reach)| reach)
    }

    /// Whether they are among those who try what needs this.
    pub(super) fn tries(&self, needs: Needs) -> bool {
        needs != Needs::OperatorKey || self.name != strangers::OPERATOR
    }

    pub(super) fn is_narrowed(&self) -> bool {
        self.rights.iter().any(|(_, reach)| *reach != Reach::All)
    }

    /// Somebody with a key of their own.
    fn holder(name: String, key: &IssuedKey, rights: Vec<(Permission, Reach)>) -> Self {
        Self {
            name,
            authorization: vec![format!("Bearer {}", key.token)],
            rights,
            known: true,
            key: key.id.clone(),
            ends: false,
        }
    }

    /// Somebody who is to be let in to nothing.
    pub(super) fn stranger(name: &str, authorization: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            authorization: authorization.to_vec(),
            rights: Vec::new(),
            known: false,
            key: String::new(),
            ends: false,
        }
    }
}

/// All who try.
pub(super) struct Callers {
    lasting: Vec<Caller>,
    narrowed: Vec<Caller>,
}

impl Callers {
    /// Those with a key for one permission each, those with one for all, and those whose key is no good.
    pub(super) fn make(node: &Node, party: &Party) -> Self {
        let keeper = party.keeper(Client::of(node.place()));
        let every = || {
            Permission::ALL
                .map(|permission| (permission, Reach::All))
                .to_vec()
        };
        let holder = |name: &str, key: &IssuedKey| Caller::holder(name.to_owned(), key, every());
        let mut lasting = strangers::all(node, party, &keeper);
        lasting.push(holder("all permissions", &party.master));
        for permission in Permission::ALL {
            let key = keeper.create(&[permission.as_str()]);
            let rights = vec![(permission, Reach::All)];
            lasting.push(Caller::holder(permission.to_string(), &key, rights));
        }
        let all = Permission::ALL.map(Permission::as_str);
        let replaced = keeper.create(&all);
        keeper.rotate(&replaced.id, 1);
        lasting.push(Caller {
            ends: true,
            ..holder("a replaced token that counts yet", &replaced)
        });
        let ending = json!({
            "name": "ending",
            "capabilities": capabilities(&Permission::ALL),
            "expired_at": "2999-01-01T00:00:00Z",
        });
        let ending = keeper.create_with(&ending);
        lasting.push(Caller {
            ends: true,
            ..holder("a key that ends", &ending)
        });
        let mut callers = Self {
            lasting,
            narrowed: Vec::new(),
        };
        callers.narrow(node, party);
        callers
    }

    /// Has those whose key is narrowed to the first credential as it is now.
    pub(super) fn narrow(&mut self, node: &Node, party: &Party) {
        let only = &party.credentials[0];
        let keeper = party.keeper(Client::of(node.place()));
        let reach = |permission: Permission| {
            let narrowed = permission.can_be_narrowed();
            let only = narrowed.then(|| Reach::Only(only.clone()));
            (permission, only.unwrap_or(Reach::All))
        };
        let holder = |name: String, permissions: Vec<Permission>| {
            let rights: Vec<_> = permissions.into_iter().map(reach).collect();
            let words: Vec<_> = rights.iter().map(word).collect();
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            Caller::holder(name, &keeper.create(&words), rights)
        };
        let narrowable = Permission::ALL
            .into_iter()
            .filter(|it| it.can_be_narrowed());
        self.narrowed = narrowable
            .map(|permission| holder(format!("narrowed {permission}"), vec![permission]))
            .collect();
        let mut most = Permission::ALL.to_vec();
        // Only one of them can delete the one credential.
        most.retain(|it| *it != Permission::CredentialDelete);
        self.narrowed
            .push(holder("narrowed, but for most".to_owned(), most));
    }

    /// The headers with which some of them come.
    pub(super) fn authorizations(&self, of: impl Fn(&Caller) -> bool) -> Vec<String> {
        let those = self.all().filter(|caller| of(caller));
        those
            .flat_map(|caller| caller.authorization.clone())
            .collect()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Caller> {
        self.lasting.iter().chain(&self.narrowed)
    }
}

/// A right as a capability is written.
fn word((permission, reach): &(Permission, Reach)) -> String {
    match reach {
        Reach::All => permission.to_string(),
        Reach::Only(id) => format!("{permission}@{id}"),
    }
}
