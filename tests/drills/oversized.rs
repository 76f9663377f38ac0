//! `oversized`: whatever is sent in whatever amount is refused within a second, and costs next to no memory.
//!
//! Each kind of oversized request is sent by 100 clients at once: without a key, with a malformed and a revoked one, with
//! one that may not create, and with one that may. Each must be answered with its 4xx within a second, and the service's
//! resident memory must grow by at most 32 MiB in all.
//!
//! That no byte of a body is read before the caller is let in shows in two ways: the refusal comes while the body is not
//! sent yet, and who asks with `Expect: 100-continue` is invited only when they are let in.

use std::process::ExitCode;

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, Node, make_company, make_key, make_revoked_key};
use serde_json::json;

use crate::drill::{Drill, Run, Verdict, figure, hold};

mod attack;
mod bugs;
mod memory;
mod stand_in;
mod strike;
mod unread;

use self::{attack::attacks, bugs::StandIn, strike::Crowd};
pub(crate) use self::{bugs::Bug, memory::Memory, stand_in::STAND_IN};

/// See the module.
pub(crate) struct Oversized;

/// How much the service may grow, in KiB.
const GROWTH: u64 = 32 * 1024;

/// Somebody who sends requests.
struct Sender {
    name: &'static str,
    /// The header that says who they are.
    authorization: String,
    rights: Rights,
}

/// How far a sender comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// They are not let in.
    None,
    /// They are let in, but may not do this.
    Others,
    /// They may do it.
    These,
}

impl Drill for Oversized {
    const NAME: &str = "oversized";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let node = Node::start();
        let senders = senders(&node);
        let stand_in = bug.map(|bug| StandIn::start(bug, &node));
        let place = stand_in
            .as_ref()
            .map_or(node.place(), StandIn::place)
            .clone();
        let pids = [Some(node.pid()), stand_in.as_ref().map(StandIn::pid)];
        let memory = Memory::of(pids.into_iter().flatten().collect());

        unread::bodies(&place, &senders)?;
        let mut rng = run.rng();
        let before = memory.resident();
        let mut crowd = Crowd::new(&place, &senders);
        for _ in 0..run.pick(1, 10) {
            let mut attacks = attacks();
            rng.shuffle(&mut attacks);
            for attack in &attacks {
                crowd.strike(attack)?;
                let growth = memory.peak().saturating_sub(before);
                hold(growth <= GROWTH, || {
                    format!("{}: memory has grown by {growth} KiB", attack.name)
                })?;
            }
        }
        crowd.report();
        let growth = memory.peak().saturating_sub(before);
        figure(
            "resident memory",
            format!("{before} KiB, grown by {growth} KiB at most"),
        );
        still_serves(&node)
    }
}

/// Everybody who tries.
fn senders(node: &Node) -> Vec<Sender> {
    let company = make_company(node.folder(), "oversized");
    let make = |permission: Permission| make_key(node.folder(), &company, &[permission.as_str()]);
    let create = Permission::CredentialCreate.as_str();
    let revoked = make_revoked_key(node, &company, &[create]);
    let bearer = |token: &str| format!("authorization: Bearer {token}\r\n");
    let sender = |name, authorization, rights| Sender {
        name,
        authorization,
        rights,
    };
    vec![
        sender("nobody", String::new(), Rights::None),
        sender("a malformed key", bearer("plk_nobody"), Rights::None),
        sender("a revoked key", bearer(&revoked.token), Rights::None),
        sender(
            "a key for something else",
            bearer(&make(Permission::CredentialRead).token),
            Rights::Others,
        ),
        sender(
            "a good key",
            bearer(&make(Permission::CredentialCreate).token),
            Rights::These,
        ),
    ]
}

fn still_serves(node: &Node) -> Verdict {
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" });
    let call = Call::new("POST", "/v3/docker-registries").key(&node.first_key());
    let reply = Client::of(node.place()).send(&call.json(&body));
    let created = reply.is_ok_and(|reply| reply.status == 201);
    hold(created, || "afterwards it does not serve".to_owned())
}

/// The process that a planted bug lives in.
pub(crate) fn stand_in(bug: &str, port: &str) -> ExitCode {
    match (Bug::named(bug), port.parse()) {
        (Some(bug), Ok(port)) => stand_in::run(bug, port),
        _ => ExitCode::from(2),
    }
}
