//! Creates whose statement is refused: only those fail that are to blame, unless nobody can be helped.

use std::{
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pullkey_domain::audit::Act;
use pullkey_storage::{
    Deadline, InsertError, StoreError,
    contract::fixtures::{a_credential, a_moment, an_act},
};
use pullkey_storage_postgres::Migrate;

use crate::{
    held::{Answer, Held, begin, insert, is_stored, is_unavailable, whole},
    place::{Place, a_stored_company, a_stored_credential, store_at},
};

/// Rules of the database's own, for whose words diesel has no name: some rows are refused, and then, if none was, some
/// take so many seconds.
const RULES: &str = "CREATE FUNCTION rule() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF new.name = 'refused' THEN RAISE EXCEPTION 'no'; END IF;
        IF new.name = 'out of range' THEN new.version := 1 / 0; END IF;
        RETURN new;
    END $$;
    CREATE FUNCTION work() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF new.name LIKE 'slow %' THEN PERFORM pg_sleep(split_part(new.name, ' ', 2)::float); END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER rule BEFORE INSERT ON credentials FOR EACH ROW EXECUTE FUNCTION rule();
    CREATE TRIGGER work AFTER INSERT ON credentials FOR EACH ROW EXECUTE FUNCTION work()";

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_refused_fails_alone() {
    let mut held = Held::new().await;
    let first = held.created();
    let taken_event = Act {
        event: first.event().id(),
        ..an_act(a_moment())
    };
    let credential = || a_credential().of(&held.company);
    let taken_id = credential().with_id(first.subject().id()).recorded();
    let taken_event = credential().created_by(taken_event).recorded();
    let mut creates = vec![first];
    creates.extend((0..37).map(|_| held.created()));
    creates.insert(17, taken_id);
    creates.insert(23, taken_event);
    let mut waiting = pin!(join_all(creates.into_iter().map(|it| held.insert(it))));
    begin(waiting.as_mut()).await;
    held.release().await;
    for (nth, answer) in waiting.await.iter().enumerate() {
        let refused = matches!(answer, Err(InsertError::Store(StoreError::Unexpected(_))));
        assert_eq!(refused, nth == 17 || nth == 23, "{nth} {answer:?}");
        assert!(refused || is_stored(answer), "{nth} {answer:?}");
    }
    assert_eq!(held.stored(), 1 + 38);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_value_or_rule_postgresql_refuses_fails_alone() {
    let mut held = held_with_rules().await;
    let names = ["fine", "refused", "fine", "out of range", "fine"];
    let mut waiting = pin!(join_all(names.map(|name| held.insert_named(name))));
    begin(waiting.as_mut()).await;
    held.release().await;
    for (name, answer) in names.into_iter().zip(waiting.await) {
        let is_expected = if name == "fine" {
            is_stored
        } else {
            is_unavailable
        };
        assert!(is_expected(&answer), "{name} {answer:?}");
    }
    assert_eq!(held.stored(), 1 + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_for_a_lock_for_too_long_are_all_told_so_at_once() {
    let place = Place::new();
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    // So that nothing has to be prepared while it is held, which would take the lock twice.
    a_stored_credential(&store, &company).await;
    let mut held = Held::at(place, store, company).await;
    let patience = Duration::from_secs(30);
    let insert = || Deadline::after(patience).bounding(held.insert(held.created()));
    let mut waiting = pin!(join_all((0..20).map(|_| insert())));
    begin(waiting.as_mut()).await;
    // It is next in line for the lock, before their statement.
    let next = held.place.session().await;
    let lock = async {
        next.batch_execute("BEGIN; LOCK credentials IN SHARE MODE")
            .await
    };
    let mut lock = pin!(lock);
    begin(lock.as_mut()).await;
    held.place.wait_until_sessions_wait(2);
    held.release().await;
    lock.await.unwrap();
    let begun = Instant::now();
    let refused = waiting.await;
    // One after the other would each wait for as long again.
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert!(refused.iter().all(is_unavailable), "{refused:?}");
    next.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(held.stored(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn once_one_of_those_that_are_tried_alone_is_given_up_nothing_is_asked_for_the_others() {
    let mut held = held_with_rules().await;
    let patience = Duration::from_secs(30);
    let names = ["fine", "refused", "slow 30", "slow 30", "fine"];
    let insert = |name| Deadline::after(patience).bounding(held.insert_named(name));
    let mut waiting = pin!(join_all(names.map(insert)));
    begin(waiting.as_mut()).await;
    held.release().await;
    let begun = Instant::now();
    let answers = waiting.await;
    assert!(
        begun.elapsed() < Duration::from_secs(7),
        "{:?}",
        begun.elapsed()
    );
    assert!(is_stored(&answers[0]), "{answers:?}");
    assert!(answers[1..].iter().all(is_unavailable), "{answers:?}");
    assert_eq!(held.stored(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_while_others_are_tried_alone_knows_that_nothing_was_written() {
    let mut held = held_with_rules().await;
    let mut others = pin!(join_all(
        ["refused", "slow 2"].map(|name| held.insert_named(name))
    ));
    let hasty = Deadline::after(Duration::from_secs(1)).bounding(held.insert_named("fine"));
    let mut hasty = pin!(hasty);
    begin(others.as_mut()).await;
    begin(hasty.as_mut()).await;
    held.release().await;
    let hasty = hasty.await;
    assert!(is_unavailable(&hasty), "{hasty:?}");
    let others = others.await;
    assert!(
        is_unavailable(&others[0]) && is_stored(&others[1]),
        "{others:?}"
    );
    assert!(is_stored(&held.insert(held.created()).await));
    assert_eq!(held.stored(), 1 + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_whose_answer_cannot_be_read_have_an_unknown_outcome_and_are_not_tried_again() {
    let place = Place::new();
    let path = "?options=-c%20search_path%3Dpublic,pg_catalog";
    let store = Arc::new(store_at(&(place.url() + path)));
    store.open(Migrate::Yes).await.unwrap();
    let company = a_stored_company(&store).await;
    // So that it answers NULL where it should tell what is stored.
    place.query(
        "CREATE FUNCTION unknown(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT NULL::boolean';
        CREATE OPERATOR = (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = unknown)",
    );
    let create = |_| insert(&store, a_credential().of(&company).recorded(), None);
    for answer in join_all((0..20).map(create)).await {
        let unknown = matches!(
            answer,
            Err(InsertError::Store(StoreError::OutcomeUnknown(_)))
        );
        assert!(unknown, "{answer:?}");
    }
    assert_eq!(whole(&place), 20);
}

async fn held_with_rules() -> Held {
    let place = Place::new();
    place.query(RULES);
    let store = Arc::new(place.open().await);
    let company = a_stored_company(&store).await;
    Held::at(place, store, company).await
}

impl Held {
    fn insert_named(&self, name: &str) -> impl Future<Output = Answer> + 'static {
        self.insert(a_credential().of(&self.company).named(name).recorded())
    }
}
