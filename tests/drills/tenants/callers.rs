use pullkey_domain::api_key::Permission;
use pullkey_tests::{IssuedKey, Node, make_key, make_revoked_key};

use super::party::Party;

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
        }
    }

    /// Somebody who is to be let in to nothing.
    fn stranger(name: &str, authorization: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            authorization: authorization.to_vec(),
            rights: Vec::new(),
            known: false,
            key: String::new(),
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
        let make = |capability: &str| make_key(node.folder(), &party.company, &[capability]);
        let every = Permission::ALL.map(|permission| (permission, Reach::All));
        let master = &party.master.token;
        let mut lasting = vec![Caller::holder(
            "all permissions".to_owned(),
            &party.master,
            every.into(),
        )];
        for permission in Permission::ALL {
            let key = make(permission.as_str());
            let rights = vec![(permission, Reach::All)];
            lasting.push(Caller::holder(permission.to_string(), &key, rights));
        }
        let read = Permission::CredentialRead.as_str();
        let revoked = make_revoked_key(node, &party.company, &[read]);
        let bearer = |token: &str| format!("Bearer {token}");
        let mut mistyped = master.clone();
        let last = if mistyped.pop() == Some('0') {
            '1'
        } else {
            '0'
        };
        mistyped.push(last);
        lasting.extend([
            Caller::stranger("nobody", &[]),
            Caller::stranger("an empty key", &[bearer("")]),
            Caller::stranger("a malformed key", &[bearer("plk_nobody")]),
            Caller::stranger("a mistyped key", &[bearer(&mistyped)]),
            Caller::stranger("a revoked key", &[bearer(&revoked.token)]),
            Caller::stranger("another scheme", &[format!("Basic {master}")]),
            Caller::stranger("two keys", &[bearer(master), bearer(master)]),
        ]);
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
        let narrowable = Permission::ALL
            .into_iter()
            .filter(|it| it.can_be_narrowed());
        self.narrowed = narrowable
            .map(|permission| {
                let capability = format!("{permission}@{only}");
                let key = make_key(node.folder(), &party.company, &[&capability]);
                let rights = vec![(permission, Reach::Only(only.clone()))];
                let name = format!("narrowed {permission}");
                Caller::holder(name, &key, rights)
            })
            .collect();
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
