//! How many files, connections among them, this process may have open.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tracing::warn;

/// Beside connections: database files, logs, listeners.
const OTHERS: u64 = 128;

/// Raises the limit as far as this process may, and says how many connections fit into it, at most as many as wanted:
/// clients beyond the limit would lock out everybody, those beyond the answer wait for their turn. Half of them may pull, each
/// of which has a connection to a registry, too.
pub(crate) fn connections(wanted: usize) -> usize {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return wanted;
    };
    let limit = setrlimit(Resource::RLIMIT_NOFILE, hard, hard).map_or(soft, |()| hard);
    let fit = usize::try_from(limit.saturating_sub(OTHERS) / 3 * 2)
        .unwrap_or(usize::MAX)
        .max(1);
    if fit < wanted {
        warn!(
            limit,
            fit, "the limit of open files allows fewer connections than max_connections"
        );
    }
    wanted.min(fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_as_far_as_it_goes_and_bounds_the_connections() {
        assert_eq!(connections(1), 1);
        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        assert_eq!(soft, hard);
        let fit = usize::try_from(hard).unwrap_or(usize::MAX);
        assert!(connections(usize::MAX) < fit);
    }
}
