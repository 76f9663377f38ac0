use super::{
    cell::Fate,
    operations::{About, Effect, Kind, Line},
    store::Store,
};
use crate::drill::{Verdict, hold};

/// What a company has in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    credentials: Rows,
    api_keys: Rows,
}

/// What it has of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rows {
    count: i64,
    versions: i64,
    events: i64,
}

impl Tally {
    pub(super) fn of(store: &mut Store, company: &str) -> Self {
        Self {
            credentials: Rows::of(store, company, Kind::Credential),
            api_keys: Rows::of(store, company, Kind::ApiKey),
        }
    }

    /// How many there are of this kind.
    pub(super) fn count(self, kind: Kind) -> i64 {
        self.rows(kind).count
    }

    /// Whether exactly this was done between two of them.
    pub(super) fn check(self, line: &Line, fate: Fate, after: Self) -> Verdict {
        let changed = match line.about {
            About::All(kind) | About::One(kind) if fate == Fate::Done => Some((kind, line.effect)),
            _ => None,
        };
        for kind in [Kind::Credential, Kind::ApiKey] {
            let effect = match changed {
                Some((changed, effect)) if changed == kind => effect,
                _ => Effect::None,
            };
            self.rows(kind).check(effect, after.rows(kind), kind)?;
        }
        Ok(())
    }

    fn rows(self, kind: Kind) -> Rows {
        match kind {
            Kind::Credential => self.credentials,
            Kind::ApiKey => self.api_keys,
        }
    }
}

impl Rows {
    fn of(store: &mut Store, company: &str, kind: Kind) -> Self {
        let [count, versions, events] = store.counted(company, kind);
        Self {
            count,
            versions,
            events,
        }
    }

    fn check(self, effect: Effect, after: Self, kind: Kind) -> Verdict {
        let count = after.count - self.count;
        let (versions, events) = (after.versions - self.versions, after.events - self.events);
        let right = match effect {
            Effect::None => after == self,
            Effect::Creates => (count, versions, events) == (1, 1, 1),
            Effect::Changes => (count, versions, events) == (0, 1, 1),
            Effect::Removes => (count, events) == (-1, 1),
            Effect::Uses => (count, versions, events) == (0, 0, 1),
        };
        hold(right, || {
            let table = kind.table();
            format!("{count:+} {table}, {versions:+} versions, {events:+} events")
        })
    }
}
