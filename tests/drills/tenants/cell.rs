use fastrand::Rng;

use super::{
    callers::{Caller, Reach},
    operations::{About, Effect, Operation},
    party::Party,
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

/// Whose credential is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The operation takes none.
    None,
    /// The caller's company's, and what narrowed keys are narrowed to.
    Own,
    /// The caller's company's other one.
    Sibling,
    /// The other company's.
    Others,
    /// Nobody's.
    Random,
}

/// What must come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    Unknown,
    Denied,
    Missing,
}

impl Target {
    pub(super) fn all(about: About) -> &'static [Self] {
        match about {
            About::Credential => &[Self::Own, Self::Sibling, Self::Others, Self::Random],
            About::Service | About::Company => &[Self::None],
        }
    }
}

impl Cell<'_> {
    pub(super) fn fate(&self, own: &Party) -> Fate {
        let Some(permission) = self.operation.line.permission else {
            return Fate::Done;
        };
        if !self.caller.known {
            return Fate::Unknown;
        }
        match (self.caller.reach(permission), self.target) {
            (None, _) => Fate::Denied,
            (Some(Reach::Only(only)), Target::Own) if *only == own.credentials[0] => Fate::Done,
            (_, Target::None) | (Some(Reach::All), Target::Own | Target::Sibling) => Fate::Done,
            (Some(Reach::Only(_)), _) => Fate::Denied,
            (Some(Reach::All), Target::Others | Target::Random) => Fate::Missing,
        }
    }

    /// Whether it takes away the one credential that others are narrowed to.
    pub(super) fn must_be_last(&self, own: &Party) -> bool {
        let line = self.operation.line;
        let narrowed = line.permission.and_then(|it| self.caller.reach(it)) != Some(&Reach::All);
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
