//! What a company gets for another one's names, ids, cursors and versions: nothing.

use pullkey_tests::{Call, Client, Reply};
use serde_json::json;

use super::{
    cell::nobodys,
    matrix::{holds_none, without_date},
    party::Party,
};
use crate::drill::{Broken, Verdict, hold};

/// Tells how many there were.
pub(super) fn all(client: &Client, own: &Party, other: &Party) -> Result<usize, Broken> {
    let ask = |party: &Party, call: Call| -> Result<Reply, Broken> {
        let call = call
            .key(&party.master.token)
            .header("x-request-id", "probe");
        client
            .send(&call)
            .map_err(|lost| Broken(format!("a probe was not answered: {lost:?}")))
    };
    let get = |party: &Party, path: &str| ask(party, Call::new("GET", path));
    let mut probes = 0;
    for canary in &other.canaries {
        let found = get(own, &format!("/v3/docker-registries?search={canary}"))?;
        finds_nothing(&found, other)?;
        probes += 1;
    }
    for id in other.ids() {
        for filter in ["credential_id", "actor"] {
            let found = get(own, &format!("/v3/audit-events?{filter}={id}"))?;
            shows_nothing(&found, other)?;
            probes += 1;
        }
    }
    for list in ["/v3/docker-registries", "/v3/audit-events"] {
        let theirs = get(other, &format!("{list}?limit=1"))?.json();
        let cursor = theirs["next_cursor"].as_str();
        let cursor = cursor.ok_or_else(|| Broken(format!("{list} of several has no cursor")))?;
        let refused = get(own, &format!("{list}?limit=1&cursor={cursor}"))?;
        hold(refused.status == 400, || {
            format!("another company's cursor was answered {}", refused.status)
        })?;
        holds_none(&refused, &other.canaries, "the other company")?;
        probes += 1;
    }

    let nobodys = nobodys(&mut fastrand::Rng::with_seed(1));
    for version in ["\"1\"", "\"2\"", "*"] {
        let delete = |id: &str| {
            let call = Call::new("DELETE", &format!("/v3/docker-registries/{id}"));
            Ok(without_date(ask(own, call.header("if-match", version))?))
        };
        let (theirs, missing) = (delete(&other.credentials[0])?, delete(&nobodys)?);
        hold(theirs.status == 404 && theirs == missing, || {
            format!("If-Match: {version} tells another company's credential from nobody's")
        })?;
        probes += 1;
    }
    Ok(probes)
}

fn finds_nothing(found: &Reply, other: &Party) -> Verdict {
    let nothing = found.status == 200 && found.json()["total"] == 0;
    hold(nothing, || {
        "a search finds what is another company's".to_owned()
    })?;
    holds_none(found, &other.canaries, "the other company")
}

fn shows_nothing(found: &Reply, other: &Party) -> Verdict {
    let nothing = found.status == 200 && found.json()["data"] == json!([]);
    hold(nothing, || {
        "the trail shows what was done in another company".to_owned()
    })?;
    holds_none(found, &other.canaries, "the other company")
}
