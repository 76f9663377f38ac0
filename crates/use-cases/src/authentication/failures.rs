use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{ClientNetwork, look_ups::AT_ONCE as LOOK_UPS_AT_ONCE};

/// The failed authentications of the last minute, by network; of each, as many as there can be before it waits.
///
/// A limiter such as governor's spends when it is asked; here it is asked before a look-up whether one may be tried, and
/// only what turns out to be a failure counts.
#[derive(Default)]
pub(super) struct Failures(Mutex<Window>);

/// A look-up for this network. It is a failure once it is dropped, also by a client that hangs up before its end: otherwise
/// whoever does so makes the store work without an end.
pub(super) struct Attempt<'a> {
    failures: &'a Failures,
    network: ClientNetwork,
    began: Duration,
}

#[derive(Default)]
struct Window {
    /// All of them, oldest first.
    all: VecDeque<(Duration, ClientNetwork)>,
    /// Those of each network that has any, oldest first.
    by_network: HashMap<ClientNetwork, VecDeque<Duration>>,
}

const MINUTE: Duration = Duration::from_mins(1);
/// So many failures of a network within a minute are looked up. Then nothing more is, until fewer are that recent.
const LIMIT: usize = 60;
/// So many more may have begun before the last of them was one.
const UNDER_WAY: usize = LOOK_UPS_AT_ONCE - 1;
/// Of more failures within a minute, from however many networks, the oldest are forgotten: whoever has that many networks
/// gains little by it, and memory stays bounded.
const CAPACITY: usize = 50_000;

impl Failures {
    /// Begins a look-up for this network.
    pub(super) fn attempt(&self, network: ClientNetwork, now: Duration) -> Attempt<'_> {
        Attempt {
            failures: self,
            network,
            began: now,
        }
    }

    /// Takes note of a failure of this network, unless it waits already and these were begun before: more of them neither make
    /// it wait longer nor push those of others out.
    fn note(&self, network: ClientNetwork, now: Duration) {
        let mut window = self.window();
        window.forget_what_is_over(now);
        let own = window.by_network.get(&network);
        if own.is_some_and(|own| own.len() == LIMIT + UNDER_WAY) {
            return;
        }
        if window.all.len() == CAPACITY {
            window.forget_oldest();
        }
        // Whoever took the time first may come second.
        let now = window.all.back().map_or(now, |(last, _)| now.max(*last));
        window.all.push_back((now, network));
        window.by_network.entry(network).or_default().push_back(now);
    }

    /// How long this network has to wait until it may fail again; `None` if it may now.
    pub(super) fn wait(&self, network: ClientNetwork, now: Duration) -> Option<Duration> {
        let mut window = self.window();
        window.forget_what_is_over(now);
        let failures = window.by_network.get(&network)?;
        let last_to_go = failures.len().checked_sub(LIMIT)?;
        let at = failures.get(last_to_go)?;
        Some((*at + MINUTE).saturating_sub(now))
    }

    // Nothing panics while it holds them.
    fn window(&self) -> MutexGuard<'_, Window> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// The key is valid, or nobody can tell: it is no failure.
    pub(super) fn excuse(self) {
        // It owns nothing.
        std::mem::forget(self);
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.failures.note(self.network, self.began);
    }
}

impl Window {
    fn forget_what_is_over(&mut self, now: Duration) {
        while let Some((at, _)) = self.all.front()
            && *at + MINUTE <= now
        {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((_, network)) = self.all.pop_front() else {
            return;
        };
        if let Entry::Occupied(mut failures) = self.by_network.entry(network) {
            failures.get_mut().pop_front();
            if failures.get().is_empty() {
                failures.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn network(number: usize) -> ClientNetwork {
        let bits = u32::try_from(number).unwrap();
        ClientNetwork::of(Ipv4Addr::from_bits(bits).into())
    }

    #[test]
    fn a_network_that_failed_sixty_times_within_a_minute_waits_for_the_first_of_them_to_be_over() {
        let (failures, own) = (Failures::default(), network(1));
        for second in 0..59 {
            failures.note(own, second * SECOND);
        }
        assert_eq!(failures.wait(own, 59 * SECOND), None);
        failures.note(own, 59 * SECOND);
        assert_eq!(failures.wait(own, 59 * SECOND), Some(SECOND));
        assert_eq!(failures.wait(own, 60 * SECOND), None);
        failures.note(own, 60 * SECOND);
        assert_eq!(failures.wait(own, 60 * SECOND), Some(SECOND));
    }

    #[test]
    fn an_attempt_is_a_failure_of_when_it_began_unless_it_is_excused() {
        let (failures, own) = (Failures::default(), network(1));
        for _ in 0..LIMIT {
            failures.attempt(own, Duration::ZERO).excuse();
        }
        assert_eq!(failures.wait(own, SECOND), None);
        for _ in 0..LIMIT {
            drop(failures.attempt(own, Duration::ZERO));
        }
        assert_eq!(failures.wait(own, SECOND), Some(59 * SECOND));
    }

    #[test]
    fn whoever_waits_waits_no_longer_for_what_fails_meanwhile_and_pushes_nothing_out() {
        let failures = Failures::default();
        failures.note(network(2), Duration::ZERO);
        for number in 0..CAPACITY {
            let second = u32::try_from(number * 50 / CAPACITY).unwrap();
            failures.note(network(1), second * SECOND);
        }
        assert_eq!(failures.wait(network(1), 50 * SECOND), Some(10 * SECOND));
        let window = failures.window();
        let kept = |number| window.by_network.get(&network(number)).map(VecDeque::len);
        assert_eq!((kept(1), kept(2)), (Some(60 + 15), Some(1)));
        drop(window);
        assert_eq!(failures.wait(network(1), 60 * SECOND), None);
    }

    #[test]
    fn whatever_was_under_way_with_the_sixtieth_counts_too() {
        let (failures, own) = (Failures::default(), network(1));
        for second in 0..59 {
            failures.note(own, second * SECOND);
        }
        let under_way = [(); LOOK_UPS_AT_ONCE].map(|()| failures.attempt(own, 59 * SECOND));
        drop(under_way);
        // Of 75, the first 16 must be over.
        assert_eq!(failures.wait(own, 60 * SECOND), Some(15 * SECOND));
        assert_eq!(failures.wait(own, 75 * SECOND), None);
    }

    #[test]
    fn the_failures_of_one_network_are_none_of_another_s() {
        let failures = Failures::default();
        for _ in 0..LIMIT {
            failures.note(network(1), Duration::ZERO);
        }
        assert_eq!(failures.wait(network(1), Duration::ZERO), Some(MINUTE));
        assert_eq!(failures.wait(network(2), Duration::ZERO), None);
    }

    #[test]
    fn what_is_over_leaves_nothing_behind() {
        let failures = Failures::default();
        for number in 0..1_000 {
            failures.note(network(number), Duration::ZERO);
        }
        assert_eq!(failures.wait(network(0), MINUTE), None);
        let window = failures.window();
        assert!(window.all.is_empty() && window.by_network.is_empty());
    }

    #[test]
    fn however_many_networks_fail_only_so_many_failures_are_kept() {
        let failures = Failures::default();
        for number in 0..CAPACITY + 1_000 {
            failures.note(network(number), Duration::ZERO);
        }
        let window = failures.window();
        assert_eq!(window.all.len(), CAPACITY);
        assert_eq!(window.by_network.len(), CAPACITY);
    }

    #[test]
    fn a_clock_that_was_read_earlier_and_comes_later_disturbs_no_order() {
        let failures = Failures::default();
        failures.note(network(1), 2 * SECOND);
        failures.note(network(2), SECOND);
        assert_eq!(failures.wait(network(1), 62 * SECOND), None);
        assert!(failures.window().by_network.is_empty());
    }
}
