use super::site::Site;
use crate::{drill::Broken, kind::Kind};

/// Bugs that a migration, or what runs it, could have. Most are planted by a trigger on the table of migrations, which does
/// what the migration would have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It loses a row: a key.
    LostKey,
    /// It counts anew, and wrongly.
    Miscounted,
    /// It takes away what attempts to create are remembered by.
    LostRecords,
    /// It writes to an event another value than was signed.
    AlteredEvent,
    /// It writes another value than there was.
    AlteredRow,
    /// It exchanges the secrets of credentials.
    MixedSecrets,
    /// It is not written down with what it does, so that it is run twice: by whom comes next.
    RunTwice,
    /// The same of the embedded store, where all migrations are one transaction.
    RunTwiceEmbedded,
    /// Nobody tells of it. Planted by logs that are not looked into.
    Untold,
    /// It leaves another schema than a new database has.
    OtherSchema,
    /// The database was written with another ring. Planted in the ring beside it.
    OtherRing,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("lost-key", Self::LostKey),
        ("miscounted", Self::Miscounted),
        ("lost-records", Self::LostRecords),
        ("altered-event", Self::AlteredEvent),
        ("altered-row", Self::AlteredRow),
        ("mixed-secrets", Self::MixedSecrets),
        ("run-twice", Self::RunTwice),
        ("run-twice-embedded", Self::RunTwiceEmbedded),
        ("untold", Self::Untold),
        ("other-schema", Self::OtherSchema),
        ("other-ring", Self::OtherRing),
    ];

    /// The store that it is planted in.
    pub(super) fn concerns(self) -> Kind {
        match self {
            Self::LostKey
            | Self::AlteredEvent
            | Self::AlteredRow
            | Self::RunTwiceEmbedded
            | Self::OtherSchema => Kind::Embedded,
            Self::Miscounted
            | Self::LostRecords
            | Self::MixedSecrets
            | Self::RunTwice
            | Self::Untold
            | Self::OtherRing => Kind::Postgres,
        }
    }

    /// Whether this was found by what is about such a bug.
    pub(super) fn is_found_by(self, broken: &Broken) -> bool {
        let words: &[&str] = match self {
            Self::LostKey => &["a key is answered 401"],
            Self::Miscounted => &["are counted as"],
            Self::LostRecords => &["a create that is repeated"],
            Self::AlteredEvent => &["audit verify finds"],
            Self::AlteredRow => &["are lost or altered"],
            Self::MixedSecrets => &["does not open"],
            Self::RunTwice | Self::RunTwiceEmbedded => &[" failed"],
            Self::Untold => &["was not run before the end, and was told of 0 times"],
            Self::OtherSchema => &["is not that of a new database"],
            Self::OtherRing => &["key ring"],
        };
        words.iter().any(|words| broken.0.contains(words))
    }

    /// What happens with the newest migration, in the language of both.
    fn happens(self) -> Option<&'static str> {
        Some(match self {
            Self::LostKey => "DELETE FROM api_keys WHERE name = 'reading';",
            Self::Miscounted => "UPDATE credential_counts SET count = count + 1;",
            Self::LostRecords => "DELETE FROM idempotency_records;",
            Self::AlteredEvent => "UPDATE audit_events SET request_id = 'another';",
            Self::AlteredRow => "UPDATE companies SET name = 'another';",
            Self::MixedSecrets => {
                "UPDATE credentials SET sealed =
                     (SELECT sealed FROM credentials AS other WHERE other.id <> credentials.id LIMIT 1);"
            }
            Self::RunTwice | Self::RunTwiceEmbedded => "DELETE FROM __diesel_schema_migrations WHERE version = NEW.version;",
            Self::Untold | Self::OtherSchema | Self::OtherRing => return None,
        })
    }

    /// Plants it.
    pub(super) fn plant(self, kind: Kind, site: &Site) {
        match (self.happens(), kind) {
            (Some(happens), Kind::Embedded) => site.run(&format!(
                "CREATE TRIGGER planted AFTER INSERT ON __diesel_schema_migrations BEGIN {happens} END"
            )),
            (Some(happens), Kind::Postgres) => site.run(&format!(
                "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql
                 AS $$ BEGIN {happens} RETURN NEW; END $$;
                 CREATE TRIGGER planted AFTER INSERT ON __diesel_schema_migrations
                 FOR EACH ROW EXECUTE FUNCTION planted()"
            )),
            (None, _) if self == Self::OtherSchema => {
                site.run("CREATE INDEX planted ON companies (name)");
            }
            (None, _) if self == Self::OtherRing => site.spoil_ring(),
            (None, _) => {}
        }
    }
}

/// What keeps each migration going for a while, so that it can be killed in the middle.
pub(super) fn slow_down(kind: Kind, site: &Site) {
    match kind {
        // SQLite has no sleep, but can count.
        Kind::Embedded => site.run(
            "CREATE TRIGGER slow AFTER INSERT ON __diesel_schema_migrations BEGIN
                 SELECT count(*) FROM sqlite_schema AS a, sqlite_schema AS b, sqlite_schema AS c, sqlite_schema AS d,
                     (SELECT 1 UNION SELECT 2 UNION SELECT 3);
             END",
        ),
        Kind::Postgres => site.run(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
             AS $$ BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END $$;
             CREATE TRIGGER slow AFTER INSERT ON __diesel_schema_migrations
             FOR EACH ROW EXECUTE FUNCTION slow()",
        ),
    }
}

/// Takes away what is no part of the schema.
pub(super) fn clean_up(kind: Kind, site: &Site, bug: Option<Bug>) {
    let planted = bug.is_some_and(|bug| bug.happens().is_some());
    let names = [("slow", true), ("planted", planted)];
    for (name, _) in names.into_iter().filter(|(_, there)| *there) {
        match kind {
            Kind::Embedded => site.run(&format!("DROP TRIGGER {name}")),
            Kind::Postgres => site.run(&format!("DROP FUNCTION {name}() CASCADE")),
        }
    }
}
