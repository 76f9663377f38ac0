use std::time::{Duration, Instant};

use super::{
    change::Change,
    holder::Seen,
    situation::{Limit, Situation},
};
use crate::drill::{Broken, hold};

/// Whether all is well with the holder, at this node, of a key that was none any more from this moment on. Tells how long
/// after it he was let in.
pub(super) fn judge(
    situation: Situation,
    node: usize,
    seen: Seen,
    at: Instant,
) -> Result<Duration, Broken> {
    hold(seen.odd.is_none(), || {
        format!("a holder was answered {:?}", seen.odd)
    })?;
    hold(!seen.let_in_again, || {
        "a key was let in after it had been refused".to_owned()
    })?;
    let after = |moment: Option<Instant>| moment.unwrap_or(at).saturating_duration_since(at);
    let lag = after(seen.last_let_in);
    match situation.limit(node) {
        Limit::AtOnce => {
            let late = after(seen.last_sent);
            hold(late.is_zero(), || {
                let late = late.as_micros();
                format!("a key was let in at the node that knew, sent {late} µs later")
            })?;
        }
        Limit::Within(limit) => hold(lag <= limit, || {
            let lag = lag.as_millis();
            format!("a key was let in {lag} ms later")
        })?,
    }
    let refused = seen
        .refused
        .ok_or_else(|| Broken("a key is not refused".to_owned()))?;
    let early = at.saturating_duration_since(refused);
    hold(situation.change != Change::Ended || early.is_zero(), || {
        let early = early.as_millis();
        format!("a key was refused {early} ms before its end")
    })?;
    Ok(lag)
}

#[cfg(test)]
mod tests {
    use super::{super::situation::Stage, *};

    const MOMENT: Duration = Duration::from_millis(9);

    /// What a holder sees when all is well.
    fn well(at: Instant) -> Seen {
        Seen {
            let_in: 1,
            last_let_in: Some(at + MOMENT),
            last_sent: at.checked_sub(MOMENT),
            refused: Some(at + MOMENT),
            ..Seen::default()
        }
    }

    fn is_well(change: Change, node: usize, alter: impl Fn(&mut Seen, Instant)) -> bool {
        let at = Instant::now() + Duration::from_mins(1);
        let mut seen = well(at);
        alter(&mut seen, at);
        judge(Stage::TwoNodes.with(change), node, seen, at).is_ok()
    }

    #[test]
    fn whoever_is_let_in_too_late_again_or_at_last_is_found() {
        let late = Duration::from_millis(1_001);
        for node in [0, 1] {
            assert!(is_well(Change::Deleted, node, |_, _| ()));
            let broken: [fn(&mut Seen); 3] = [
                |seen| seen.refused = None,
                |seen| seen.let_in_again = true,
                |seen| seen.odd = Some(500),
            ];
            for alter in broken {
                assert!(!is_well(Change::Deleted, node, |seen, _| alter(seen)));
            }
        }
        let later = |seen: &mut Seen, at| seen.last_let_in = Some(at + late);
        assert!(!is_well(Change::Deleted, 1, later));
    }

    #[test]
    fn only_the_node_that_knows_must_refuse_what_is_sent_a_moment_later() {
        let sent = |seen: &mut Seen, at| seen.last_sent = Some(at + MOMENT);
        assert!(!is_well(Change::Deleted, 0, sent));
        assert!(is_well(Change::Deleted, 1, sent));
        assert!(!is_well(Change::Ended, 1, sent));
    }

    #[test]
    fn only_a_key_that_is_given_an_end_must_be_let_in_until_then() {
        let early = |seen: &mut Seen, at: Instant| seen.refused = at.checked_sub(MOMENT);
        assert!(is_well(Change::Deleted, 0, early));
        assert!(!is_well(Change::Ended, 0, early));
    }
}
