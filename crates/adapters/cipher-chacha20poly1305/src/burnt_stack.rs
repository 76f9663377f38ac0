//! A stack on which nothing is left.

use std::hint::black_box;

use zeroize::Zeroize;

/// More than the cipher takes, in words of eight bytes.
const WORDS: usize = 1024;

/// Does this, and wipes the part of the stack that it was done on. An optimized cipher keeps blocks of the text there, and
/// wipes its key only.
pub(crate) fn on_burnt_stack<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    burn();
    done
}

/// Keeps all that it calls below the frame of who calls it, where [`burn`] is called, too.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn burn() {
    let mut words = [0_u64; WORDS];
    words.zeroize();
    black_box(&words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_on_it_is_done() {
        let mut done = 0;
        assert_eq!(on_burnt_stack(|| done += 1), ());
        assert_eq!(on_burnt_stack(|| done + 1), 2);
    }
}
