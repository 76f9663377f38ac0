//! A comparison proves nothing if its texts are all refused, or all accepted.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::reference::Reference;

const DRAWN: usize = 2000;

/// Asserts that of the texts drawn a fifth at least is accepted and a fifth at least refused.
#[track_caller]
pub(crate) fn both_often(texts: &impl Strategy<Value = String>, pattern: &str) {
    let reference = Reference::to(pattern);
    let mut runner = TestRunner::deterministic();
    let accepted = (0..DRAWN)
        .filter_map(|_| texts.new_tree(&mut runner).ok())
        .filter(|text| reference.accepts(&text.current()))
        .count();
    assert!(
        (DRAWN / 5..=DRAWN / 5 * 4).contains(&accepted),
        "{accepted} of {DRAWN} were accepted"
    );
}
