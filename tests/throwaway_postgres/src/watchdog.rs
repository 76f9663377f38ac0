use std::{
    io::Write,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

const SCRIPT: &str = include_str!("watchdog.sh");

/// A process that ends the server and removes its folder as soon as we are gone, however we went: only then does its
/// end of our pipe close.
#[derive(Debug)]
pub(crate) struct Watchdog {
    pipe: Option<ChildStdin>,
    child: Child,
}

impl Watchdog {
    pub(crate) fn watch(folder: &Path) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", SCRIPT, "throwaway-postgres"])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            // Whoever waits for the end of our output must not wait for this one.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C ends everything in our process group, at once.
            .process_group(0)
            .spawn()
            .expect("there is a shell");
        let pipe = child.stdin.take();
        Self { pipe, child }
    }

    /// This is the server now; or there is none, and its id may become somebody else's.
    pub(crate) fn tell(&mut self, postmaster: Option<u32>) {
        let line = postmaster.map_or(String::new(), |pid| pid.to_string());
        let pipe = self.pipe.as_mut().expect("the watchdog still watches");
        writeln!(pipe, "{line}").expect("the watchdog lives");
    }

    /// Ends the server, and waits until nothing is left.
    pub(crate) fn end(&mut self) {
        drop(self.pipe.take());
        drop(self.child.wait());
    }
}
