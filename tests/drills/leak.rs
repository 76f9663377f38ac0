//! `leak`: no secret is anywhere but where it must be.
//!
//! Every secret is a canary: random, and used once. Those are the secrets of registries, what is sent in their place by
//! mistake, the secret parts of API keys, the operator's key, the keys of the ring, and the password of the database.
//! They are sent in every place of every operation of the OpenAPI document, in good requests and in malformed ones: in
//! each parameter, header and member, with wrong types, in bodies and heads that are none; and to commands. An operation
//! that takes a body needs its line in `leak/operations.rs`, and is broken without.
//!
//! Images are pulled through the gateway with them as well, at registries that take any login: by password, by token, and
//! with blobs that are elsewhere; and the tokens and signed addresses of those registries are secrets, too.
//!
//! Then each of them, in all the forms of `leak/forms.rs`, is searched for in every answer, in all logs at `trace`, in
//! what commands print, in `/metrics`, in the files of the embedded database and of PostgreSQL with its write-ahead log,
//! in a backup and a `pg_dump`, in what registries heard, and in the memory of the process, 10 seconds after the clients closed their connections,
//! while others ask for something else. Who may hold what is listed in `leak/places.rs`, with the reason.

use std::time::Duration;

use fastrand::Rng;
use pullkey_tests::Proxy;

use crate::drill::{Broken, Drill, Run, Verdict, figure};

mod attempt;
mod bugs;
mod canary;
mod commands;
mod forms;
mod memory;
mod operations;
mod places;
mod pulls;
mod raw;
mod search;
mod sender;
mod site;
mod traffic;
mod upstream;

pub(crate) use self::bugs::Bug;
use self::{
    canary::Canaries,
    search::{Place, Search},
    site::{Site, Way},
    traffic::{Answer, Traffic, others},
};

/// See the module.
pub(crate) struct Leak;

/// So long after the last client closed its connection, nothing that it sent is in memory.
const AFTER: Duration = Duration::from_secs(10);

/// A site, what stands in front of it, and what came of what was sent there.
struct Party {
    site: Site,
    proxy: Option<Proxy>,
    answers: Vec<Answer>,
    printed: Vec<Answer>,
}

impl Drill for Leak {
    const NAME: &str = "leak";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let canaries = Canaries::new(rng.fork());
        let concerned = |way: &Way| bug.is_none_or(|bug| bug.way() == *way);
        let ways = Way::ALL.into_iter().filter(concerned);
        let parties = ways.map(|way| Party::play(way, bug, &canaries, run, &mut rng));
        let mut parties: Vec<_> = parties.collect::<Result<_, _>>()?;
        let search = Search::of(canaries.all());
        figure("secrets", canaries.all().len());
        figure("patterns", search.patterns());
        for party in &mut parties {
            if let Some(bug) = bug {
                bug.behind(&party.site, &mut party.printed, &canaries.all());
            }
            party.holds_nothing(&search)?;
        }
        let sites: Vec<_> = parties.iter().map(|party| &party.site).collect();
        figure("requests of others since", others(&sites, AFTER));
        for site in &sites {
            places::memory(&search, site)?;
        }
        // All of the log is written then, and the embedded database's journal is back in its file.
        for party in &mut parties {
            party.site.server.stop();
            places::files(&search, &party.site)?;
        }
        for (place, bytes) in search.searched() {
            figure(
                &format!("searched, {place}"),
                format!("{} KiB", bytes / 1024),
            );
        }
        places::report_holders();
        Ok(())
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        match bug.place() {
            Some(place) => what.starts_with(place.name()),
            None => what.contains("has no canaries"),
        }
    }
}

impl Party {
    /// Starts a service, and sends it everything.
    fn play(
        way: Way,
        bug: Option<Bug>,
        canaries: &Canaries,
        run: &Run,
        rng: &mut Rng,
    ) -> Result<Self, Broken> {
        let mut site = Site::start(way, Bug::program(bug), canaries);
        let proxy = bug.and_then(|bug| bug.before(&site));
        let traffic = Traffic {
            site: &site,
            place: proxy.as_ref().map_or(&site.place, Proxy::place),
            canaries,
            headers: run.pick(4, usize::MAX),
            one_in: match way {
                Way::EmbeddedOnTls => run.pick(5, 1),
                Way::Embedded | Way::Postgres => 1,
            },
        };
        let (operations, answers) = traffic.send(rng)?;
        let printed = commands::run_all(&site, canaries).into_vec();
        site.upstream.hang_up();
        let answers = answers.into_vec();
        figure(
            way.name(),
            format!("{operations} operations, {} answers", answers.len()),
        );
        Ok(Self {
            site,
            proxy,
            answers,
            printed,
        })
    }

    /// Nor does what it answered, printed, logged and stored.
    fn holds_nothing(&self, search: &Search) -> Verdict {
        let whose = self.site.way.name();
        places::answers(search, Place::Answer, whose, &self.answers)?;
        places::answers(search, Place::Log, whose, &self.printed)?;
        let place = self.proxy.as_ref().map_or(&self.site.place, Proxy::place);
        places::everything_else(search, &self.site, place)
    }
}
