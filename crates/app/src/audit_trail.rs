//! Seals the audit trail while the service runs, and carries the heads of its chains to a file.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use pullkey_storage::Deadline;
use pullkey_use_cases::{Clock, HeadExport, Pullkey, Sealed, Sealer};
use tracing::{error, info, warn};

use crate::{heads_file::HeadsFile, heads_writer::HeadsWriter, telemetry, trouble::Trouble};

/// The sealer, and the file that its heads go to.
pub(crate) struct AuditTrail {
    sealer: Arc<Sealer>,
    head_export: Arc<HeadExport>,
    clock: Arc<dyn Clock>,
    file: HeadsWriter,
    began: AtomicBool,
    export_is_due: AtomicBool,
    store: Trouble,
    passed_over: Trouble,
    broken: Trouble,
    export: Trouble,
}

impl AuditTrail {
    pub(crate) fn of(pullkey: &Pullkey, file: HeadsFile) -> Self {
        Self {
            sealer: pullkey.sealer.clone(),
            head_export: pullkey.head_export.clone(),
            clock: pullkey.surroundings.clock.clone(),
            file: HeadsWriter::to(file),
            began: AtomicBool::new(false),
            export_is_due: AtomicBool::new(false),
            store: Trouble::default(),
            passed_over: Trouble::default(),
            broken: Trouble::default(),
            export: Trouble::default(),
        }
    }

    /// Links what waits. Call it twice a second.
    pub(crate) async fn seal(&self) {
        self.began.store(true, Ordering::Relaxed);
        match self.sealer.seal().await {
            Ok(sealed) => {
                if self.store.ends() {
                    info!("audit events are sealed again");
                }
                // Who did not look knows of no end of any trouble.
                if let Some(sealed) = sealed {
                    telemetry::count_sealed(sealed.events);
                    telemetry::count_broken_chains(sealed.broken_chains);
                    self.tell(sealed);
                }
            }
            Err(error) if self.store.begins() => {
                warn!(%error, "audit events are not sealed for now");
            }
            Err(_) => {}
        }
    }

    /// Tells how much waits. Call it every few seconds.
    pub(crate) async fn measure(&self) {
        // Who cannot tell is told of elsewhere.
        if let Ok(backlog) = self.sealer.backlog().await {
            let now = self.clock.now().as_millis();
            let age = backlog
                .oldest
                .map_or(0, |at| now.saturating_sub(at.as_millis()));
            let age = Duration::from_millis(u64::try_from(age).unwrap_or(0));
            telemetry::set_unsealed(backlog.events, age);
        }
    }

    /// Writes down the heads that moved since the last time. Call it each minute.
    pub(crate) async fn export(&self) {
        if self.sealer.has_moved_heads() {
            self.export_is_due.store(true, Ordering::Relaxed);
        }
        if !self.export_is_due.swap(false, Ordering::Relaxed) {
            return;
        }
        let write = async |heads| self.file.append(heads, self.clock.now()).await;
        match self.head_export.export(write).await {
            Ok(_) if self.export.ends() => info!("heads of audit chains are written down again"),
            Ok(_) => {}
            Err(error) => {
                self.export_is_due.store(true, Ordering::Relaxed);
                if self.export.begins() {
                    let file = self.file.path().display();
                    warn!(%error, %file, "heads of audit chains are not written down for now");
                }
            }
        }
    }

    /// Seals and writes down what is left, at the end.
    pub(crate) async fn finish(&self, by: Deadline) {
        if !self.began.load(Ordering::Relaxed) {
            return;
        }
        let rest = async {
            self.seal().await;
            // One that was under way was cut off.
            self.export_is_due.store(true, Ordering::Relaxed);
            self.export().await;
            // If it fails, the others wait for the turn to end.
            drop(self.sealer.leave().await);
        };
        if by.timeout(by.bounding(rest)).await.is_none() {
            warn!("the last heads of audit chains were not written down");
        }
    }

    fn tell(&self, sealed: Sealed) {
        let Sealed {
            passed_over,
            broken_chains,
            ..
        } = sealed;
        if broken_chains == 0 {
            self.broken.ends();
        } else if self.broken.begins() {
            error!(
                broken_chains,
                "the ends of audit chains were tampered with: run 'pullkey audit verify'"
            );
        }
        if passed_over == 0 {
            self.passed_over.ends();
        } else if self.passed_over.begins() {
            error!(
                passed_over,
                "audit events cannot be sealed, as they were altered or removed, or the key ring lacks their audit key: \
                 run 'pullkey audit verify'"
            );
        }
    }
}
