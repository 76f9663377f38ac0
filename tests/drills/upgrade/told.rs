use super::{dumps::migrations, site::Site};
use crate::{
    drill::{Verdict, hold},
    kind::Kind,
};

/// What programs logged of the migrations that they ran.
pub(super) struct Told {
    /// Those that were killed. Between a migration and what it logs a kill may come, too.
    pub(super) killed: Vec<String>,
    /// Those that went on to the end.
    pub(super) last: Vec<String>,
    /// What was run when these began.
    pub(super) run_before: Vec<String>,
}

impl Told {
    /// Whether each migration is written down once, nobody told twice that he ran it, and those who were not killed told of all
    /// that they had to run.
    pub(super) fn of_each_once(&self, kind: Kind, site: &Site) -> Verdict {
        let (run, known) = (site.migrations(), migrations(kind));
        hold(run == known, || {
            format!("of the migrations {known:?}, those that were run are {run:?}")
        })?;
        for version in known {
            let (killed, last) = (times(&self.killed, &version), times(&self.last, &version));
            let count = killed + last;
            hold(count < 2, || format!("{version} was run {count} times"))?;
            let was_run = self.run_before.contains(&version);
            hold(last == usize::from(!was_run), || {
                let was = if was_run { "" } else { "not " };
                format!("{version} was {was}run before the end, and was told of {last} times then")
            })?;
        }
        Ok(())
    }
}

/// How often these logs say that this migration was run.
fn times(logs: &[String], version: &str) -> usize {
    let word = format!("\"version\":\"{version}\"");
    let lines = logs.iter().flat_map(|log| log.lines());
    lines
        .filter(|line| line.contains("a migration was run") && line.contains(&word))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_run_counts() {
        let line = |version, message| {
            format!("{{\"level\":\"INFO\",\"message\":\"{message}\",\"version\":\"{version}\"}}\n")
        };
        let (run, held_up) = ("a migration was run", "a migration was held up by others");
        let one = line("0001", run) + &line("0002", held_up);
        let other = line("0002", run);
        let logs = [one, other];
        let counted = ["0001", "0002", "0003"].map(|version| times(&logs, version));
        assert_eq!(counted, [1, 1, 0]);
    }
}
