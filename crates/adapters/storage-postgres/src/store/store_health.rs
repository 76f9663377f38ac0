use async_trait::async_trait;
use diesel::{dsl::sql, select, sql_types::Text};
use diesel_async::RunQueryDsl;
use pullkey_storage::{Heartbeat, StoreError, StoreHealth};
use tokio::try_join;

use super::PostgresStore;
use crate::{Safety, connector::unsafe_setting, fault::Fault, link::Link, migrations};

#[async_trait]
impl StoreHealth for PostgresStore {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        let links = self.links()?;
        // A node that can do only some of what it is asked is not one to ask.
        try_join!(
            links.points.session(),
            links.pages.session(),
            links.searches.session(),
            links.changes.session(),
        )?;
        links.creates.check().await?;
        self.require_safety(&links.watch).await?;
        let schema = migrations::look(&links.watch).await?;
        if !schema.fits {
            return Err(Fault::OtherSchema.into());
        }
        Ok(Heartbeat {
            clock: Some(schema.clock),
        })
    }
}

impl PostgresStore {
    /// The server was safe when it was connected to, but a reload of its settings reaches every session. If it is safe
    /// no more, all connections are left, and none is taken again before it is.
    async fn require_safety(&self, link: &Link) -> Result<(), Fault> {
        if self.connector.safety() == Safety::Waived {
            return Ok(());
        }
        let setting = |name| sql::<Text>(&format!("current_setting('{name}')"));
        let settings = link.read(|session| async move {
            let settings = select((setting("fsync"), setting("synchronous_commit")));
            settings.get_result(&mut &*session).await
        });
        let (fsync, synchronous_commit): (String, String) = settings.await?;
        match unsafe_setting(&fsync, &synchronous_commit) {
            None => Ok(()),
            Some(fault) => {
                self.connector.leave(fault);
                Err(fault)
            }
        }
    }
}
