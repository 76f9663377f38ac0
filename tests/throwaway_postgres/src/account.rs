use std::{
    fs::Permissions,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use nix::unistd::{Uid, User};

/// Whom the server runs as. PostgreSQL refuses to run as root.
#[derive(Debug)]
pub(crate) struct Account(Option<User>);

impl Account {
    /// The user `postgres` when we are root, else ourselves.
    pub(crate) fn of_servers() -> Self {
        if !Uid::effective().is_root() {
            return Self(None);
        }
        let user = User::from_name("postgres").expect("users can be looked up");
        let user =
            user.expect("there is no user `postgres`: Debian's package `postgresql` makes it");
        Self(Some(user))
    }

    /// The command will run as this user, without any group of ours: std clears the supplementary ones.
    pub(crate) fn assume(&self, command: &mut Command) {
        if let Some(user) = &self.0 {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
    }

    /// The file becomes this user's, and nobody else's.
    pub(crate) fn own(&self, path: &Path) {
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours so far");
        if let Some(user) = &self.0 {
            chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("root may");
        }
    }
}
