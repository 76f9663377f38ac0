use super::*;
use crate::statement::Statement;

/// A database with a table of one row, which a column's change of type makes another one to whoever knows it already.
fn database() -> Database {
    let database = shared().database();
    database.query(
        "CREATE TABLE things (name text);
        INSERT INTO things VALUES ('first');
        GRANT ALL ON things TO pullkey",
    );
    database
}

fn change(database: &Database) {
    database.query("ALTER TABLE things ALTER name TYPE varchar");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_was_prepared_before_a_table_was_changed_is_answered_by_the_next_connection() {
    let database = database();
    let link = link(&database.url(), Purpose::PointReads);
    let before = pid(&link).await;
    let names = || {
        link.read(|session| async move {
            let names = Statement::<Text>::of("SELECT name FROM things");
            names.load::<String>(&mut &*session).await
        })
    };
    let first = Ok(vec![String::from("first")]);
    assert_eq!(names().await, first);
    change(&database);
    assert_eq!(names().await, first);
    assert_ne!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_was_prepared_before_a_table_was_changed_wrote_nothing_and_the_next_one_writes()
 {
    let database = database();
    let link = link(&database.url(), Purpose::Changes);
    let insert = async || {
        let session = link.session().await?;
        let insert = Statement::<Text>::of("INSERT INTO things VALUES ('more') RETURNING name");
        session.write(insert.load::<String>(&mut &*session)).await
    };
    let count = || database.query("SELECT count(*) FROM things");
    insert().await.unwrap();
    change(&database);
    assert_eq!(insert().await, Err(Fault::OutdatedPlan));
    assert!(Fault::OutdatedPlan.wrote_nothing());
    assert_eq!(count(), "2");
    insert().await.unwrap();
    assert_eq!(count(), "3");
}
