//! `idempotency`: a create that is repeated under its `Idempotency-Key` is done once, whatever happens in between.
//!
//! For each of many keys a crowd of racers sends the same payload at the same moment, while the service is killed
//! (SIGKILL) again and again, preferably right after a commit, before its answer. Who got no answer repeats the request
//! until there is one. All answers of a key must be the same bytes, at most one of them not marked as replayed, and the
//! store must have one row and one event for it. Some keys must have lost their first answer to a kill, or nothing was tried.
//!
//! Afterwards, with nobody else around: replays in other spellings, other payloads under used keys, keys that a refusal
//! must have left free, the same keys in another company, and replays of what was changed or deleted since.

use std::{sync::atomic::Ordering, thread, time::Duration};

use pullkey_tests::Node;

use crate::{
    database::first_company,
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    keyed::{Case, one_each},
    service::Front,
};

mod bugs;
mod commits;
mod race;
mod rules;

pub(crate) use self::bugs::Bug;
use self::{commits::Commits, race::Race, rules::Rules};

/// See the module.
pub(crate) struct Idempotency;

/// After so many keys the service is killed, on average.
const BETWEEN_KILLS: usize = 4;
/// What the drill says when it has not tried what it is about.
const UNTRIED: &str = "no kill came between a commit and its answer";

impl Drill for Idempotency {
    const NAME: &str = "idempotency";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let mut rng = run.rng();
        let node = Node::start();
        let proxy = bug.and_then(|bug| bug.plant(&node, rng.fork()));
        let mut front = Front::of(node).behind(proxy);
        let service = front.client();
        let (keys, racers) = run.pick((80, 10), (1000, 50));
        let cases: Vec<_> = (0..keys)
            .map(|number| Case::random(number, &mut rng))
            .collect();
        let race = Race::new(&cases, &service, front.node.first_key());

        let mut kills = 0;
        thread::scope(|scope| {
            let running = race.start(scope, racers, &mut rng);
            let mut next = rng.usize(..2 * BETWEEN_KILLS);
            while !running.iter().all(thread::ScopedJoinHandle::is_finished) {
                if race.begun.load(Ordering::Relaxed) < next {
                    thread::sleep(Duration::from_millis(1));
                    continue;
                }
                // A random moment, or the one between a commit and its answers; the latter until it was met once.
                if rng.bool() && race.lost_answers() > 0 {
                    thread::sleep(Duration::from_micros(rng.u64(..5000)));
                } else {
                    Commits::of(&front.node).await_next();
                }
                front.restart();
                kills += 1;
                next = race.begun.load(Ordering::Relaxed) + rng.usize(1..2 * BETWEEN_KILLS);
            }
        });
        figure("keys x racers", format!("{keys} x {racers}"));
        figure("kills", kills);
        race.attempts.print();
        race.verdict()?;
        hold(race.lost_answers() > 0, || UNTRIED.to_owned())?;
        front.restart();
        let rules = Rules::new(&front.node, front.client(), &cases);
        rules.replays()?;
        let mut database = front.node.database();
        let company = first_company(&mut database);
        one_each(&mut database, &company, &cases)?;
        rules.all(&mut rng)
    }

    fn finds(_: Bug, Broken(what): &Broken) -> bool {
        what != UNTRIED
    }
}
