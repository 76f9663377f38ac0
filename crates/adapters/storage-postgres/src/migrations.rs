//! Brings the schema to what this program works with, or says how it differs.
//!
//! A schema is first expanded and contracted a release later, so that programs of two versions can serve it at the same
//! time. One that is newer than this program is no obstacle by itself: each migration says which program can serve it.

mod program_version;
mod run;
mod turn;

use std::collections::BTreeSet;

use diesel::{
    QueryDsl,
    dsl::{exists, not, sql},
    expression::SqlLiteral,
    migration::{Migration, MigrationSource},
    pg::Pg,
    select,
    sql_types::{Bool, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use pullkey_domain::timestamp::Timestamp;
use pullkey_storage::Deadline;
use tokio::time::timeout_at;

use self::program_version::ProgramVersion;
use crate::{
    connector::unsafe_setting, fault::Fault, link::Link, open_error::OpenError, row::Moment,
    schema::__diesel_schema_migrations, statement::Statement,
};

// The path is given, as it would be looked for below `src` first.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Whether opening a store may change its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrate {
    /// Run what the schema lacks.
    Yes,
    /// Refuse a schema that lacks something.
    No,
}

/// Checks the schema, and runs what it lacks if that is allowed. Of several programs that start at once, one migrates and
/// the others wait for it.
///
/// Everything but the migrations themselves is done by the deadline of the running work.
pub(crate) async fn ensure_schema(
    mut connection: AsyncPgConnection,
    migrate: Migrate,
) -> Result<(), OpenError> {
    let begun = by(Deadline::current(), begin(&mut connection, migrate)).await;
    let ran = match begun {
        Ok(false) => Ok(()),
        Ok(true) => {
            let ran;
            (connection, ran) = run::pending(connection).await;
            ran
        }
        Err(error) => Err(error),
    };
    // That took as long as it took.
    let deadline = Deadline::after(Deadline::PATIENCE);
    by(deadline, finish(&mut connection, ran)).await
}

/// What does not answer by then is away.
async fn by<T>(
    deadline: Deadline,
    work: impl Future<Output = Result<T, OpenError>>,
) -> Result<T, OpenError> {
    let answer = timeout_at(deadline.at().into(), work).await;
    answer.unwrap_or_else(|_| Err(Fault::Overdue.into()))
}

/// Tells whether anything is left to be run, after the others who migrate are done.
async fn begin(connection: &mut AsyncPgConnection, migrate: Migrate) -> Result<bool, OpenError> {
    let missing_before = match missing(connection).await {
        // Perhaps for lack of a right, which will not come by itself.
        Err(error @ OpenError::Away(_)) => {
            require_rights(connection).await?;
            return Err(error);
        }
        missing => missing?,
    };
    if missing_before.is_empty() {
        return Ok(false);
    }
    if migrate == Migrate::No {
        return Err(OpenError::SchemaOlder {
            missing: missing_before,
        });
    }
    require_right_to_migrate(connection).await?;
    turn::wait(connection).await?;
    // What was missing before may have been run by another program meanwhile.
    if missing(connection).await?.is_empty() {
        return Ok(false);
    }
    Ok(true)
}

async fn finish(
    connection: &mut AsyncPgConnection,
    ran: Result<(), OpenError>,
) -> Result<(), OpenError> {
    match ran {
        Ok(()) => require_rights(connection).await,
        // The end of a connection is told to whoever is next to be answered, and looks like a refusal.
        Err(OpenError::Migration { .. }) if connection.batch_execute("").await.is_err() => {
            Err(Fault::ConnectionLost.into())
        }
        Err(error) => Err(error),
    }
}

/// Refuses a user who may not work with the tables that are there: better now than at the first write.
async fn require_rights(connection: &mut AsyncPgConnection) -> Result<(), OpenError> {
    let lacking = Statement::<Nullable<Text>>::of(include_str!("../sql/lacking_rights.sql"));
    match lacking.get_result::<Option<String>>(connection).await? {
        None => Ok(()),
        Some(lacking) => Err(OpenError::NotPermitted { lacking }),
    }
}

/// Refuses a user who may not make tables.
async fn require_right_to_migrate(connection: &mut AsyncPgConnection) -> Result<(), OpenError> {
    let may = sql::<Bool>("coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)");
    if select(may).get_result(connection).await? {
        return Ok(());
    }
    Err(OpenError::NotPermitted {
        lacking: "CREATE on the schema of the tables".into(),
    })
}

/// What is seen of a store that is open.
pub(crate) struct Sight {
    /// Whether this program can work with its schema.
    pub(crate) fits: bool,
    /// The time by PostgreSQL's clock.
    pub(crate) clock: Timestamp,
    /// What makes it acknowledge a commit before it is on its disk.
    pub(crate) unsafe_setting: Option<Fault>,
}

/// Looks at the schema of a store that is open, and at what else may have changed, in one round trip.
pub(crate) async fn look(link: &Link) -> Result<Sight, Fault> {
    let look = link.read(|session| async move { applied().load(&mut &*session).await });
    let rows: Vec<Applied> = look.await?;
    let (_, _, clock, fsync, synchronous_commit) =
        rows.as_slice().first().ok_or(Fault::OtherSchema)?;
    let clock = Timestamp::from_millis(clock.as_millis());
    Ok(Sight {
        clock: clock.map_err(|_| Fault::Undecodable)?,
        unsafe_setting: unsafe_setting(fsync, synchronous_commit),
        fits: compare(rows).is_ok_and(|missing| missing.is_empty()),
    })
}

/// The versions that the schema lacks.
async fn missing(connection: &mut AsyncPgConnection) -> Result<Vec<String>, OpenError> {
    let tables = select((
        there("__diesel_schema_migrations"),
        there("schema_requirements"),
    ));
    match tables.get_result(connection).await? {
        (false, false) => compare(Vec::new()),
        (_, true) => compare(applied().load(connection).await?),
        // The table is made before the first migration runs. That failed, or is still under way.
        (true, false) if !is_foreign(connection).await? => compare(Vec::new()),
        (true, false) => Err(OpenError::Foreign),
    }
}

/// Whether another program keeps its migrations here.
async fn is_foreign(connection: &mut AsyncPgConnection) -> Result<bool, Fault> {
    // Both in one go, as ours may come meanwhile. What `to_regclass` remembers may be older than what is read with it.
    let ours = sql::<Bool>(
        "EXISTS (SELECT FROM pg_class WHERE relname = 'schema_requirements' AND pg_table_is_visible(oid))",
    );
    let foreign = exists(__diesel_schema_migrations::table.filter(not(ours)));
    let foreign = select(foreign).get_result(connection).await;
    match foreign.map_err(Fault::from) {
        // Ours may be read.
        Err(Fault::Refused) => Ok(true),
        answer => answer,
    }
}

/// Whether there is a table of this name.
fn there(table: &str) -> SqlLiteral<Bool> {
    sql(&format!("to_regclass('{table}') IS NOT NULL"))
}

/// A migration that was run and the oldest program that can serve it; then what time it is, and how `fsync` and
/// `synchronous_commit` are set.
type Applied = (String, Option<String>, Moment, String, String);

fn applied() -> Statement<'static, (Text, Nullable<Text>, Timestamptz, Text, Text)> {
    Statement::of(include_str!("../sql/applied_migrations.sql"))
}

/// The versions that are missing among those that were run, unless this program is too old for one of these.
fn compare(applied: Vec<Applied>) -> Result<Vec<String>, OpenError> {
    let own: Option<ProgramVersion> = env!("CARGO_PKG_VERSION").parse().ok();
    let mut missing = known();
    for (version, oldest_program, ..) in applied {
        // A migration that this program knows is one that it can serve.
        if missing.remove(&version) {
            continue;
        }
        let oldest = oldest_program.unwrap_or_default();
        if oldest.parse().ok().is_none_or(|oldest| own < Some(oldest)) {
            return Err(OpenError::SchemaNewer { version, oldest });
        }
    }
    Ok(missing.into_iter().collect())
}

fn known() -> BTreeSet<String> {
    // What is embedded is always there.
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS).into_iter();
    known.flatten().map(|migration| text(&*migration)).collect()
}

fn text(migration: &dyn Migration<Pg>) -> String {
    migration.name().version().to_string()
}
