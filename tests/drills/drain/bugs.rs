use pullkey_tests::{Message, Place, Proxy};

use crate::drill::Broken;

/// Bugs that a service, or the way that it is run, could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It ends without waiting for what runs. Planted by killing it.
    Killed,
    /// It cuts what runs when it is asked to stop. Planted by a shell around it that asks it twice.
    CutsAtOnce,
    /// It says that it is ready until it is gone. Planted by a proxy before each node.
    StaysReady,
    /// Nobody asks it whether it is ready. Planted in the configuration of HAProxy.
    Unchecked,
    /// It takes longer than 10 seconds to end. Planted by a shell around it that lingers.
    Lingers,
    /// It takes no notice of a second signal. Planted by a shell around it that keeps that.
    DeafToSecond,
    /// It ends at the second signal without writing the last of its log. Planted by a shell around it that kills it then.
    LosesLog,
    /// It resumes a pull elsewhere than it was asked to. Planted in the registry behind it.
    Slips,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("killed", Self::Killed),
        ("cuts-at-once", Self::CutsAtOnce),
        ("stays-ready", Self::StaysReady),
        ("unchecked", Self::Unchecked),
        ("lingers", Self::Lingers),
        ("deaf-to-second", Self::DeafToSecond),
        ("loses-log", Self::LosesLog),
        ("slips", Self::Slips),
    ];

    /// Whether this was found by what is about such a bug.
    pub(super) fn is_found_by(self, broken: &Broken) -> bool {
        let words: &[&str] = match self {
            Self::Killed | Self::CutsAtOnce => &["requests failed", "pull"],
            Self::StaysReady => &["requests failed"],
            Self::Unchecked => &["requests failed", "had to be repeated"],
            Self::Lingers => &["took"],
            Self::DeafToSecond => &["at the second signal"],
            Self::LosesLog => &["its log"],
            Self::Slips => &["not the blob"],
        };
        words.iter().any(|words| broken.0.contains(words))
    }

    /// The script around each node, which gets its command line as arguments.
    pub(super) fn around(self) -> Option<String> {
        let (at_first, at_second, at_end) = match self {
            Self::CutsAtOnce => ("kill -TERM $node; sleep 0.2; kill -TERM $node", ":", ""),
            Self::Lingers => (TERM, TERM, "sleep 10"),
            Self::DeafToSecond => (TERM, ":", ""),
            Self::LosesLog => (TERM, "kill -KILL $node; exit 143", ""),
            Self::Killed | Self::StaysReady | Self::Unchecked | Self::Slips => return None,
        };
        // It is not to outlive the shell. `wait` ends at a signal, too.
        Some(format!(
            "setpriv --pdeathsig KILL \"$@\" &
             node=$!
             first() {{ trap second TERM; {at_first}; }}
             second() {{ {at_second}; }}
             trap first TERM
             while kill -0 $node; do wait $node; status=$?; done
             {at_end}
             exit $status"
        ))
    }

    /// What stands before each node.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        let proxy = || {
            Proxy::start(place, |request, upstream| {
                if request.path() == "/readyz" {
                    return Ok(Message::answer("200 OK", b"{}"));
                }
                upstream.send(&request)
            })
        };
        (self == Self::StaysReady).then(proxy)
    }

    /// What it makes of the configuration of HAProxy.
    pub(super) fn alter(self, configuration: String) -> String {
        match self {
            Self::Unchecked => configuration.replace("default-server check", "default-server"),
            _ => configuration,
        }
    }

    /// How far behind the right place a pull is resumed.
    pub(super) fn slip(self) -> usize {
        usize::from(self == Self::Slips)
    }
}

const TERM: &str = "kill -TERM $node";
