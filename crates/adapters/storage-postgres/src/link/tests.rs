mod coming_back;
mod hanging;
mod outcomes;
mod outdated_plans;
mod read_only;
mod replication;
mod sharing;

use std::time::Instant;

use diesel::{dsl::sql, sql_query, sql_types::Text};
use diesel_async::RunQueryDsl;
use pullkey_throwaway_postgres::{Cluster, Database, Options, shared};

use super::*;
use crate::{DatabaseUrl, Safety};

/// Writing again after it is back may take this long.
const COMEBACK: Duration = Duration::from_secs(5);

fn connector(url: &str) -> Connector {
    let url = DatabaseUrl::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    Connector::new(&url, Safety::Required)
}

fn link(url: &str, purpose: Purpose) -> Link {
    Link::start(connector(url), purpose)
}

/// One that takes a server for hung after 600 ms.
fn hasty_link(url: &str, purpose: Purpose) -> Link {
    Link::start_with(connector(url), purpose, Duration::from_millis(600), async {
    })
}

/// Whether somebody who asks now is served.
fn is_connected(link: &Link) -> bool {
    link.usable().is_some()
}

/// What an expression gives.
async fn read(link: &Link, expression: &str) -> Result<String, Fault> {
    let answer = link.read(|session| {
        let expression = format!("({expression})::text");
        async move { value(&session, &expression).await }
    });
    answer.await
}

async fn value(session: &Session, expression: &str) -> QueryResult<String> {
    let query = diesel::select(sql::<Text>(expression));
    query.get_result(&mut &**session).await
}

async fn pid(link: &Link) -> String {
    read(link, "pg_backend_pid()").await.unwrap()
}

async fn write(link: &Link, sql: &str) -> Result<usize, Fault> {
    let session = link.session().await?;
    let statement = sql_query(sql).execute(&mut &*session);
    session.write(statement).await
}

/// What work answers that must have its answer in so many milliseconds.
async fn within<T>(milliseconds: u64, work: impl Future<Output = T>) -> T {
    let deadline = Deadline::after(Duration::from_millis(milliseconds));
    deadline.bounding(work).await
}

/// Waits until it is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Ends the connections of a database, all at once.
fn terminate(database: &Database) {
    database.query(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
}

/// Waits until a statement of ours, of which this is a part, is as the condition says.
async fn until_statement(database: &Database, part: &str, condition: &str) {
    let sql = format!(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() AND query LIKE '%{part}%' AND {condition}"
    );
    until(condition, || database.query(&sql) == "t").await;
}
