use async_trait::async_trait;
use pullkey_storage::{Heartbeat, StoreError, StoreHealth};

use super::PostgresStore;
use crate::{fault::Fault, migrations};

#[async_trait]
impl StoreHealth for PostgresStore {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        let links = self.links()?;
        // Whoever cannot write is of little use, though it reads.
        links.changes.session().await?;
        links.creates.check().await?;
        let schema = migrations::look(&links.points).await?;
        if !schema.fits {
            return Err(Fault::OtherSchema.into());
        }
        Ok(Heartbeat {
            clock: Some(schema.clock),
        })
    }
}
