//! Which credential would serve an image is told of the own company's only.

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, Reply};
use serde_json::{Value, json};

use super::{
    puller::{Puller, Standing},
    stage::Stage,
    target::Target,
};
use crate::{
    drill::{Broken, Verdict, hold},
    tenants::matrix::{holds_none, without_moment},
};

/// Whether it is, whoever asks. Tells how often somebody asked.
pub(super) fn are_kept(stage: &Stage, client: &Client) -> Result<usize, Broken> {
    let heard = stage.heard().len();
    let mut asked = 0;
    for puller in Puller::all(stage, Permission::CredentialRead) {
        // What is not to be told from nothing.
        let nothing = resolve(stage, client, &puller, Target::Random)?;
        for target in Target::ALL {
            let reply = resolve(stage, client, &puller, target)?;
            let held = is_right(stage, &puller, target, &reply, &nothing);
            held.map_err(|Broken(what)| {
                Broken(format!("resolving {target:?} by {}: {what}", puller.name))
            })?;
            asked += 1;
        }
    }
    hold(stage.heard().len() == heard, || {
        "a registry was asked to resolve something".to_owned()
    })?;
    Ok(asked)
}

fn is_right(
    stage: &Stage,
    puller: &Puller,
    target: Target,
    reply: &Reply,
    nothing: &Reply,
) -> Verdict {
    holds_none(reply, &stage.other.canaries, "the other company")?;
    let status = match puller.standing {
        Standing::Unknown => 401,
        Standing::Denied => 403,
        Standing::May(_) => 200,
    };
    hold(reply.status == status, || {
        format!("answered {}, not {status}", reply.status)
    })?;
    match (puller.standing, target) {
        (Standing::May(with), Target::Own(nth)) if with.includes(target) => {
            let found = reply.json()["credential"]["id"].clone();
            hold(found == stage.own.credentials[nth].as_str(), || {
                format!("found {found}")
            })
        }
        (Standing::May(_), _) => {
            let is_none = reply.json()["credential"] == Value::Null;
            let is_same =
                without_host(reply, target, stage) == without_host(nothing, Target::Random, stage);
            hold(is_none && is_same, || {
                "answered otherwise than of nobody's".to_owned()
            })
        }
        _ => hold(reply == nothing, || {
            "refused in other bytes than of nobody's".to_owned()
        }),
    }
}

/// All hosts have the same length.
fn without_host(
    reply: &Reply,
    target: Target,
    stage: &Stage,
) -> (u16, Vec<(String, String)>, String) {
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    let body = body.replace(&target.host(stage), "HOST");
    (reply.status, reply.headers.clone(), body)
}

fn resolve(
    stage: &Stage,
    client: &Client,
    puller: &Puller,
    target: Target,
) -> Result<Reply, Broken> {
    let image = format!("{}/acme/app:1", target.host(stage));
    let mut call = Call::new("POST", "/v3/docker-registries/resolve")
        .header("x-request-id", "resolve")
        .json(&json!({ "image": image }));
    if let Some(key) = &puller.key {
        call = call.key(key);
    }
    let lost = |lost| Broken(format!("a resolution was not answered: {lost:?}"));
    Ok(without_moment(client.send(&call).map_err(lost)?))
}
