//! Where nonces and keys come from.

/// Fills the buffer from the system's generator: the one place of the product that asks for randomness. This crate is the
/// source of its nonces, and gives the same source to whoever makes keys, salts and tokens.
///
/// # Panics
/// If the system has no generator, which [`require_randomness`] finds out: on Linux, one that has answered a process goes on
/// to do so, and it has none only where `getrandom` is forbidden by a system call filter. There is nothing to be done without
/// randomness: a made-up nonce would give secrets away, so the caller's thread ends before anything was sealed or stored.
#[expect(
    clippy::disallowed_methods,
    reason = "the source that the rule wants everyone else to be given"
)]
#[expect(
    clippy::expect_used,
    reason = "it answered when the process began; going on without it would give secrets away"
)]
pub fn system_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system's random generator answers");
}

/// Finds out whether the system's generator answers, for whoever is to count on it from then on.
///
/// # Errors
/// [`NoRandomness`] if it does not.
#[expect(
    clippy::disallowed_methods,
    reason = "the source that the rule wants everyone else to be given"
)]
pub fn require_randomness() -> Result<(), NoRandomness> {
    getrandom::fill(&mut [0; 32]).map_err(NoRandomness)
}

/// The system has no random generator that answers.
#[derive(Debug, thiserror::Error)]
#[error("the system's random generator does not answer: {0}")]
pub struct NoRandomness(getrandom::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut one, mut two) = ([0; 32], [0; 32]);
        system_random(&mut one);
        system_random(&mut two);
        assert_ne!(one, two);
    }
}
