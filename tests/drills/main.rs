//! Drills: what must hold whatever happens, tried against the real binary, or against the part of it that only can be led
//! astray in process, each with planted bugs that it must find. README.md has the list.

#![expect(
    clippy::expect_used,
    reason = "a drill that cannot get its processes going ends here"
)]

use std::{process::ExitCode, time::Instant};

use pullkey_tests::pullkey;

use self::{
    all::{Conducted, sum_up},
    backup::Backup,
    command_line::{CommandLine, USAGE},
    crash_embedded::CrashEmbedded,
    crash_postgres::CrashPostgres,
    database_crash::DatabaseCrash,
    disk_full::DiskFull,
    drain::Drain,
    drill::conduct,
    failover::Failover,
    fuzz::Fuzz,
    idempotency::Idempotency,
    leak::Leak,
    overload::Overload,
    oversized::Oversized,
    registry_attacks::RegistryAttacks,
    revocation::Revocation,
    rotation::Rotation,
    slow_clients::SlowClients,
    slow_database::SlowDatabase,
    tamper::Tamper,
    tenants::Tenants,
    upgrade::Upgrade,
};

mod alive;
mod all;
mod away;
mod backup;
mod command_line;
mod crash;
mod crash_embedded;
mod crash_postgres;
mod database;
mod database_crash;
mod disk_full;
mod drain;
mod drill;
mod failover;
mod fuzz;
mod idempotency;
mod keyed;
mod kind;
mod leak;
mod memory;
mod overload;
mod oversized;
#[cfg(test)]
mod proofs;
mod registry_attacks;
mod relay;
mod revocation;
mod rotation;
mod service;
mod slow_clients;
mod slow_database;
mod stand_in;
mod stop;
mod swarm;
mod tamper;
mod tenants;
mod trigger;
mod upgrade;

/// Every drill by its name, in the order in which `all` runs them.
const DRILLS: &[(&str, drill::Conduct)] = &[
    ("tenants", conduct::<Tenants>),
    ("idempotency", conduct::<Idempotency>),
    ("crash-embedded", conduct::<CrashEmbedded>),
    ("crash-postgres", conduct::<CrashPostgres>),
    ("database-crash", conduct::<DatabaseCrash>),
    ("slow-database", conduct::<SlowDatabase>),
    ("disk-full", conduct::<DiskFull>),
    ("failover", conduct::<Failover>),
    ("revocation", conduct::<Revocation>),
    ("rotation", conduct::<Rotation>),
    ("overload", conduct::<Overload>),
    ("drain", conduct::<Drain>),
    ("oversized", conduct::<Oversized>),
    ("slow-clients", conduct::<SlowClients>),
    ("registry-attacks", conduct::<RegistryAttacks>),
    ("fuzz", conduct::<Fuzz>),
    ("leak", conduct::<Leak>),
    ("tamper", conduct::<Tamper>),
    ("backup", conduct::<Backup>),
    ("upgrade", conduct::<Upgrade>),
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
    let conducted = wanted.map(|(name, conduct)| {
        let since = Instant::now();
        let held = conduct(&command);
        let took = since.elapsed();
        Conducted { name, held, took }
    });
    let conducted: Vec<_> = conducted.collect();
    let are_many = conducted.len() > 1;
    // A debug build is slow by itself, and the other forms take as long as they take.
    let is_judged = are_many && !cfg!(debug_assertions) && !command.full && !command.planted;
    let (lines, good) = sum_up(&conducted, is_judged);
    for line in lines.iter().filter(|_| are_many) {
        println!("{line}");
    }
    ExitCode::from(u8::from(!good))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drill_is_told_of_and_proves_something() {
        for (page, text) in [
            ("tests/README.md", include_str!("../README.md")),
            (
                "docs/threat-model.md",
                include_str!("../../docs/threat-model.md"),
            ),
        ] {
            let missing = DRILLS.iter().map(|(name, _)| *name);
            let missing: Vec<_> = missing
                .filter(|name| !text.contains(&format!("`{name}`")))
                .collect();
            assert!(missing.is_empty(), "{page} does not have {missing:?}");
        }
    }
}
