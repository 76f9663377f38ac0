use async_trait::async_trait;
use pullkey_storage::{Heartbeat, StoreError, StoreHealth};
use tokio::try_join;

use super::PostgresStore;
use crate::{Safety, fault::Fault, migrations};

#[async_trait]
impl StoreHealth for PostgresStore {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        let links = self.links()?;
        // A node that can do only some of what it is asked is not one to ask.
        try_join!(
            links.watch.session(),
            links.points.session(),
            links.pages.session(),
            links.searches.session(),
            links.changes.session(),
            links.chains.session(),
        )?;
        links.creates.check().await?;
        links.finder.check().await?;
        let sight = migrations::look(&links.health).await?;
        // It was safe when it was connected to, but a reload of its settings reaches every session. All connections are
        // left, and none is taken again before it is safe.
        if let Some(fault) = sight.unsafe_setting
            && self.connector.safety() == Safety::Required
        {
            self.connector.leave(fault);
            return Err(fault.into());
        }
        if !sight.fits {
            return Err(Fault::OtherSchema.into());
        }
        Ok(Heartbeat {
            clock: Some(sight.clock),
        })
    }
}
