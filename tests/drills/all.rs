//! What is said of all drills together.

use std::time::Duration;

/// A drill that was conducted.
pub(crate) struct Conducted {
    pub(crate) name: &'static str,
    pub(crate) held: bool,
    pub(crate) took: Duration,
}

/// Whoever waits for more would rather run none.
const ALL_WITHIN: Duration = Duration::from_mins(10);
/// One that takes longer is told of.
const EACH_WITHIN: Duration = Duration::from_mins(1);

/// What is to be said at the end, line by line, and whether all is as it should be. How long it took counts only if that is
/// judged.
pub(crate) fn sum_up(conducted: &[Conducted], is_judged: bool) -> (Vec<String>, bool) {
    let held = conducted.iter().filter(|it| it.held).count();
    let all = conducted.len();
    let took: Duration = conducted.iter().map(|it| it.took).sum();
    let slow = conducted
        .iter()
        .filter(|it| is_judged && it.took > EACH_WITHIN);
    let mut lines: Vec<_> = slow
        .map(|Conducted { name, took, .. }| {
            let (took, limit) = (took.as_secs(), EACH_WITHIN.as_secs());
            format!("drill {name} took {took} s, more than the {limit} s that one should")
        })
        .collect();
    let is_late = is_judged && took > ALL_WITHIN;
    let broken = if is_late {
        let limit = ALL_WITHIN.as_secs();
        format!(": BROKEN it may take {limit} s")
    } else {
        String::new()
    };
    let took = took.as_secs();
    lines.push(format!("{held} of {all} drills held, in {took} s{broken}"));
    (lines, held == all && !is_late)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conducted(name: &'static str, held: bool, secs: u64) -> Conducted {
        let took = Duration::from_secs(secs);
        Conducted { name, held, took }
    }

    #[test]
    fn all_is_well_if_each_has_held_and_all_were_done_in_time() {
        let fast = [conducted("a", true, 60), conducted("b", true, 540)];
        let late = [conducted("a", true, 60), conducted("b", true, 541)];
        let broken = [conducted("a", true, 1), conducted("b", false, 1)];
        for (conducted, is_judged, good) in [
            (&fast, true, true),
            (&late, true, false),
            (&late, false, true),
            (&broken, true, false),
            (&broken, false, false),
        ] {
            assert_eq!(sum_up(conducted, is_judged).1, good);
        }
    }

    #[test]
    fn what_takes_too_long_is_told_of_before_the_last_line() {
        let all = [conducted("a", true, 61), conducted("b", true, 600)];
        let told = [
            "drill a took 61 s, more than the 60 s that one should",
            "drill b took 600 s, more than the 60 s that one should",
            "2 of 2 drills held, in 661 s: BROKEN it may take 600 s",
        ];
        assert_eq!(sum_up(&all, true).0, told);
        assert_eq!(sum_up(&all, false).0, ["2 of 2 drills held, in 661 s"]);
    }
}
