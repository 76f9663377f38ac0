//! `slow-clients`: whoever takes his time is closed in time, and holds up nobody else.
//!
//! Many clients at once connect and say nothing, leave a head half sent, or that of their second request, or a body, or do
//! not read what they asked for; half of them go on by a byte a second. Each must be closed within 10 seconds. Two thirds of
//! the readers ask for more at once than any kernel keeps, and must have been sent less: so it was the service that waited for
//! them. Beside them all, others, of another company, validate a key, list credentials and make some: the 99th percentiles of
//! what they read and of what they make must stay below twice what they were before, in one of three tries.
//! Beside both, clients pull blobs without end that they do not read, or that their registry does not send: those are closed
//! after 30 seconds without a byte, and not before, and those that are read are not closed at all. The service must need less
//! than 200 MiB beside 1,000 of each kind of slow client, and at most 160 KiB more for each blob.
//!
//! A second node serves 64 connections at a time. Pulls of one company get stuck there: a quarter of the connections is all
//! that they get, and others go on pulling. Then slow clients take whatever is left, and a good one must get in within 10
//! seconds.
//!
//! Whether a connection is held is not asked of its client, but read from the kernel's table: a client that does not read
//! does not hear of its end either.

use std::{thread, time::Duration};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use pullkey_tests::{Call, Client, Node, Place, make_company, make_key};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    memory::Memory,
};

mod bugs;
mod crowd;
mod held;
mod holding;
mod kind;
mod load;
mod narrow;
mod registry;
mod relay;
mod streams;

pub(crate) use self::bugs::Bug;
use self::{
    crowd::Crowd,
    load::{Load, Sorted},
    narrow::Narrow,
    registry::EndlessRegistry,
    relay::Relay,
    streams::Streams,
};

/// See the module.
pub(crate) struct SlowClients;

/// How much the service may need, in KiB, with all its slow clients but those that pull blobs.
const MEMORY: u64 = 200 * 1024;
/// And for each of those.
const OF_A_PULL: u64 = 160;
/// What is not much for a machine that others use as well: below it, twice as long tells nothing.
const UNSUSPICIOUS: Duration = Duration::from_millis(10);
const SETTLING: Duration = Duration::from_secs(2);
const BASELINE: Duration = Duration::from_secs(5);
/// Good clients that waited longer may have waited for the machine: a service that is too slow is so again.
const TRIES: usize = 3;
const CREDENTIALS: &str = "/v3/docker-registries";

impl Drill for SlowClients {
    const NAME: &str = "slow-clients";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        raise_file_limit();
        let runtime = Runtime::new().expect("tokio starts");
        let registry = EndlessRegistry::start(&runtime);
        let allow = format!("registry_allow = \"http://{}\"", registry.host());
        let node = Node::start_with(std::slice::from_ref(&allow));
        let relay = bug.and_then(|bug| Relay::start(bug, node.place(), &runtime));
        let place = relay.as_ref().map_or(node.place(), Relay::place).clone();
        let key = node.first_key();
        let company = make_company(node.folder(), "others");
        let capabilities = ["DOCKER_REGISTRY:CREATE", "DOCKER_REGISTRY:READ"];
        let good_key = make_key(node.folder(), &company, &capabilities).token;
        fill(&node, &key)?;
        fill(&node, &good_key)?;
        create(&Client::of(node.place()), &key, &registry.credential())?;
        let narrow = Narrow::start(&allow, bug, &registry)?;
        // A relay lives in this process, of which only what it grows by counts.
        let hoards = bug == Some(Bug::Hoards);
        let relaying = hoards.then(std::process::id);
        let memory = Memory::of([node.pid()].into_iter().chain(relaying).collect());
        let before = memory.resident();
        let of_each = run.pick(20, 100);
        let streams = Streams::begin(of_each, &place, &key, &registry, &runtime);
        // Until they stall, they take the processors that the others are to be measured on.
        thread::sleep(SETTLING);
        let pulling = memory.resident().saturating_sub(before);
        let pulls = streams.number();
        let allowed = OF_A_PULL * pulls;
        figure(
            &format!("memory for {pulls} pulls"),
            format!("{pulling} KiB (at most {allowed} KiB)"),
        );
        hold(pulling <= allowed, || {
            format!("pulls take {pulling} KiB of memory")
        })?;
        thread::scope(|scope| {
            let narrow = scope.spawn(|| narrow.hold(&runtime));
            let ended = crowds(run, &place, [&key, &good_key], &runtime);
            let needed = memory.peak().saturating_sub(pulling);
            let grown = needed.saturating_sub(before);
            let counted = if hoards { grown } else { needed };
            figure(
                "memory beside pulls",
                format!("{needed} KiB (below {MEMORY} KiB), grown by {grown} KiB"),
            );
            let streamed = streams.end(&runtime);
            let narrow = narrow.join().expect("a thread ends");
            ended?;
            hold(counted < MEMORY, || {
                format!("memory has come to {counted} KiB")
            })?;
            streamed?;
            narrow
        })?;
        let reply = Client::of(node.place()).send(&Call::new("GET", "/readyz"));
        let ready = reply.is_ok_and(|reply| reply.status == 200);
        hold(ready, || "afterwards it is not ready".to_owned())
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.contains(bug.told_by())
    }
}

/// A crowd of slow clients beside good ones, once more if those only waited too long.
fn crowds(run: &Run, place: &Place, [slow, good]: [&str; 2], runtime: &Runtime) -> Verdict {
    let of_each = run.pick(200, 1000);
    for again in (0..TRIES).rev() {
        let before = Load::on(place, good).during(BASELINE)?;
        let crowd = Crowd::gather(of_each, place, slow, runtime)?;
        let load = Load::on(place, good);
        let (closed, beside) = load.beside(|| crowd.until_closed(place))?;
        before.print("before");
        beside.print("beside slow clients");
        closed.print();
        closed.all()?;
        closed.in_time()?;
        closed.unread(place, runtime)?;
        let reads = hardly_slower("requests", &before.reads, &beside.reads);
        let creates = hardly_slower("creates", &before.creates, &beside.creates);
        let verdict = reads.and(creates);
        if verdict.is_ok() || again == 0 {
            return verdict;
        }
        figure("once more, as good requests were slow", again);
    }
    Ok(())
}

/// Whether these are answered less than twice as late as before.
fn hardly_slower(what: &str, before: &Sorted, beside: &Sorted) -> Verdict {
    let limit = (2 * before.p99()).max(UNSUSPICIOUS);
    let p99 = beside.p99();
    hold(p99 < limit, || {
        let [p99, limit] = [p99, limit].map(|it| it.as_millis());
        format!("the p99 of good {what} is {p99} ms, not below {limit} ms")
    })
}

/// Has a full page of credentials, of a hundred kilobytes.
fn fill(node: &Node, key: &str) -> Verdict {
    let client = Client::of(node.place());
    for number in 0..100 {
        let name = format!("{number} {}", "𝄞".repeat(250));
        let body = json!({ "name": name, "username": "u", "secret": "12345678" });
        create(&client, key, &body)?;
    }
    Ok(())
}

fn create(client: &Client, key: &str, body: &serde_json::Value) -> Verdict {
    let reply = client.send(&Call::new("POST", CREDENTIALS).key(key).json(body));
    let status = reply.map(|reply| reply.status);
    hold(status == Ok(201), || {
        format!("a create is answered {status:?}")
    })
}

/// Each client takes a file, and so does each blob at its registry.
fn raise_file_limit() {
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let raised = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
        raised.expect("whoever may have so many files may ask for them");
    }
}
