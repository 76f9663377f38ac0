//! The chains into which audit events are linked: growing them, carrying their heads elsewhere, and checking them.

mod finding;
mod head_export;
mod sealer;
mod verification;

pub use self::{
    finding::{Finding, Tampering},
    head_export::{ExportError, HeadExport},
    sealer::{Sealed, Sealer},
    verification::{AuditVerification, ExportedHeads, Told, Verified},
};
