use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;
use pullkey_throwaway_postgres::shared;

use super::*;
use crate::{DatabaseUrl, Safety};

fn link(url: &str, purpose: Purpose) -> Link {
    let url = DatabaseUrl::parse(url).unwrap();
    Link::start(Connector::new(&url, Safety::Required), purpose)
}

async fn number(session: Session) -> QueryResult<i32> {
    let query = diesel::select(diesel::dsl::sql::<Integer>("1"));
    query.first(&mut &*session).await
}

#[tokio::test]
async fn it_comes_back_after_its_connection_was_ended() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    assert_eq!(link.read(number).await, Ok(1));
    database.query(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE application_name = 'pullkey' AND datname = current_database()",
    );
    assert_eq!(link.read(number).await, Ok(1));
}
