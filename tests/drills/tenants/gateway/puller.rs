use pullkey_domain::api_key::{ApiKeyToken, Permission};
use pullkey_tests::{Client, Keeper};

use super::{stage::Stage, target::Target};

/// Somebody with a key, or without one.
pub(in super::super) struct Puller {
    pub(super) name: String,
    pub(in super::super) key: Option<String>,
    pub(in super::super) standing: Standing,
}

/// How somebody stands to what they ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Standing {
    /// Their key is none.
    Unknown,
    /// Their key may do everything else.
    Denied,
    /// Their key may do it with these.
    May(With),
}

/// With which credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum With {
    All,
    /// The own company's one of this number.
    Only(usize),
    /// One that the company does not have.
    None,
}

impl With {
    pub(super) fn includes(self, target: Target) -> bool {
        match (self, target) {
            (Self::All, Target::Own(_)) => true,
            (Self::Only(nth), Target::Own(own)) => nth == own,
            _ => false,
        }
    }
}

impl Puller {
    /// All who try what this permission is for.
    pub(super) fn all(stage: &Stage, permission: Permission) -> Vec<Self> {
        let keeper = Keeper::new(Client::of(stage.site.node.place()), &stage.own.master.token);
        let holder = |name: String, capabilities: &[&str], standing| Self {
            name,
            key: Some(keeper.create(capabilities).token),
            standing,
        };
        let narrowed = |id: &String, with| {
            let capability = format!("{permission}@{id}");
            holder(capability.clone(), &[&capability], Standing::May(with))
        };
        let may = Standing::May(With::All);
        let rest = Permission::ALL.into_iter().filter(|it| *it != permission);
        let rest: Vec<_> = rest.map(Permission::as_str).collect();
        let [first, second] = [&stage.own.credentials[0], &stage.own.credentials[1]];
        let gone = keeper.create(&[permission.as_str()]);
        keeper.delete(&gone.id);
        vec![
            holder(permission.to_string(), &[permission.as_str()], may),
            narrowed(first, With::Only(0)),
            narrowed(second, With::Only(1)),
            narrowed(&stage.other.credentials[0], With::None),
            holder("all but that".to_owned(), &rest, Standing::Denied),
            Self::stranger("nobody", None),
            Self::stranger("a malformed key", Some("plk_nobody".to_owned())),
            Self::stranger("a made-up key", Some(made_up())),
            Self::stranger("a deleted key", Some(gone.token)),
        ]
    }

    fn stranger(name: &str, key: Option<String>) -> Self {
        Self {
            name: name.to_owned(),
            key,
            standing: Standing::Unknown,
        }
    }
}

fn made_up() -> String {
    let token = ApiKeyToken::generate(|bytes: &mut [u8]| fastrand::fill(bytes));
    token.expose().to_owned()
}
