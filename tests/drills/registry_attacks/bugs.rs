use super::{names::Names, traps::Traps};

pub(super) mod naive;

/// Bugs that a service could have. Some are planted in what it is allowed to reach, the others by an adapter of our own that
/// is as naive as old clients are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Addresses of this machine may be connected to.
    AllowsTraps,
    /// Names may lead to a network that is not public. Nobody listens there: only what is answered tells.
    PrivateNames,
    /// Whatever a name leads to is connected to.
    TrustsNames,
    /// A naive adapter.
    Naive(Flaw),
    /// One that is naive where images are pulled.
    NaivePull(Flaw),
}

/// What a naive adapter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It looks a name up to judge it, and once more to connect.
    LooksUpTwice,
    /// It sends the login to whatever realm a registry names.
    AnyRealm,
    /// It follows redirects, and takes the login along.
    FollowsRedirects,
    /// It waits for as long as somebody answers.
    NoDeadline,
    /// It takes a token for a proof.
    BelievesTokens,
    /// It takes for granted that a token can be sent.
    Panics,
    /// It sends clients wherever a registry says that a blob is.
    SendsAnywhere,
    /// It takes whatever comes for the manifest of a digest.
    BelievesManifests,
}

/// What is tried by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Spellings,
    Rebinding,
    Theft,
    Answers,
}

impl Part {
    /// Those first whose attackers are slow: the others are tried meanwhile.
    pub(super) const ALL: [Self; 4] =
        [Self::Answers, Self::Theft, Self::Rebinding, Self::Spellings];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spellings => "where nobody may come",
            Self::Rebinding => "names that change",
            Self::Theft => "logins led elsewhere",
            Self::Answers => "odd answers",
        }
    }
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("allows-traps", Self::AllowsTraps),
        ("private-names", Self::PrivateNames),
        ("trusts-names", Self::TrustsNames),
        ("looks-up-twice", Self::Naive(Flaw::LooksUpTwice)),
        ("any-realm", Self::Naive(Flaw::AnyRealm)),
        ("follows-redirects", Self::Naive(Flaw::FollowsRedirects)),
        ("no-deadline", Self::Naive(Flaw::NoDeadline)),
        ("believes-tokens", Self::Naive(Flaw::BelievesTokens)),
        ("panics", Self::Naive(Flaw::Panics)),
        ("pull-looks-up-twice", Self::NaivePull(Flaw::LooksUpTwice)),
        ("pull-any-realm", Self::NaivePull(Flaw::AnyRealm)),
        (
            "pull-follows-redirects",
            Self::NaivePull(Flaw::FollowsRedirects),
        ),
        ("pull-no-deadline", Self::NaivePull(Flaw::NoDeadline)),
        ("sends-anywhere", Self::NaivePull(Flaw::SendsAnywhere)),
        (
            "believes-manifests",
            Self::NaivePull(Flaw::BelievesManifests),
        ),
    ];

    /// Where it must be found, so that no time is spent on the rest.
    pub(super) fn part(self) -> Part {
        match self {
            Self::AllowsTraps | Self::PrivateNames => Part::Spellings,
            Self::TrustsNames => Part::Rebinding,
            Self::Naive(flaw) | Self::NaivePull(flaw) => flaw.part(),
        }
    }

    /// What must be broken by it.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::AllowsTraps | Self::TrustsNames => TRAPPED,
            // How a dial fails there is up to the network.
            Self::PrivateNames => "such as a name that leads to",
            Self::NaivePull(Flaw::AnyRealm) => {
                "the secret to another host by a challenge of a pull"
            }
            Self::NaivePull(Flaw::FollowsRedirects) => {
                "the secret to another host by a redirect of a pull"
            }
            Self::Naive(flaw) | Self::NaivePull(flaw) => flaw.sign(),
        }
    }

    /// Of the adapter, where logins are tried.
    pub(super) fn flaw(self) -> Option<Flaw> {
        match self {
            Self::Naive(flaw) => Some(flaw),
            _ => None,
        }
    }

    /// Of the adapter, where images are pulled.
    pub(super) fn flaw_of_pulls(self) -> Option<Flaw> {
        match self {
            Self::NaivePull(flaw) => Some(flaw),
            _ => None,
        }
    }

    /// Plants what is allowed besides.
    pub(super) fn allow(self, allowed: &mut Vec<String>, traps: &Traps, names: &Names) {
        let of_names = |network: &str| {
            let places = names.places();
            let allowed = places.map(|(name, port)| format!("{name}:{port}{network}"));
            allowed.collect::<Vec<_>>()
        };
        match self {
            Self::AllowsTraps => allowed.extend(traps.addresses().iter().map(ToString::to_string)),
            Self::PrivateNames if allowed.is_empty() => *allowed = of_names("@192.0.2.0/24"),
            Self::TrustsNames => *allowed = of_names("@0.0.0.0/0@::/0"),
            _ => {}
        }
    }
}

const TRAPPED: &str = "when a trap got a connection";

impl Flaw {
    fn part(self) -> Part {
        match self {
            Self::LooksUpTwice => Part::Rebinding,
            Self::AnyRealm | Self::FollowsRedirects => Part::Theft,
            Self::SendsAnywhere => Part::Spellings,
            Self::NoDeadline | Self::BelievesTokens | Self::Panics | Self::BelievesManifests => {
                Part::Answers
            }
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::LooksUpTwice => TRAPPED,
            Self::AnyRealm => "the secret to another host by a challenge",
            Self::FollowsRedirects => "the secret to another host by a redirect",
            Self::NoDeadline => "came to no end",
            Self::BelievesTokens => "was judged as verified",
            Self::Panics => "panicked, such as",
            Self::SendsAnywhere => "sent the client into its own network",
            Self::BelievesManifests => "was passed on as the manifest of a digest",
        }
    }
}
