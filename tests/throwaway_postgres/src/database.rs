use std::{path::Path, sync::PoisonError, thread};

use crate::{
    Cluster,
    programs::Programs,
    psql::{Psql, SUPERUSER},
};

/// The role of the product. It owns its databases, and may do nothing else.
pub(crate) const ROLE: &str = "pullkey";

/// Its password, where one is asked for.
pub(crate) const PASSWORD: &str = "throwaway";

/// A database of its own. It lasts as long as its cluster.
#[derive(Debug, Clone)]
pub struct Database {
    name: String,
    url: String,
    psql: Psql,
}

/// A database that is there to be copied.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
}

impl Cluster {
    /// A new and empty database.
    pub fn database(&self) -> Database {
        self.create("database", "template1")
    }

    /// A copy of a template.
    pub fn database_from(&self, template: &Template) -> Database {
        self.create("database", &template.name)
    }

    /// The template of this name. It is made once, by what `make` does to an empty database as the product's role;
    /// whoever asks for it meanwhile waits. `make` runs on a thread of its own, so that it may block on a runtime
    /// whether or not its caller is inside of one.
    pub fn template(&self, name: &str, make: impl FnOnce(&str) + Send) -> Template {
        let templates = self.templates.lock();
        let mut templates = templates.unwrap_or_else(PoisonError::into_inner);
        let slot = templates.entry(name.to_owned()).or_default().clone();
        drop(templates);
        slot.get_or_init(|| self.make_template(make)).clone()
    }

    fn make_template(&self, make: impl FnOnce(&str) + Send) -> Template {
        let Database { name, url, .. } = self.create("template", "template1");
        let outcome = thread::scope(|scope| scope.spawn(|| make(&url)).join());
        assert!(outcome.is_ok(), "a template could not be made");
        // Only what nobody is connected to can be copied, and a pool may leave its connections behind.
        self.query(
            SUPERUSER,
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        );
        let left = format!("FROM pg_stat_activity WHERE datname = '{name}'");
        self.query(
            SUPERUSER,
            &format!("SELECT pg_terminate_backend(pid, 10000) {left}"),
        );
        Template { name }
    }

    fn create(&self, kind: &str, template: &str) -> Database {
        let name = self.name(kind);
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE}");
        self.query(SUPERUSER, &sql);
        self.known_as(name)
    }

    /// The database of this name.
    pub(crate) fn known_as(&self, name: String) -> Database {
        Database {
            url: self.url(&name),
            psql: self.psql.clone(),
            name,
        }
    }
}

impl Database {
    /// One of a server that somebody else runs on this machine, with its socket in this folder: the product comes to it
    /// by this URL.
    pub fn elsewhere(socket: &Path, port: u16, name: &str, url: &str) -> Self {
        Self {
            name: name.to_owned(),
            url: url.to_owned(),
            psql: Psql::by_socket(&Programs::find(), socket, port),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the product is given to come to it.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// What a query gives when the superuser asks it behind the product's back: a line for each row, with `|` between
    /// columns.
    pub fn query(&self, sql: &str) -> String {
        self.psql.query(&self.name, sql)
    }

    /// The same of a server that may be away.
    ///
    /// # Errors
    /// What psql told, if the query was not answered.
    pub fn ask(&self, sql: &str) -> Result<String, String> {
        self.psql.ask(&self.name, sql)
    }

    /// A URL with which the superuser is let in, by the socket.
    pub fn superuser_url(&self) -> String {
        self.psql.url(SUPERUSER, &self.name)
    }

    pub(crate) fn psql(&self) -> &Psql {
        &self.psql
    }
}
