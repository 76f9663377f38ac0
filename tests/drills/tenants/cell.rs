use fastrand::Rng;
use pullkey_domain::api_key::Permission;

use super::{
    callers::{Caller, Reach},
    document::Operation,
    operations::{About, Effect, Hands, Line, Needs},
    party::{LITTLE, MORE, Party},
};

/// One field of the matrix.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    /// The operation's place in the document.
    pub(super) number: usize,
    pub(super) operation: &'a Operation,
    pub(super) caller: &'a Caller,
    pub(super) target: Target,
    /// HEAD instead of GET.
    pub(super) head: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The operation takes none.
    None,
    /// The caller's company's first one, which narrowed keys are narrowed to. Of API keys, one that may do little.
    Own,
    /// The caller's company's other one. Of API keys, one that may do more.
    Sibling,
    /// An API key that may do little, or a new one; it is to do more.
    Widened,
    /// Something of the caller's company, but of another kind.
    Stray,
    /// Anything of the other company.
    Others,
    /// Nobody's.
    Random,
}

/// What must come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fate {
    Done,
    Unknown,
    Denied,
    /// A key would do more than the caller's.
    Escalation,
    /// A key would outlive the caller's.
    Prolonging,
    Missing,
}

impl Target {
    pub(super) fn all(line: &Line) -> Vec<Self> {
        let mut targets = match line.about {
            About::One(_) => vec![
                Self::Own,
                Self::Sibling,
                Self::Stray,
                Self::Others,
                Self::Random,
            ],
            About::Company => vec![Self::Own, Self::Others, Self::Random],
            About::Service
            | About::KeyInUse
            | About::Companies
            | About::All(_)
            | About::Image
            | About::Trail => vec![Self::None],
        };
        targets.extend((line.hands == Hands::Capabilities).then_some(Self::Widened));
        targets
    }
}

impl Fate {
    /// The status and code of an answer.
    pub(super) fn refusal(self) -> Option<(u16, &'static [&'static str])> {
        match self {
            Self::Done => None,
            Self::Unknown => Some((401, &["unauthorized"])),
            Self::Denied => Some((403, &["permission_denied"])),
            Self::Escalation | Self::Prolonging => Some((403, &["escalation_denied"])),
            Self::Missing => Some((404, &["credential_not_found", "api_key_not_found"])),
        }
    }
}

impl Cell<'_> {
    pub(super) fn fate(&self, own: &Party) -> Fate {
        let permission = match self.operation.line.needs {
            Needs::Nothing => return Fate::Done,
            Needs::OperatorKey => return Fate::Unknown,
            _ if !self.caller.known => return Fate::Unknown,
            Needs::AnyKey => return Fate::Done,
            Needs::Permission(permission) => permission,
        };
        let reached = match self.caller.reach(permission) {
            None => false,
            Some(Reach::All) => true,
            Some(Reach::Only(only)) => match self.target {
                Target::None => true,
                Target::Own => *only == own.credentials[0],
                _ => false,
            },
        };
        match self.target {
            _ if !reached => Fate::Denied,
            Target::Stray | Target::Others | Target::Random => Fate::Missing,
            _ => self.escalation().unwrap_or(Fate::Done),
        }
    }

    /// Whether it would bring about, or hand out, a key that is more than the caller's.
    fn escalation(&self) -> Option<Fate> {
        let line = self.operation.line;
        let has = |it: &Permission| self.caller.reach(*it) == Some(&Reach::All);
        let before: &[_] = match (line.effect, self.target) {
            (Effect::Changes, Target::Own | Target::Widened) => LITTLE,
            (Effect::Changes, Target::Sibling) => MORE,
            _ => &[],
        };
        let after = self.capabilities().unwrap_or_default();
        if line.hands == Hands::Nothing {
            return None;
        }
        if !before.iter().chain(after).all(has) {
            return Some(Fate::Escalation);
        }
        // What is handed out, or made stronger, never ends.
        let gains = line.tells_token || self.target == Target::Widened;
        (gains && self.caller.ends).then_some(Fate::Prolonging)
    }

    /// The capabilities that a key shall be given.
    pub(super) fn capabilities(&self) -> Option<&'static [Permission]> {
        let line = self.operation.line;
        match (line.hands, line.effect, self.target) {
            (Hands::Capabilities, _, Target::Widened) => Some(MORE),
            (Hands::Capabilities, Effect::Creates, _) => Some(&[Permission::ApiKeyCreate]),
            _ => None,
        }
    }

    /// Whether it leaves nothing of the kind that others ask for, or depends on what they left, so that it needs one of its
    /// own: whoever ends may switch a key off, but not on.
    pub(super) fn spoils(&self, own: &Party) -> bool {
        let line = self.operation.line;
        let switches = self.caller.ends && line.hands == Hands::Key;
        let spoils = line.effect == Effect::Removes || self.target == Target::Widened || switches;
        spoils && self.fate(own) == Fate::Done && !self.must_be_last(own)
    }

    /// Whether it takes away the one credential that others are narrowed to.
    pub(super) fn must_be_last(&self, own: &Party) -> bool {
        let line = self.operation.line;
        let permission = line.needs.permission();
        let narrowed = permission.and_then(|it| self.caller.reach(it)) != Some(&Reach::All);
        line.effect == Effect::Removes && self.fate(own) == Fate::Done && narrowed
    }

    pub(super) fn method(&self) -> &str {
        if self.head {
            "HEAD"
        } else {
            &self.operation.method
        }
    }

    /// For the one who reads what is broken.
    pub(super) fn name(&self) -> String {
        let Self {
            operation,
            caller,
            target,
            ..
        } = self;
        let line = operation.line;
        let target = match target {
            Target::None => String::new(),
            target => format!(" of {target:?}"),
        };
        format!(
            "{} ({}){target} by {}",
            line.operation,
            self.method(),
            caller.name
        )
    }
}

/// An id that nobody has: of any version, or one of the two that are none.
pub(super) fn nobodys(rng: &mut Rng) -> String {
    match rng.u8(..8) {
        0 => "00000000-0000-0000-0000-000000000000".to_owned(),
        1 => "ffffffff-ffff-ffff-ffff-ffffffffffff".to_owned(),
        _ => {
            let (version, digits) = (rng.u8(1..=8), format!("{:032x}", rng.u128(..)));
            let [first, second, third, last] =
                [&digits[..8], &digits[8..12], &digits[13..16], &digits[20..]];
            let variant = ["8", "9", "a", "b"][rng.usize(..4)];
            format!(
                "{first}-{second}-{version}{third}-{variant}{}-{last}",
                &digits[17..20]
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::id::CredentialId;

    use super::*;

    #[test]
    fn nobodys_ids_are_well_formed() {
        let mut rng = Rng::with_seed(1);
        for _ in 0..100 {
            let id = nobodys(&mut rng);
            assert!(CredentialId::parse(&id).is_ok(), "{id}");
        }
    }
}
