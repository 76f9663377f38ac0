//! Pulls, which the OpenAPI document does not tell of: by whom, of what, by which name, and with whose login; and which
//! credential would serve them.
//!
//! Both companies have credentials for the same two registries, one of which takes passwords and one tokens, and the other
//! one has a credential for a third. What the registries hear tells with whose login they were asked, if they were.

use std::collections::HashMap;

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, Proxy, Reply};

use self::{
    puller::{Puller, Standing},
    stage::Stage,
    target::{By, Target, parts},
};
use super::{
    bugs::PullBug,
    matrix::{differing, holds_none, without_date},
    store::Store,
};
use crate::{
    drill::{Broken, Verdict, figure, hold},
    kind::Kind,
    stand_in::as_password,
};

pub(super) mod puller;
mod resolutions;
pub(super) mod stage;
pub(super) mod target;

/// The first refusal of each kind, and who got it: all others must be the same.
type Refusals = HashMap<(bool, u16), (Reply, String)>;

/// A pull that is tried.
struct Pull<'a> {
    puller: &'a Puller,
    target: Target,
    by: By,
    part: String,
    method: &'a str,
}

/// Whether companies are kept apart.
pub(super) fn keeps_apart(kind: Kind, bug: Option<PullBug>) -> Verdict {
    let stage = Stage::set(kind, bug);
    let proxy = bug.and_then(|bug| bug.plant(&stage));
    let place = proxy.as_ref().map_or(stage.site.node.place(), Proxy::place);
    let client = Client::of(place).scattered();
    // What a registry granted the other company is at hand when the own one comes.
    stage.pull_with_all_of_the_other()?;
    figure("resolutions", resolutions::are_kept(&stage, &client)?);
    stage.await_uses_of_the_other();
    let mut store = stage.site.store();
    let before = store.rows_of(&stage.other.company);
    let pullers = Puller::all(&stage, Permission::CredentialPull);
    let mut refusals = Refusals::new();
    let mut tried = 0;
    for pull in all(&pullers) {
        let held = pull.try_it(&stage, &client, &mut refusals, &mut store);
        held.map_err(|Broken(what)| Broken(format!("{}: {what}", pull.name())))?;
        tried += 1;
    }
    figure("pull x method x name x target x key", tried);
    hold(store.rows_of(&stage.other.company) == before, || {
        "pulls changed what is kept of the other company".to_owned()
    })
}

fn all(pullers: &[Puller]) -> Vec<Pull<'_>> {
    let mut all = Vec::new();
    for puller in pullers {
        for target in Target::ALL {
            for by in By::ALL {
                for part in parts() {
                    for method in ["GET", "HEAD"] {
                        all.push(Pull {
                            puller,
                            target,
                            by,
                            part: part.clone(),
                            method,
                        });
                    }
                }
            }
        }
    }
    fastrand::shuffle(&mut all);
    all
}

impl Pull<'_> {
    fn try_it(
        &self,
        stage: &Stage,
        client: &Client,
        refusals: &mut Refusals,
        store: &mut Store,
    ) -> Verdict {
        let (status, code) = self.fate();
        let (heard, events) = (stage.heard().len(), store.events(&stage.own.company));
        let reply = self.ask(stage, client)?;
        let is_head = self.method == "HEAD";
        hold(reply.status == status, || {
            format!("answered {}, not {status}", reply.status)
        })?;
        hold(!is_head || reply.body.is_empty(), || {
            "HEAD was answered with a body".to_owned()
        })?;
        holds_none(&reply, &stage.other.canaries, "the other company")?;
        let heard = stage.heard().split_off(heard);
        let is_done = status == 200;
        let is_recorded = is_done && !is_head && self.part.starts_with("manifests/");
        let recorded = store.events(&stage.own.company) - events;
        hold(recorded == i64::from(is_recorded), || {
            format!("{recorded} events tell of it")
        })?;
        if is_done {
            // How a registry wants to be logged in to, it is asked without a login.
            let is_others = |login: &&String| !login.is_empty() && **login != stage.own.user;
            let others = heard.iter().find(is_others);
            hold(others.is_none(), || {
                format!("a registry was asked with the login of {others:?}")
            })?;
            return hold(!heard.is_empty(), || "no registry was asked".to_owned());
        }
        hold(heard.is_empty(), || {
            "a registry was asked, though it was refused".to_owned()
        })?;
        let told = reply.json()["errors"][0]["code"].clone();
        hold(is_head || told == code, || format!("refused as {told}"))?;
        let (first, whose) = refusals
            .entry((is_head, status))
            .or_insert_with(|| (without_date(reply.clone()), self.name()));
        let reply = without_date(reply);
        hold(*first == reply, || {
            let other = differing(first, &reply);
            format!("refused in other bytes than {whose}: {other}")
        })
    }

    /// What must come of it.
    fn fate(&self) -> (u16, &'static str) {
        match self.puller.standing {
            Standing::Unknown => (401, "UNAUTHORIZED"),
            Standing::Denied => (403, "DENIED"),
            Standing::May(reach) if reach.includes(self.target) => (200, ""),
            Standing::May(_) => (404, "NAME_UNKNOWN"),
        }
    }

    fn ask(&self, stage: &Stage, client: &Client) -> Result<Reply, Broken> {
        let path = self.by.path(stage, self.target, &self.part);
        // One id for all, so that refusals can be compared.
        let mut call = Call::new(self.method, &path).header("x-request-id", "pull");
        if let Some(key) = &self.puller.key {
            call = call.header("authorization", &as_password(key));
        }
        let lost = |lost| Broken(format!("not answered: {lost:?}"));
        client.send(&call).map_err(lost)
    }

    /// For the one who reads what is broken.
    fn name(&self) -> String {
        let Self {
            puller,
            target,
            by,
            part,
            method,
        } = self;
        format!("{method} {part} of {target:?} {by:?} by {}", puller.name)
    }
}
