//! Who could read or write a file of secrets besides those who may.

use std::{fmt::Display, fs::Metadata, os::unix::fs::MetadataExt};

use nix::unistd::geteuid;

/// Why a file of secrets, such as a key ring, is not kept well enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exposure {
    /// Its owner could exchange it.
    #[error(
        "it belongs to user {owner}; it must belong to root or to user {user}, who is running this"
    )]
    Owner {
        /// Whose it is.
        owner: u32,
        /// Who runs.
        user: u32,
    },
    /// More users could read or write it than should.
    #[error(
        "its mode is {mode:04o}; others must have no right, and its group none but to read where root is the owner"
    )]
    Mode {
        /// Its permission bits.
        mode: u32,
        /// The most that they may be.
        allowed: u32,
    },
}

impl Exposure {
    /// Whether this file may hold secrets of this process.
    ///
    /// # Errors
    /// Who could read or write it besides those who may.
    pub fn check(file: &Metadata) -> Result<(), Self> {
        check(file.uid(), file.mode(), geteuid().as_raw())
    }

    /// What to do about this file.
    pub fn remedy(self, path: impl Display) -> String {
        match self {
            // Who owns it could not read it any more.
            Self::Owner { owner, user: ROOT } => format!("run this as user {owner}, not as root"),
            Self::Owner { user, .. } => format!("run: chown {user} {path}"),
            Self::Mode { allowed, .. } => format!("run: chmod {allowed:03o} {path}"),
        }
    }
}

/// Whether a file of this owner and mode may hold secrets of a process of this effective user.
///
/// The group may read a file of root only: so a service can be given its ring without being able to change it.
fn check(owner: u32, mode: u32, user: u32) -> Result<(), Exposure> {
    if owner != user && owner != ROOT {
        return Err(Exposure::Owner { owner, user });
    }
    let group = if owner == ROOT { 0o040 } else { 0 };
    let mode = mode & 0o7777;
    if mode & 0o077 & !group != 0 {
        // A service that is not the owner reads by its group: without that bit it could not start at all.
        let allowed = if owner == user { 0o600 } else { 0o640 };
        return Err(Exposure::Mode { mode, allowed });
    }
    Ok(())
}

const ROOT: u32 = 0;

#[cfg(test)]
mod tests {
    use super::*;

    const USER: u32 = 1000;
    const STRANGER: u32 = 1001;

    #[test]
    fn the_running_user_and_root_may_own_it() {
        assert_eq!(check(USER, 0o100_600, USER), Ok(()));
        assert_eq!(check(ROOT, 0o100_600, USER), Ok(()));
        assert_eq!(check(ROOT, 0o100_400, ROOT), Ok(()));
    }

    #[test]
    fn nobody_else_may_own_it() {
        for (owner, user) in [(STRANGER, USER), (STRANGER, ROOT), (USER, ROOT)] {
            let refused = check(owner, 0o100_600, user);
            assert_eq!(refused, Err(Exposure::Owner { owner, user }));
        }
    }

    #[test]
    fn the_group_may_read_what_root_owns() {
        assert_eq!(check(ROOT, 0o100_640, USER), Ok(()));
        assert_eq!(check(ROOT, 0o100_440, ROOT), Ok(()));
    }

    #[test]
    fn the_group_may_not_read_what_the_running_user_owns() {
        let refused = check(USER, 0o100_640, USER);
        let (mode, allowed) = (0o640, 0o600);
        assert_eq!(refused, Err(Exposure::Mode { mode, allowed }));
    }

    #[test]
    fn every_other_right_is_refused_whoever_owns_it() {
        for right in [0o020, 0o010, 0o004, 0o002, 0o001] {
            for owner in [USER, ROOT] {
                let refused = check(owner, 0o100_600 | right, USER);
                assert!(matches!(refused, Err(Exposure::Mode { .. })), "{right:o}");
            }
        }
    }

    #[test]
    fn the_remedy_leaves_the_file_readable_for_who_runs() {
        let of = |owner, user| check(owner, 0o100_644, user).map_err(|it| it.remedy("ring"));
        for (owner, user, remedy) in [
            (USER, USER, "run: chmod 600 ring"),
            (ROOT, USER, "run: chmod 640 ring"),
            (STRANGER, USER, "run: chown 1000 ring"),
            (USER, ROOT, "run this as user 1000, not as root"),
        ] {
            assert_eq!(of(owner, user), Err(remedy.to_owned()));
        }
    }
}
