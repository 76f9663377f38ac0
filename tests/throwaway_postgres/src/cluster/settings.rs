use std::time::Duration;

use crate::{Cluster, patience::wait_until, psql::SUPERUSER};

/// How long a server may take to read its settings on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// Settings of a server that runs.
impl Cluster {
    /// Changes a setting. Whoever connects from now on has it; who is connected has it a moment later.
    pub fn configure(&self, name: &str, value: &str) {
        let value = value.replace('\'', "''");
        self.alter_system(&format!("SET {name} = '{value}'"));
    }

    /// Takes back what [`Self::configure`] made of a setting, in the same way.
    pub fn reset(&self, name: &str) {
        self.alter_system(&format!("RESET {name}"));
    }

    fn alter_system(&self, change: &str) {
        self.query(SUPERUSER, &format!("ALTER SYSTEM {change}"));
        let loaded = || self.query(SUPERUSER, "SELECT pg_conf_load_time()");
        let before = loaded();
        self.query(SUPERUSER, "SELECT pg_reload_conf()");
        let read = wait_until(LIMIT, || loaded() != before);
        assert!(
            read,
            "PostgreSQL does not read its settings: {}",
            self.log()
        );
    }
}
