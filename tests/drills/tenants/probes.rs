//! What a company gets for another one's names, cursors and versions: nothing.

use pullkey_tests::{Call, Client, Reply};

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
    let list = |query: &str| Call::new("GET", &format!("/v3/docker-registries?{query}"));
    let mut probes = 0;
    for canary in &other.canaries {
        let found = ask(own, list(&format!("search={canary}")))?;
        finds_nothing(&found, other)?;
        probes += 1;
    }

    let theirs = ask(other, list("limit=1"))?.json();
    let cursor = theirs["next_cursor"].as_str();
    let cursor = cursor.ok_or_else(|| Broken("a list of two has no cursor".to_owned()))?;
    let refused = ask(own, list(&format!("limit=1&cursor={cursor}")))?;
    hold(refused.status == 400, || {
        format!("another company's cursor was answered {}", refused.status)
    })?;
    holds_none(&refused, &other.canaries, "the other company")?;

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
    Ok(probes + 1)
}

fn finds_nothing(found: &Reply, other: &Party) -> Verdict {
    let nothing = found.status == 200 && found.json()["total"] == 0;
    hold(nothing, || {
        "a search finds what is another company's".to_owned()
    })?;
    holds_none(found, &other.canaries, "the other company")
}
