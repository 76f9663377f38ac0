use crate::fault::Fault;

/// What became of a batch of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BatchOutcome {
    /// It is on disk, but for the writes that were refused.
    Committed,
    /// None of it is.
    NothingWritten(Fault),
    /// The commit failed at a point that nobody knows: what a disk failed to sync may still be there after a crash.
    Unknown(Fault),
}
