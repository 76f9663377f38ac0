/// Whether a server is refused that acknowledges a commit before it is on its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// It is refused.
    Required,
    /// It is taken. What was acknowledged may be lost when it crashes.
    Waived,
}
