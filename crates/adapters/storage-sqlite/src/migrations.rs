//! Brings the schema to what this program works with, or says how it differs.

use std::collections::BTreeSet;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SqliteConnection,
    migration::{Migration, MigrationSource},
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{
    fault::Fault,
    open_error::OpenError,
    schema::{__diesel_schema_migrations, sqlite_schema},
};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Whether opening a store may change its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrate {
    /// Make the file if it is missing, and run what the schema lacks.
    Yes,
    /// Refuse a store that is missing or lacks something.
    No,
}

/// Checks the schema, and runs what it lacks if that is allowed: all in one transaction that lets nobody else in, so
/// that of several programs that start at once, one migrates and the others find it done.
pub(crate) fn ensure_schema(
    connection: &mut SqliteConnection,
    migrate: Migrate,
) -> Result<(), OpenError> {
    if missing(connection)?.is_empty() {
        return Ok(());
    }
    match migrate {
        Migrate::No => Err(OpenError::SchemaOlder {
            missing: missing(connection)?,
        }),
        Migrate::Yes => connection.exclusive_transaction(run),
    }
}

/// Whether the schema is still the one that this program works with.
pub(crate) fn fits(connection: &mut SqliteConnection) -> QueryResult<bool> {
    Ok(applied(connection)? == known())
}

/// Whether it is a schema of Pullkey at all, of whatever version.
pub(crate) fn is_ours(connection: &mut SqliteConnection) -> QueryResult<bool> {
    Ok(!applied(connection)?.is_disjoint(&known()))
}

fn run(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    // What was missing before may have been run by another process meanwhile, or something newer have come.
    missing(connection)?;
    let harness = |_| OpenError::from(Fault::Other);
    let pending = connection.pending_migrations(MIGRATIONS).map_err(harness)?;
    for migration in &pending {
        let version = text(migration);
        if let Err(error) = connection.run_migration(migration) {
            // Its type is not public, but its text ends with that of the database.
            let source = Fault::from_suffix(&error.to_string()).into();
            return Err(OpenError::Migration { version, source });
        }
        tracing::info!(version, "a migration was run");
    }
    Ok(())
}

/// The versions that the schema lacks.
fn missing(connection: &mut SqliteConnection) -> Result<Vec<String>, OpenError> {
    let (applied, known) = (applied(connection)?, known());
    let unknown: Vec<_> = applied.difference(&known).cloned().collect();
    if !unknown.is_empty() {
        return Err(OpenError::SchemaNewer { unknown });
    }
    Ok(known.difference(&applied).cloned().collect())
}

fn applied(connection: &mut SqliteConnection) -> QueryResult<BTreeSet<String>> {
    // The harness would make its table to look into it.
    let table: Option<String> = sqlite_schema::table
        .select(sqlite_schema::name)
        .filter(sqlite_schema::name.eq("__diesel_schema_migrations"))
        .first(connection)
        .optional()?;
    if table.is_none() {
        return Ok(BTreeSet::new());
    }
    let applied = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
    Ok(applied.load(connection)?.into_iter().collect())
}

fn known() -> BTreeSet<String> {
    // What is embedded is always there.
    let known = MigrationSource::<Sqlite>::migrations(&MIGRATIONS).into_iter();
    known.flatten().map(|migration| text(&*migration)).collect()
}

fn text(migration: &dyn Migration<Sqlite>) -> String {
    migration.name().version().to_string()
}
