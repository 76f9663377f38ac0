use std::{
    os::unix::process::CommandExt,
    process::{Child, Stdio},
    time::Duration,
};

use nix::sys::signal::Signal;

use crate::{
    account::Account,
    files::Files,
    patience::wait_until,
    processes::{Family, send},
    programs::Programs,
    watchdog::Watchdog,
};

/// How long a server may take to start or to stop on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);

/// The server's first process, which starts all others, and who watches over it. Both end with this value.
#[derive(Debug)]
pub(crate) struct Postmaster {
    server: Option<Child>,
    watchdog: Watchdog,
}

impl Postmaster {
    /// None yet.
    pub(crate) fn watched_by(watchdog: Watchdog) -> Self {
        Self {
            server: None,
            watchdog,
        }
    }

    /// Starts the server. It may not be ready yet.
    pub(crate) fn start(&mut self, files: &Files, account: &Account, programs: &Programs) {
        assert!(!self.runs(), "PostgreSQL runs already");
        let mut command = programs.command("postgres");
        command
            .arg("-D")
            .arg(files.data())
            .stdin(Stdio::null())
            .stdout(files.open_log())
            .stderr(files.open_log())
            .process_group(0);
        account.assume(&mut command);
        let server = command.spawn().expect("postgres starts");
        self.watchdog.tell(Some(server.id()));
        self.server = Some(server);
    }

    /// Whether there is a process, even if it answers nobody.
    pub(crate) fn runs(&mut self) -> bool {
        let server = self.server.as_mut();
        server.is_some_and(|server| server.try_wait().is_ok_and(|status| status.is_none()))
    }

    /// The id of the running process.
    pub(crate) fn pid(&mut self) -> u32 {
        assert!(self.runs(), "PostgreSQL does not run");
        self.server.as_ref().map_or(0, Child::id)
    }

    /// Ends it in good order. Whoever is connected is cut off.
    pub(crate) fn stop(&mut self) {
        self.resume();
        send(self.pid(), Signal::SIGINT);
        assert!(
            wait_until(LIMIT, || !self.runs()),
            "PostgreSQL does not stop"
        );
        self.forget();
    }

    /// Ends all its processes at once, as when the machine crashes.
    pub(crate) fn kill(&mut self, files: &Files) {
        Family::with_stopped_parent(self.pid()).kill();
        assert!(
            wait_until(LIMIT, || !self.runs()),
            "PostgreSQL does not die"
        );
        files.remove_shared_memory();
        self.forget();
    }

    /// Stops all its processes where they are.
    pub(crate) fn hang(&mut self) {
        Family::with_stopped_parent(self.pid()).stop();
    }

    /// Lets them go on.
    pub(crate) fn resume(&mut self) {
        Family::of(self.pid()).resume();
    }

    fn forget(&mut self) {
        self.server = None;
        self.watchdog.tell(None);
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        if self.runs() {
            self.resume();
        }
        self.watchdog.end();
        if let Some(server) = &mut self.server {
            drop(server.wait());
        }
    }
}
