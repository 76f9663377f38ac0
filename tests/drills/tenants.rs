//! `tenants`: no company sees, changes or learns of what is another's, and no key does more than it may.
//!
//! Two companies with credentials and API keys. Keys of the second one, and callers without a good key, try every
//! operation of the OpenAPI document on what is its own, on what is the other company's and on ids that nobody has. The
//! table in `tenants/operations.rs` says of each operation what it needs; an operation without its line there is broken,
//! and so is a line without its operation. Then every path is asked with every method that it does not have.
//!
//! Among the callers are keys for each permission alone, whole and narrowed, a key that ends, and tokens of keys that are
//! switched off, ended, revoked, or replaced. A key that is narrowed while it is in use does no more from the answer on;
//! lists and totals of narrowed keys tell of nothing else, and a company's last key that can make others stays.
//!
//! The operator's surface knows none of them, nor is his key one of a company; where he has none, there are no such paths.
//!
//! Pulls, which another specification describes, are tried by a table of their own: `tenants/gateway.rs`.
//!
//! Each answer has the status that rights and target make of it, and the effect on the store that goes with it, or none.
//! Refusals of one status are the same bytes whoever asks for whatever. No answer holds anything of the other company, and
//! afterwards all that is kept of that company is what it was before.
//!
//! All of it is tried on both stores.

use pullkey_tests::{Call, Client, Proxy};

use crate::{
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    kind::Kind,
};

mod bugs;
mod callers;
mod cell;
mod document;
mod gateway;
mod hidden;
mod last_key;
mod matrix;
mod methods;
mod narrowed_lists;
mod narrowing;
mod operations;
mod party;
mod probes;
mod site;
mod store;
mod strangers;
mod tally;

pub(crate) use self::bugs::Bug;
use self::{callers::Callers, document::Document, matrix::Matrix, party::Party, site::Site};

/// See the module.
pub(crate) struct Tenants;

const OPERATOR_KEY: &str = "0123456789abcdef0123456789abcdef";

impl Drill for Tenants {
    const NAME: &str = "tenants";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        Kind::play_on_each(bug.map(Bug::store), |kind| play(kind, run, bug))
    }
}

fn play(kind: Kind, run: &Run, bug: Option<Bug>) -> Verdict {
    if let Some(Bug::Pull(bug)) = bug {
        return gateway::keeps_apart(kind, Some(bug));
    }
    // Bad keys that all came from one address would be answered 429 after a while.
    let settings = [
        format!("operator_key = '{OPERATOR_KEY}'"),
        "trusted_proxies = '127.0.0.1'".to_owned(),
    ];
    let site = Site::start(kind, &settings);
    let node = &site.node;
    let mut rng = run.rng();
    let other = Party::make(node, "other", &mut rng);
    let mut own = Party::make(node, "own", &mut rng);
    let mut callers = Callers::make(node, &own);
    let proxy = bug.and_then(|bug| bug.plant(&site, (&own, &other), &callers, rng.fork()));
    let client = Client::of(proxy.as_ref().map_or(node.place(), Proxy::place)).scattered();
    let before = site.store().rows_of(&other.company);

    let reply = client.send(&Call::new("GET", "/openapi.json"));
    let lost = |lost| Broken(format!("the OpenAPI document is not to be had: {lost:?}"));
    let document = Document::read(&reply.map_err(lost)?.json())?;
    figure("operations", document.operations.len());
    besides(&site, run, &client, &own, &other)?;
    let asked = methods::refused(&document, &client, &own)?;
    figure("path x method that is not there x caller", asked);
    let asked = hidden::is_unknown(&document, kind, bug)?;
    figure("operator's path x method x caller, without his key", asked);
    let mut cells = 0;
    for round in 0..run.pick(1, 10) {
        if round > 0 {
            own.renew(node, &mut rng);
            callers.narrow(node, &own);
        }
        let matrix = Matrix {
            document: &document,
            callers: &callers,
            own: &own,
            other: &other,
            client: &client,
            site: &site,
        };
        cells += matrix.run(&mut rng)?;
    }
    figure("operation x target x caller", cells);
    if bug.is_none() {
        gateway::keeps_apart(kind, None)?;
    }
    hold(site.store().rows_of(&other.company) == before, || {
        "what is kept of the other company has changed".to_owned()
    })
}

/// What needs more than one request.
fn besides(site: &Site, run: &Run, client: &Client, own: &Party, other: &Party) -> Verdict {
    let probes = probes::all(client, own, other)?;
    figure("probes of lists and preconditions", probes);
    let lists = narrowed_lists::hold_only(client, own, other)?;
    figure("lists of narrowed keys", lists);
    let answers = narrowing::counts_at_once(client, own, run.pick(3, 30))?;
    figure("answers to a key that is narrowed in use", answers);
    let ends = last_key::stays(client, site)?;
    figure("ends of managing keys", ends);
    Ok(())
}
