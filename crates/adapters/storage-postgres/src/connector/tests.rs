mod admission;
mod hosts;
mod session;
mod tls;

use std::sync::LazyLock;

use diesel::{dsl::sql, sql_types::Text};
use diesel_async::RunQueryDsl;
use pullkey_throwaway_postgres::{Cluster, Options};

use super::*;

/// A server without TLS.
static PLAIN: LazyLock<Cluster> = LazyLock::new(|| Cluster::with(&Options::default().tcp()));

/// The database that every cluster has from the beginning, at this host, which is written as in a URL.
fn url_at(host: &str) -> String {
    format!("postgres://pullkey:throwaway@{host}/postgres")
}

fn connector(url: &str, safety: Safety) -> Connector {
    let url = DatabaseUrl::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    Connector::new(&url, safety)
}

async fn open(url: &str, purpose: Purpose) -> Result<AsyncPgConnection, Fault> {
    open_with(&connector(url, Safety::Required), purpose).await
}

async fn open_with(connector: &Connector, purpose: Purpose) -> Result<AsyncPgConnection, Fault> {
    let mut opened = connector.open(purpose).await?;
    tokio::spawn(async move { opened.driver.end().await });
    Ok(opened.connection)
}

/// What an expression gives in a session.
async fn value(connection: &AsyncPgConnection, expression: &str) -> String {
    let expression = format!("({expression})::text");
    let query = diesel::select(sql::<Text>(&expression));
    query.get_result(&mut &*connection).await.unwrap()
}

/// What a setting is in the session of a purpose.
async fn setting(url: &str, purpose: Purpose, name: &str) -> String {
    let connection = open(url, purpose).await.unwrap();
    value(&connection, &format!("current_setting('{name}')")).await
}
