use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use pullkey_tests::{Node, Place};

use super::STAND_IN;

/// Bugs that a service could have. Each lives in a process in front of the real one: their memory is counted together.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It reads the whole body before it asks for the key.
    ReadsFirst,
    /// It invites whoever asks to send the body, as many frameworks do by themselves.
    InvitesAll,
    /// It keeps whatever is sent, as a buffer without a bound would.
    Hoards,
    /// It takes too long to refuse.
    Dawdles,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("reads-first", Self::ReadsFirst),
        ("invites-all", Self::InvitesAll),
        ("hoards", Self::Hoards),
        ("dawdles", Self::Dawdles),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(it, _)| *it == name).map(|(_, bug)| *bug)
    }

    fn name(self) -> &'static str {
        let same = |bug: Self| std::mem::discriminant(&bug) == std::mem::discriminant(&self);
        let mut all = Self::ALL.iter();
        all.find(|(_, bug)| same(*bug))
            .map_or("", |(name, _)| *name)
    }
}

/// The process of a bug. It ends with this value.
pub(super) struct StandIn {
    child: Child,
    place: Place,
}

impl StandIn {
    pub(super) fn start(bug: Bug, node: &Node) -> Self {
        let port = node.place().address().port().to_string();
        let drill = env::current_exe().expect("a program knows where it is");
        let mut child = Command::new(drill)
            .args([STAND_IN, bug.name(), &port])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the drill starts once more");
        let mut port = String::new();
        let stdout = child.stdout.take().expect("it prints");
        BufReader::new(stdout)
            .read_line(&mut port)
            .expect("it prints its port");
        let port = port.trim().parse().expect("a port is a number");
        Self {
            child,
            place: Place::at(port),
        }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
