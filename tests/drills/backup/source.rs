use std::{
    path::{Path, PathBuf},
    process::Command,
};

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Client, Installation, IssuedKey, Node, make_company, make_key, run};
use pullkey_throwaway_postgres::shared;

use super::Kind;

/// A service that is to be copied.
pub(super) struct Source {
    node: Node,
    installation: Option<Installation>,
    pub(super) company: String,
    /// A token of that company that may do everything.
    pub(super) key: String,
}

impl Source {
    pub(super) fn start(kind: Kind) -> Self {
        match kind {
            Kind::Embedded => {
                let node = Node::start();
                let mut database = node.database();
                Self {
                    company: crate::database::first_company(&mut database),
                    key: node.first_key(),
                    node,
                    installation: None,
                }
            }
            Kind::Postgres => {
                let installation = Installation::new();
                let tenant = installation.tenant("backup");
                Self {
                    node: installation.node(),
                    installation: Some(installation),
                    company: tenant.company,
                    key: tenant.key.token,
                }
            }
        }
    }

    pub(super) fn client(&self) -> Client {
        Client::of(self.node.place())
    }

    /// The folder that commands are to be run in.
    pub(super) fn folder(&self) -> &Path {
        self.node.folder()
    }

    pub(super) fn ring(&self) -> PathBuf {
        match &self.installation {
            Some(installation) => installation.key_ring(),
            None => self.node.data().join("keyring.json"),
        }
    }

    /// A fresh key of a company that may do everything in it.
    pub(super) fn key_of(&self, company: &str) -> IssuedKey {
        let everything = Permission::ALL.map(Permission::as_str);
        make_key(self.folder(), company, &everything)
    }

    pub(super) fn key_of_another_company(&self) -> String {
        let company = make_company(self.folder(), "others");
        self.key_of(&company).token
    }

    /// Copies its database into this file, by the program that the documentation names.
    pub(super) fn copy(&self, to: &Path) {
        match &self.installation {
            None => {
                let file = to.to_str().expect("its path is text");
                let copied = run(self.folder(), &["backup", file]);
                assert_eq!(copied.status, Some(0), "{}", copied.stderr);
            }
            Some(installation) => {
                let mut dumps = Command::new(shared().bin("pg_dump"));
                dumps.arg("--format=custom").arg("--file").arg(to);
                succeed(dumps.arg(installation.database().url()));
            }
        }
    }
}

pub(super) fn succeed(command: &mut Command) {
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {told}");
}
