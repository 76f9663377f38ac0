//! Drills: what must hold whatever happens, tried against the real binary, or against the part of it that only can be led
//! astray in process, each with planted bugs that it must find. README.md has the list.

#![expect(
    clippy::expect_used,
    reason = "a drill that cannot get its processes going ends here"
)]

use std::process::ExitCode;

use pullkey_tests::pullkey;

use self::{
    backup::Backup,
    command_line::{CommandLine, USAGE},
    crash_embedded::CrashEmbedded,
    crash_postgres::CrashPostgres,
    database_crash::DatabaseCrash,
    drill::conduct,
    failover::Failover,
    idempotency::Idempotency,
    leak::Leak,
    oversized::Oversized,
    registry_attacks::RegistryAttacks,
    revocation::Revocation,
    rotation::Rotation,
    tamper::Tamper,
    tenants::Tenants,
};

mod away;
mod backup;
mod command_line;
mod crash;
mod crash_embedded;
mod crash_postgres;
mod database;
mod database_crash;
mod drill;
mod failover;
mod idempotency;
mod keyed;
mod kind;
mod leak;
mod oversized;
mod registry_attacks;
mod revocation;
mod rotation;
mod service;
mod stand_in;
mod stop;
mod tamper;
mod tenants;
mod trigger;

/// Every drill by its name, in the order in which `all` runs them.
const DRILLS: &[(&str, drill::Conduct)] = &[
    ("tenants", conduct::<Tenants>),
    ("idempotency", conduct::<Idempotency>),
    ("crash-embedded", conduct::<CrashEmbedded>),
    ("crash-postgres", conduct::<CrashPostgres>),
    ("database-crash", conduct::<DatabaseCrash>),
    ("failover", conduct::<Failover>),
    ("revocation", conduct::<Revocation>),
    ("rotation", conduct::<Rotation>),
    ("oversized", conduct::<Oversized>),
    ("registry-attacks", conduct::<RegistryAttacks>),
    ("leak", conduct::<Leak>),
    ("tamper", conduct::<Tamper>),
    ("backup", conduct::<Backup>),
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [name, bug, port] = arguments.as_slice()
        && name == oversized::STAND_IN
    {
        return oversized::stand_in(bug, port);
    }
    let names: Vec<_> = DRILLS.iter().map(|(name, _)| *name).collect();
    let command = match CommandLine::parse(&arguments, &names) {
        Ok(command) => command,
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}\ndrills: {}, or all", names.join(", "));
            return ExitCode::from(2);
        }
    };
    // Built before anything is timed.
    drop(pullkey(&std::env::temp_dir()));
    let wanted = DRILLS.iter().filter(|(name, _)| command.names(name));
    let failed = wanted.filter(|(_, conduct)| !conduct(&command)).count();
    ExitCode::from(u8::from(failed > 0))
}
