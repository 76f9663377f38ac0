//! Processes by their id, as Linux tells of them.

use std::{fs, time::Duration};

use nix::{
    errno::Errno,
    sys::signal::{self, Signal},
    unistd::Pid,
};

use crate::patience::wait_until;

/// A process and what it started.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) parent: u32,
    pub(crate) children: Vec<u32>,
}

impl Family {
    /// The parent, stopped so that it can start no more, and everything that it had started. They run on.
    pub(crate) fn with_stopped_parent(parent: u32) -> Self {
        send(parent, Signal::SIGSTOP);
        await_all(&[parent], |state| matches!(state, None | Some('T' | 'Z')));
        let children = children(parent);
        Self { parent, children }
    }

    /// The parent and its children, while they run.
    pub(crate) fn of(parent: u32) -> Self {
        let children = children(parent);
        Self { parent, children }
    }

    /// Stops the children, too.
    pub(crate) fn stop(&self) {
        self.send_to_children(Signal::SIGSTOP);
        await_all(&self.children, |state| {
            matches!(state, None | Some('T' | 'Z'))
        });
    }

    /// Lets all of them go on.
    pub(crate) fn resume(&self) {
        self.send_to_children(Signal::SIGCONT);
        send(self.parent, Signal::SIGCONT);
    }

    /// Ends all of them at once. The parent is left to be waited for.
    pub(crate) fn kill(&self) {
        self.send_to_children(Signal::SIGKILL);
        send(self.parent, Signal::SIGKILL);
        await_all(&self.children, |state| matches!(state, None | Some('Z')));
    }

    fn send_to_children(&self, signal: Signal) {
        for child in &self.children {
            send(*child, signal);
        }
    }
}

/// Sends a signal to a process, which may have ended.
pub(crate) fn send(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).expect("it is a process id");
    let sent = signal::kill(Pid::from_raw(pid), signal);
    let fits = matches!(sent, Ok(()) | Err(Errno::ESRCH));
    assert!(fits, "{pid} takes no {signal}: {sent:?}");
}

fn await_all(pids: &[u32], done: impl Fn(Option<char>) -> bool) {
    let all = || pids.iter().all(|pid| done(stat(*pid).map(|it| it.state)));
    let limit = Duration::from_secs(30);
    assert!(wait_until(limit, all), "{pids:?} do not follow a signal");
}

fn children(parent: u32) -> Vec<u32> {
    let listed = fs::read_dir("/proc").expect("faults need Linux");
    let names = listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let pids = names.filter_map(|name| name.parse().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|it| it.parent == parent))
        .collect()
}

struct Stat {
    state: char,
    parent: u32,
}

/// What stands behind the name, which may hold spaces and parentheses: state, parent, …
fn stat(pid: u32) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = line.rsplit_once(')')?.1.split_ascii_whitespace();
    Some(Stat {
        state: fields.next()?.chars().next()?,
        parent: fields.next()?.parse().ok()?,
    })
}
