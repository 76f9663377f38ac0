//! `registry-attacks`: whoever runs a registry, or names one, leads a login nowhere but where it belongs.
//!
//! The client that asks registries and the adapter on it are attacked in process: only there can names lead to whatever the
//! attacker likes, while the attacker's own registry is reached. It is the only place that is allowed; all else is what a
//! service allows by default. In four parts:
//!
//! - Forbidden addresses in every spelling, as the host of a credential, as a realm, as the target of a redirect, as a URL, and as
//!   what a name leads to. Traps listen where that can be; of the rest, the verdict tells that nobody was connected to.
//! - Names that lead elsewhere between the look at them and the connection.
//! - Challenges and redirects that name somebody else, who could be reached and waits for the login.
//! - Answers that are slow, endless, too large or malformed, at every moment of a verification.
//!
//! Every attack ends in 10 seconds and without a panic; none is judged as a login that works, as the attacker does not know the
//! password; no trap gets a connection, and no login comes to another host.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::runtime::Runtime;

use crate::drill::{Broken, Drill, Run, Verdict, figure, hold};

mod answers;
mod attack;
mod bugs;
mod canary;
mod host;
mod identity;
mod moment;
mod names;
mod ordinary;
mod panics;
mod pulls;
mod rebinding;
mod scene;
mod script;
mod spellings;
mod theft;
mod traps;
mod ways;

pub(crate) use self::bugs::Bug;
use self::{
    attack::{Attack, Tally},
    bugs::Part,
    panics::Panics,
    scene::Scene,
    spellings::{Amount, LEAST},
};

/// See the module.
pub(crate) struct RegistryAttacks;

impl Drill for RegistryAttacks {
    const NAME: &str = "registry-attacks";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        let runtime = Runtime::new().expect("threads start");
        runtime.block_on(play(run, bug))
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        what.contains(bug.sign())
    }
}

async fn play(run: &Run, bug: Option<Bug>) -> Verdict {
    let mut rng = run.rng();
    let scene = Scene::set(bug, &mut rng).await;
    let traps = scene.traps.addresses().iter().map(ToString::to_string);
    figure("traps", traps.collect::<Vec<_>>().join(", "));
    let panics = Panics::watch();
    let mut tally = Tally::default();
    let mut all = Vec::new();
    for part in Part::ALL {
        if bug.is_none_or(|bug| bug.part() == part) {
            let mut attacks = attacks(part, &scene, run, &mut rng)?;
            rng.shuffle(&mut attacks);
            figure(part.name(), format!("{} attacks", attacks.len()));
            all.extend(attacks);
        }
    }
    tally.strike(&scene, all).await;
    tally.report();
    figure("connections to traps", scene.traps.connections());
    let elsewhere = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    let [connections, logins] =
        [&scene.elsewhere.connections, &scene.elsewhere.logins].map(elsewhere);
    figure(
        "at other hosts",
        format!("{logins} logins, {connections} connections"),
    );
    tally.holds()?;
    hold(scene.traps.connections() == 0, || {
        "a trap got a connection".to_owned()
    })?;
    hold(panics.count() == 0, || "something panicked".to_owned())
}

fn attacks(
    part: Part,
    scene: &Arc<Scene>,
    run: &Run,
    rng: &mut fastrand::Rng,
) -> Result<Vec<Attack>, Broken> {
    Ok(match part {
        Part::Spellings => {
            let amount = run.pick(
                Amount {
                    is_whole: false,
                    at_random: 100,
                },
                Amount {
                    is_whole: true,
                    at_random: 5_000,
                },
            );
            let spellings = spellings::all(scene.traps.port(), &amount, rng);
            let addresses = spellings::addresses();
            figure("spellings", spellings.len());
            figure("forbidden addresses of names", addresses.len());
            hold(spellings.len() >= LEAST, || {
                format!("there are {} spellings only", spellings.len())
            })?;
            let spelled = spellings.iter().enumerate();
            let spelled = spelled.flat_map(|(nth, text)| {
                let pulled = pulls::spelled::of_spelling(scene, nth, text, run.full);
                ways::of_spelling(scene, nth, text)
                    .into_iter()
                    .chain(pulled)
            });
            let named = addresses.into_iter().enumerate();
            let named = named.flat_map(|(nth, address)| {
                let is_pulled = run.full || nth.is_multiple_of(2);
                let pulled = is_pulled.then(|| pulls::spelled::of_address(scene, nth / 2, address));
                [Some(ways::of_address(scene, address)), pulled]
            });
            let named = named.flatten();
            spelled.chain(named).collect()
        }
        Part::Rebinding => rebinding::attacks(scene),
        Part::Theft => theft::attacks(scene),
        Part::Answers => answers::attacks(scene),
    })
}
