//! What every drill is, and how one is conducted.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use fastrand::Rng;

use crate::command_line::CommandLine;

/// Something that must hold.
pub(crate) trait Drill {
    /// Its name on the command line.
    const NAME: &str;

    /// A bug that can be planted.
    type Bug: Copy + 'static;

    /// Every such bug with its name.
    const BUGS: &[(&str, Self::Bug)];

    /// Tries whether it holds, against a system with this bug if there is one.
    fn run(run: &Run, bug: Option<Self::Bug>) -> Verdict;

    /// Whether this is what a bug must be found by. By default, whatever is broken is.
    fn finds(_bug: Self::Bug, _broken: &Broken) -> bool {
        true
    }
}

/// How to run a drill.
pub(crate) struct Run {
    /// Whatever is random follows from it.
    pub(crate) seed: u64,
    /// The long form, not the short one.
    pub(crate) full: bool,
}

impl Run {
    /// The random numbers of this run.
    pub(crate) fn rng(&self) -> Rng {
        Rng::with_seed(self.seed)
    }

    /// One of two sizes.
    pub(crate) fn pick<T>(&self, smoke: T, full: T) -> T {
        if self.full { full } else { smoke }
    }
}

/// Whether it held.
pub(crate) type Verdict = Result<(), Broken>;

/// What did not hold.
#[derive(Debug, Clone)]
pub(crate) struct Broken(pub(crate) String);

/// Says what is broken, unless it held.
pub(crate) fn hold(held: bool, what: impl FnOnce() -> String) -> Verdict {
    if held { Ok(()) } else { Err(Broken(what())) }
}

/// A line of the report.
pub(crate) fn figure(name: &str, value: impl std::fmt::Display) {
    println!("  {name}: {value}");
}

/// Runs a drill as the command line says, reports, and tells whether all is as it should be.
pub(crate) type Conduct = fn(&CommandLine) -> bool;

/// See [`Conduct`].
pub(crate) fn conduct<D: Drill>(command: &CommandLine) -> bool {
    let run = Run {
        // A short one is easier to type again.
        seed: command.seed.unwrap_or_else(|| fastrand::u64(..1_000_000)),
        full: command.full,
    };
    let form = run.pick("smoke", "full");
    println!("drill {}: seed {}, {form} form", D::NAME, run.seed);
    let (end, good) = if command.planted {
        against_bugs::<D>(&run, command.bug.as_deref())
    } else {
        match attempt::<D>(&run, None) {
            End::Held => ("held".to_owned(), true),
            End::Broken(Broken(what)) => (format!("BROKEN {what}"), false),
            End::Stuck => ("BROKEN the drill itself came to no end".to_owned(), false),
        }
    };
    println!("drill {}: {end}", D::NAME);
    good
}

fn against_bugs<D: Drill>(run: &Run, only: Option<&str>) -> (String, bool) {
    let wanted = D::BUGS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name));
    let mut missed = Vec::new();
    let mut planted = 0;
    for (name, bug) in wanted {
        planted += 1;
        println!(" planted {name}");
        match attempt::<D>(run, Some(*bug)) {
            End::Broken(broken) if D::finds(*bug, &broken) => {
                println!("  caught: BROKEN {}", broken.0);
            }
            End::Broken(Broken(what)) => {
                println!("  something else: BROKEN {what}");
                missed.push(*name);
            }
            // A drill that fails by itself has found nothing.
            End::Held | End::Stuck => missed.push(*name),
        }
    }
    if planted == 0 {
        let names: Vec<_> = D::BUGS.iter().map(|(name, _)| *name).collect();
        return (
            format!("no such bug; there are {}", names.join(", ")),
            false,
        );
    }
    if missed.is_empty() {
        return ("planted bug caught".to_owned(), true);
    }
    (
        format!("planted bug NOT caught: {}", missed.join(", ")),
        false,
    )
}

enum End {
    Held,
    Broken(Broken),
    Stuck,
}

fn attempt<D: Drill>(run: &Run, bug: Option<D::Bug>) -> End {
    let since = Instant::now();
    let verdict = catch_unwind(AssertUnwindSafe(|| D::run(run, bug)));
    figure("took", format!("{:.1} s", since.elapsed().as_secs_f32()));
    match verdict {
        Ok(Ok(())) => End::Held,
        Ok(Err(broken)) => End::Broken(broken),
        Err(_) => End::Stuck,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample;

    impl Drill for Sample {
        const NAME: &str = "sample";
        type Bug = &'static str;
        const BUGS: &[(&str, Self::Bug)] = &[
            ("found", "this"),
            ("overlooked", ""),
            ("hidden", "behind another"),
        ];

        fn run(run: &Run, bug: Option<Self::Bug>) -> Verdict {
            assert!(run.seed != 13, "the drill itself fails");
            let bug = bug.unwrap_or_default();
            hold(bug.is_empty(), || "this".to_owned())
        }

        fn finds(bug: Self::Bug, broken: &Broken) -> bool {
            broken.0 == bug
        }
    }

    fn command(line: &str) -> CommandLine {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        CommandLine::parse(&words, &[Sample::NAME]).unwrap()
    }

    #[test]
    fn a_drill_is_good_if_it_holds_and_if_every_planted_bug_is_found() {
        for (line, good) in [
            ("sample", true),
            ("sample --seed 13", false),
            ("sample --plant found", true),
            ("sample --plant overlooked", false),
            ("sample --plant hidden", false),
            ("sample --plant", false),
            ("sample --plant other", false),
            ("sample --plant found --seed 13", false),
        ] {
            assert_eq!(conduct::<Sample>(&command(line)), good, "{line}");
        }
    }
}
