//! Where nonces and keys come from.

/// Fills the buffer from the system's generator: the one place of the product that asks for randomness. This crate is the
/// source of its nonces, and gives the same source to whoever makes keys, salts and tokens.
///
/// # Panics
/// If the system has no generator, which on Linux happens only where `getrandom` is forbidden by a system call filter.
/// There is nothing to be done without randomness: a made-up nonce would give secrets away, so the caller's thread ends
/// before anything was sealed or stored.
#[expect(
    clippy::disallowed_methods,
    reason = "the source that the rule wants everyone else to be given"
)]
#[expect(
    clippy::expect_used,
    reason = "going on without randomness would give secrets away"
)]
pub fn system_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system's random generator answers");
}

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
