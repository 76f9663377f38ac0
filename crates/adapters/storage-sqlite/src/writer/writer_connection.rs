use diesel::{
    SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use crate::{connection, fault::Fault, location::Location};

/// The writer's connection, replaced when it is found broken.
pub(super) struct WriterConnection {
    location: Location,
    connection: Option<SqliteConnection>,
}

impl WriterConnection {
    pub(super) fn new(location: Location, connection: SqliteConnection) -> Self {
        Self {
            location,
            connection: Some(connection),
        }
    }

    /// The connection, outside of any transaction.
    pub(super) fn ready(&mut self) -> Result<&mut SqliteConnection, Fault> {
        let broken = AnsiTransactionManager::is_broken_transaction_manager;
        if self.connection.as_mut().is_some_and(broken) {
            tracing::warn!("the writer's connection is broken and closed");
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(connection::writing(&self.location)?)),
        }
    }
}
