use async_trait::async_trait;
use pullkey_storage::{Heartbeat, StoreError, StoreHealth};

use super::SqliteStore;
use crate::{fault::Fault, migrations};

#[async_trait]
impl StoreHealth for SqliteStore {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        if !self.writer.is_alive() {
            return Err(Fault::WriterGone.into());
        }
        // Connections that are open would go on with a file that nobody finds any more.
        if self.location.file().ok() != Some(self.file) {
            return Err(Fault::FileGone.into());
        }
        if !self.readers.read_inline(migrations::fits)? {
            return Err(Fault::OtherSchema.into());
        }
        Ok(Heartbeat { clock: None })
    }
}
