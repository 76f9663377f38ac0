//! A standby takes the place of its primary under load, as a program that decides about it would let it.

use pullkey_tests::{Installation, Server, Tenant, run};
use pullkey_throwaway_postgres::{Cluster, Database, Options};
use tempfile::TempDir;

use super::{
    CREDENTIALS, Caller, is_ready,
    load::{Load, RECOVERY},
    path_of, place_of, until,
};

/// A service that is given both servers, and a caller.
struct Stage {
    caller: Caller,
    server: Server,
    folder: TempDir,
    /// The flag that it was given.
    both: String,
    tenant: Tenant,
    installation: Installation,
    /// The database of the standby.
    successor: Database,
    standby: Cluster,
    primary: Cluster,
}

/// The flag with both servers, the primary first.
fn both(primary: &Cluster, standby: &Cluster, database: &Database) -> String {
    let first = primary.address().to_string();
    let hosts = format!("{first},{}", standby.address());
    let url = database.url().replace(&first, &hosts);
    format!("--database-url={url}?target_session_attrs=read-write")
}

impl Stage {
    fn set() -> Self {
        let primary = Cluster::with(&Options::default().tcp());
        let installation = Installation::on(primary.database());
        let tenant = installation.tenant("Acme");
        let standby = primary.standby();
        let folder = installation.node_folder();
        let both = both(&primary, &standby, installation.database());
        let server = Server::start_with(folder.path(), &[&both]);
        server.until_ready();
        Self {
            caller: Caller::of(&place_of(&server), &tenant.key),
            server,
            folder,
            both,
            tenant,
            successor: standby.counterpart(installation.database()),
            installation,
            standby,
            primary,
        }
    }

    /// The loss of the primary under load, until the standby takes its place.
    fn endures(&self, lose: impl Fn(&Load)) {
        let path = path_of(&self.caller.create("from before"));
        let load = Load::on(&self.caller, |load| {
            load.until_written();
            lose(load);
            assert_eq!(self.server.curl("/livez").send().status, 200);
            self.standby.promote();
            let back = load.until_written();
            assert!(back <= RECOVERY, "written again after {back:?}");
            self.server.until_ready();
        });
        load.must_be_kept(&self.caller, &self.successor);
        assert_eq!(self.caller.get(&path).status, 200);
        let rows = self.successor.query("SELECT count(*) FROM credentials");
        let total = &self.caller.get(CREDENTIALS).json()["total"];
        assert_eq!(total.to_string(), rows);
    }

    fn make_read_only(&self) {
        self.primary
            .configure("default_transaction_read_only", "on");
    }
}

#[test]
fn a_primary_that_is_stopped_for_its_standby_costs_nothing_that_was_answered() {
    let stage = Stage::set();
    stage.endures(|_| {
        stage.make_read_only();
        stage.primary.stop();
    });
    // Whoever comes now is given the dead one first.
    let listed = run(
        stage.folder.path(),
        &[&stage.both, "company", "list", "--json"],
    );
    assert_eq!(listed.json()[0]["id"], stage.tenant.company.as_str());
    let folder = stage.installation.node_folder();
    let server = Server::start_with(folder.path(), &[&stage.both]);
    server.until_ready();
    path_of(&Caller::of(&place_of(&server), &stage.tenant.key).create("n"));
}

#[test]
fn a_primary_that_lives_on_read_only_is_left_for_its_standby() {
    let stage = Stage::set();
    let connected = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pullkey'";
    let connected = || stage.primary.query("postgres", connected);
    assert_ne!(connected(), "0");
    stage.endures(|_| {
        stage.make_read_only();
        until("the service leaves it", || connected() == "0");
        stage.primary.wait_until_followed();
    });
    let left = stage.installation.database();
    let created = path_of(&stage.caller.create("after"));
    assert_eq!(stage.caller.get(&created).status, 200);
    let after = "SELECT count(*) FROM credentials WHERE name = 'after'";
    assert_eq!(
        (left.query(after), stage.successor.query(after)),
        ("0".to_owned(), "1".to_owned())
    );
}

#[test]
fn what_was_answered_before_the_primary_was_lost_is_on_its_synchronous_standby() {
    let stage = Stage::set();
    stage.primary.configure("synchronous_standby_names", "*");
    until("commits wait for the standby", || {
        let states = "SELECT string_agg(sync_state, ' ') FROM pg_stat_replication";
        stage.primary.query("postgres", states) == "sync"
    });
    stage.endures(|load| {
        load.until_written();
        stage.primary.kill();
        load.until_refused();
        until("it is not ready", || !is_ready(&stage.server));
    });
}
