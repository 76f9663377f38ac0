//! Kills a process in the middle of its writes, and looks for what it had acknowledged.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{ChildStdout, Command, Stdio},
    sync::Arc,
};

use pullkey_domain::{
    api_key::Reach,
    id::{CompanyId, CredentialId},
    timestamp::Timestamp,
};
use pullkey_storage::{
    AuditLog, CredentialStore, Maintenance, PageRequest, StoreHealth,
    contract::fixtures::{a_claim, a_credential, a_query},
};
use pullkey_storage_sqlite::{Migrate, SqliteStore};

use crate::place::{Place, a_stored_company};

const CHILD: &str = "PULLKEY_TEST_CRASHING_STORE";
const ACKNOWLEDGED: &str = "acknowledged ";

/// This test is parent and child: the child is the same program, told by a variable what it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_and_nothing_is_half_written() {
    if let Some(path) = path_of_child() {
        return write_until_killed(Path::new(&path)).await;
    }
    for kill_after in [1, 40, 400] {
        let place = Place::new();
        let (company, acknowledged) = killed_after(kill_after, &place);
        assert!(acknowledged.len() >= kill_after);
        let store = place.open();
        store.check().await.unwrap();
        for id in acknowledged {
            let found = store.find(company, id).await.unwrap();
            assert!(found.is_some(), "{id} was acknowledged");
        }
        let (limit, offset) = (0, 0);
        let page = PageRequest { limit, offset };
        let rows = CredentialStore::list(&store, company, &Reach::All, a_query()).await;
        let events = AuditLog::list(&store, company, page).await;
        let (rows, events) = (rows.unwrap().total.unwrap(), events.unwrap().total);
        // The company has an event of its own.
        assert_eq!(rows + 1, events);
        let records = store.sweep_idempotency_records(company, Timestamp::MAX, u32::MAX);
        assert_eq!(u64::from(records.await.unwrap()), rows);
    }
}

/// The company of a child that was killed, and what it had acknowledged by then.
fn killed_after(count: usize, place: &Place) -> (CompanyId, Vec<CredentialId>) {
    let test = "crash::what_was_acknowledged_survives_a_kill_and_nothing_is_half_written";
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, place.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = acknowledgements(child.stdout.take().unwrap());
    let company = told.next().unwrap().parse().unwrap();
    let mut acknowledged: Vec<_> = told.by_ref().take(count).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had told before it died counts as well.
    acknowledged.extend(told);
    let ids = acknowledged.iter().map(|id| id.parse().unwrap());
    (company, ids.collect())
}

fn acknowledgements(output: ChildStdout) -> impl Iterator<Item = String> {
    let lines = BufReader::new(output).lines().map_while(Result::ok);
    lines.filter_map(|line| Some(line.split_once(ACKNOWLEDGED)?.1.to_owned()))
}

async fn write_until_killed(path: &Path) {
    let store = Arc::new(SqliteStore::open(path, Migrate::Yes).unwrap());
    let company = a_stored_company(&store).await;
    println!("{ACKNOWLEDGED}{}", company.id());
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (store, company) = (Arc::clone(&store), company.clone());
        callers.spawn(async move {
            loop {
                let created = a_credential().of(&company).recorded();
                let claim = Some(a_claim().record());
                CredentialStore::insert(&*store, &created, claim)
                    .await
                    .unwrap();
                println!("{ACKNOWLEDGED}{}", created.subject().id());
            }
        });
    }
    callers.join_all().await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "not a setting: it tells the child from its parent"
)]
fn path_of_child() -> Option<std::ffi::OsString> {
    env::var_os(CHILD)
}
