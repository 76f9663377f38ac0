//! Methods that a path does not have.

use std::collections::BTreeSet;

use pullkey_tests::{Call, Client};

use super::{
    cell::nobodys,
    document::{Document, fill},
    party::Party,
};
use crate::drill::{Broken, hold};

pub(super) const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE",
];

/// Whether each is refused with those that there are, whoever asks. Tells how many were asked.
pub(super) fn refused(document: &Document, client: &Client, own: &Party) -> Result<usize, Broken> {
    let mut asked = 0;
    let mut rng = fastrand::Rng::with_seed(0);
    for (path, methods) in &document.paths {
        let mut there = methods.clone();
        if there.contains("GET") {
            there.insert("HEAD".to_owned());
        }
        for method in METHODS.into_iter().filter(|it| !there.contains(*it)) {
            for (id, key) in [
                (nobodys(&mut rng), None),
                (own.credentials[0].clone(), Some(&own.master.token)),
            ] {
                let mut call = Call::new(method, &fill(path, &id));
                if let Some(key) = key {
                    call = call.key(key);
                }
                let reply = client.send(&call);
                let reply = reply.map_err(|it| Broken(format!("{method} {path}: {it:?}")))?;
                let allowed = reply.header("allow").unwrap_or_default().split(", ");
                let allowed: BTreeSet<_> = allowed.map(str::to_owned).collect();
                hold(reply.status == 405 && allowed == there, || {
                    format!(
                        "{method} {path}: answered {}, allows {allowed:?}",
                        reply.status
                    )
                })?;
                asked += 1;
            }
        }
    }
    Ok(asked)
}
