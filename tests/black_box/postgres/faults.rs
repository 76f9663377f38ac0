//! Whatever happens to PostgreSQL, the service stays, tells callers to come again, and goes on by itself.

mod unknown;

use pullkey_tests::{Installation, Server, Unavailability};
use pullkey_throwaway_postgres::Cluster;
use serde_json::json;
use tempfile::TempDir;

use super::{
    Caller, is_ready,
    load::{self, Load, RECOVERY},
    path_of, place_of, until,
};

/// A service on a PostgreSQL of its own, and a caller.
struct Stage {
    caller: Caller,
    server: Server,
    _folder: TempDir,
    installation: Installation,
    cluster: Cluster,
}

impl Stage {
    fn set() -> Self {
        Self::set_while(|_| {})
    }

    /// The same, with this done to the database right before the service starts.
    fn set_while(before: impl FnOnce(&Cluster)) -> Self {
        let cluster = Cluster::start();
        let installation = Installation::on(cluster.database());
        let tenant = installation.tenant("Acme");
        let folder = installation.node_folder();
        before(&cluster);
        let server = Server::start(folder.path());
        if cluster.is_ready() {
            server.until_ready();
        }
        Self {
            caller: Caller::of(&place_of(&server), &tenant.key),
            server,
            _folder: folder,
            installation,
            cluster,
        }
    }

    /// An outage under load, from when it begins until it ends.
    fn endures(&self, begin: impl Fn(&Cluster), end: impl Fn(&Cluster)) {
        let load = Load::on(&self.caller, |load| {
            load.until_written();
            begin(&self.cluster);
            load.until_refused();
            until("it is not ready", || !is_ready(&self.server));
            assert_eq!(self.server.curl("/livez").send().status, 200);
            end(&self.cluster);
            let back = load.until_written();
            assert!(back <= RECOVERY, "written again after {back:?}");
            self.server.until_ready();
        });
        self.holds(load);
    }

    /// What the load was answered is what is there.
    fn holds(&self, load: Load) {
        load.must_be_kept(&self.caller, self.installation.database());
    }
}

#[test]
fn a_service_that_started_before_its_database_works_as_soon_as_that_is_there() {
    let stage = Stage::set_while(Cluster::stop);
    let refused = stage.caller.create("n");
    load::assert_refused(&refused, &[Unavailability::Store]);
    assert!(!is_ready(&stage.server));
    assert_eq!(stage.server.curl("/livez").send().status, 200);

    stage.cluster.start_again();

    let took = stage.server.until_ready();
    assert!(took <= RECOVERY, "{took:?}");
    let path = path_of(&stage.caller.create("n"));
    let changed = stage.caller.patch(&path, &json!({ "username": "v" }));
    assert_eq!(changed.status, 200);
    assert_eq!(stage.caller.get(&path).json(), changed.json());
}

#[test]
fn a_database_that_is_killed_and_comes_back_costs_nothing_that_was_answered() {
    Stage::set().endures(Cluster::kill, Cluster::start_again);
}

#[test]
fn a_database_that_hangs_and_goes_on_costs_nothing_that_was_answered() {
    Stage::set().endures(Cluster::hang, Cluster::resume);
}

#[test]
fn a_database_that_becomes_read_only_is_written_to_again_when_it_is_not() {
    let stage = Stage::set();
    let path = path_of(&stage.caller.create("before"));
    let begin = |cluster: &Cluster| {
        cluster.configure("default_transaction_read_only", "on");
    };
    let end = |cluster: &Cluster| {
        // Whoever only reads goes on.
        assert_eq!(stage.caller.get(&path).status, 200);
        cluster.reset("default_transaction_read_only");
    };
    stage.endures(begin, end);
}

#[test]
fn connections_that_are_cut_or_lose_their_server_for_a_moment_come_back_by_themselves() {
    let stage = Stage::set();
    let load = Load::on(&stage.caller, |load| {
        for _ in 0..5 {
            load.until_written();
            assert!(stage.cluster.cut_connections() > 0);
            let back = load.until_written();
            assert!(back <= RECOVERY, "{back:?}");
        }
        stage.cluster.restart();
        let back = load.until_written();
        assert!(back <= RECOVERY, "{back:?}");
    });
    stage.holds(load);
    assert!(stage.server.until_ready() <= RECOVERY);
}
