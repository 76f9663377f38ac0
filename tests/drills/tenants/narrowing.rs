//! A key that is narrowed while it is in use: from the answer on, it may do no more than that.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use pullkey_tests::{Call, Client, IssuedKey};
use serde_json::json;

use super::party::Party;
use crate::{
    drill::{Broken, Verdict, hold},
    stop::StopAtEnd,
};

/// Whoever asks meanwhile, so that the node knows the key whenever it is changed.
const USERS: usize = 3;

/// What is asked with the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    First,
    Second,
    List,
    Change,
    Keys,
    Own,
}

const ASKED: [Ask; 6] = [
    Ask::First,
    Ask::Second,
    Ask::List,
    Ask::Change,
    Ask::Keys,
    Ask::Own,
];

/// Tells how many answers were looked at.
pub(super) fn counts_at_once(client: &Client, own: &Party, rounds: usize) -> Result<usize, Broken> {
    let [first, second] = [&own.credentials[0], &own.credentials[1]];
    let [read_first, read_second] = [first, second].map(|id| format!("DOCKER_REGISTRY:READ@{id}"));
    let change_first = format!("DOCKER_REGISTRY:UPDATE@{first}");
    let all = [
        "DOCKER_REGISTRY:READ",
        "DOCKER_REGISTRY:UPDATE",
        "API_KEY:READ",
    ];
    // From step to step, it loses what it could do.
    let steps: [(&[&str], &[Ask]); 6] = [
        (&all, &ASKED),
        (
            &[&read_first, &change_first],
            &[Ask::First, Ask::List, Ask::Change],
        ),
        (&[&read_second], &[Ask::Second, Ask::List]),
        (&["DOCKER_REGISTRY:UPDATE"], &[Ask::Change]),
        (&["API_KEY:READ"], &[Ask::Keys]),
        (&["AUDIT:READ"], &[]),
    ];
    let keeper = own.keeper(client.clone());
    let key = keeper.create(&all);
    let stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stop = StopAtEnd(&stopped);
        for _ in 0..USERS {
            scope.spawn(|| {
                while !stopped.load(Ordering::Relaxed) {
                    for ask in ASKED {
                        // What comes of it is of no interest.
                        drop(client.send(&call(ask, own, &key)));
                    }
                }
            });
        }
        for _ in 0..rounds {
            for (capabilities, may) in steps {
                keeper.allow(&key.id, capabilities);
                for ask in ASKED {
                    let expected = ask == Ask::Own || may.contains(&ask);
                    look(client, ask, expected, own, &key)?;
                }
            }
        }
        Ok(rounds * steps.len() * ASKED.len())
    })
}

fn look(client: &Client, ask: Ask, may: bool, own: &Party, key: &IssuedKey) -> Verdict {
    let reply = client.send(&call(ask, own, key));
    let reply = reply.map_err(|lost| Broken(format!("{ask:?} was not answered: {lost:?}")))?;
    let status = if may { 200 } else { 403 };
    hold(reply.status == status, || {
        let answered = reply.status;
        format!("{ask:?} with a key that was just narrowed: answered {answered}, not {status}")
    })
}

fn call(ask: Ask, own: &Party, key: &IssuedKey) -> Call {
    let credential = |nth: usize| format!("/v3/docker-registries/{}", own.credentials[nth]);
    let call = match ask {
        Ask::First => Call::new("GET", &credential(0)),
        Ask::Second => Call::new("GET", &credential(1)),
        Ask::List => Call::new("GET", "/v3/docker-registries"),
        // It changes nothing.
        Ask::Change => Call::new("PATCH", &credential(0)).json(&json!({})),
        Ask::Keys => Call::new("GET", "/v3/api-keys"),
        Ask::Own => Call::new("GET", "/v3/api-keys/validate"),
    };
    call.key(&key.token)
}
