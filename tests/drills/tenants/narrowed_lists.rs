//! What a key finds in lists that is narrowed to single credentials: these, and nothing that tells of others.

use std::collections::BTreeSet;

use pullkey_tests::{Call, Client, IssuedKey, Reply};

use super::{cell::nobodys, matrix::without_date, party::Party};
use crate::drill::{Broken, Verdict, hold};

/// All of a party's credentials match each of them.
const QUERIES: [&str; 7] = [
    "",
    "limit=1",
    "offset=1",
    "sort=name",
    "registry=custom",
    "search=u.n",
    "sort=-name&search=u.n&limit=1",
];

/// Tells how many lists there were.
pub(super) fn hold_only(client: &Client, own: &Party, other: &Party) -> Result<usize, Broken> {
    let keeper = own.keeper(client.clone());
    let narrowed = |permission: &str, ids: &[&String]| {
        let words: Vec<_> = ids.iter().map(|id| format!("{permission}@{id}")).collect();
        keeper.create(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let read = |ids: &[&String]| narrowed("DOCKER_REGISTRY:READ", ids);
    let [first, second] = [&own.credentials[0], &own.credentials[1]];
    let foreign = &other.credentials[0];
    let mut lists = 0;
    for (reach, key) in [
        (vec![first], read(&[first])),
        (vec![first, second], read(&[first, second])),
        (vec![second], read(&[second, foreign])),
        (vec![], read(&[foreign])),
    ] {
        let reach: BTreeSet<_> = reach.into_iter().cloned().collect();
        for query in QUERIES {
            shows(&list(client, &key, query)?, &reach, query)?;
        }
        walks(client, &key, &reach)?;
        lists += QUERIES.len() + 1;
        // Lists of keys would show what it was narrowed to.
        keeper.delete(&key.id);
    }
    // Whoever is narrowed to another company's learns as much of it as of nobody's.
    for (permission, method) in [("READ", "GET"), ("UPDATE", "PATCH"), ("DELETE", "DELETE")] {
        let nobodys = nobodys(&mut fastrand::Rng::with_seed(2));
        let permission = format!("DOCKER_REGISTRY:{permission}");
        let key = narrowed(&permission, &[foreign, &nobodys]);
        let theirs = ask(client, &key, method, foreign)?;
        let missing = ask(client, &key, method, &nobodys)?;
        hold(theirs.status == 404 && theirs == missing, || {
            format!("{method} tells another company's credential from nobody's")
        })?;
        keeper.delete(&key.id);
    }
    Ok(lists)
}

fn shows(reply: &Reply, reach: &BTreeSet<String>, query: &str) -> Verdict {
    let shown = reply.json();
    hold(reply.status == 200, || {
        format!("?{query} was answered {}", reply.status)
    })?;
    hold(shown["total"] == reach.len(), || {
        format!("?{query} counts {} of {}", shown["total"], reach.len())
    })?;
    hold(ids(reply).is_subset(reach), || {
        format!("?{query} lists more than the key is narrowed to")
    })
}

/// By cursors from page to page.
fn walks(client: &Client, key: &IssuedKey, reach: &BTreeSet<String>) -> Verdict {
    let mut found = BTreeSet::new();
    let mut query = "limit=1".to_owned();
    loop {
        let page = list(client, key, &query)?;
        found.extend(ids(&page));
        let Some(cursor) = page.json()["next_cursor"].as_str().map(str::to_owned) else {
            break;
        };
        query = format!("limit=1&cursor={cursor}");
    }
    hold(found == *reach, || {
        "cursors lead to more or less than the key is narrowed to".to_owned()
    })
}

fn ids(reply: &Reply) -> BTreeSet<String> {
    let shown = reply.json();
    let listed = shown["data"].as_array().into_iter().flatten();
    let ids = listed.filter_map(|it| it["id"].as_str());
    ids.map(str::to_owned).collect()
}

fn list(client: &Client, key: &IssuedKey, query: &str) -> Result<Reply, Broken> {
    let call = Call::new("GET", &format!("/v3/docker-registries?{query}"));
    send(client, key, call)
}

fn ask(client: &Client, key: &IssuedKey, method: &str, id: &str) -> Result<Reply, Broken> {
    let mut call = Call::new(method, &format!("/v3/docker-registries/{id}"));
    if method == "PATCH" {
        call = call.text("{}".to_owned());
    }
    Ok(without_date(send(client, key, call)?))
}

fn send(client: &Client, key: &IssuedKey, call: Call) -> Result<Reply, Broken> {
    let call = call.key(&key.token).header("x-request-id", "probe");
    let lost = |lost| Broken(format!("a list was not answered: {lost:?}"));
    client.send(&call).map_err(lost)
}
