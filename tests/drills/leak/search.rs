use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use aho_corasick::AhoCorasick;

use super::{
    canary::{Canary, Kind},
    forms::Form,
};
use crate::drill::{Verdict, hold};

/// Where secrets are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Answer,
    Metrics,
    /// What a service or a command logs or prints.
    Log,
    /// Files of the data directory, or of PostgreSQL.
    Database,
    /// A backup.
    Dump,
    Memory,
    /// What registries heard.
    Registry,
}

impl Place {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Metrics => "metrics",
            Self::Log => "log",
            Self::Database => "database",
            Self::Dump => "dump",
            Self::Memory => "memory",
            Self::Registry => "registry",
        }
    }
}

/// Who may hold a secret, and why.
pub(super) struct Holder {
    pub(super) kind: Kind,
    pub(super) forms: &'static [Form],
    pub(super) why: &'static str,
}

/// As it is: then its halves are there, too.
pub(super) const PLAIN: &[Form] = &[Form::Plain, Form::Half];

/// Searches for all canaries at once.
pub(super) struct Search {
    automaton: AhoCorasick,
    /// Which canary each pattern is, and in which form.
    patterns: Vec<(usize, Form)>,
    canaries: Vec<Canary>,
    searched: BTreeMap<Place, AtomicUsize>,
}

impl Search {
    pub(super) fn of(canaries: Vec<Canary>) -> Self {
        let mut patterns = Vec::new();
        let mut texts = Vec::new();
        for (number, canary) in canaries.iter().enumerate() {
            for (form, text) in canary.forms() {
                patterns.push((number, form));
                texts.push(text);
            }
        }
        let places = [
            Place::Answer,
            Place::Metrics,
            Place::Log,
            Place::Database,
            Place::Dump,
            Place::Memory,
            Place::Registry,
        ];
        Self {
            automaton: AhoCorasick::new(&texts).expect("so many secrets can be searched for"),
            patterns,
            canaries,
            searched: places.map(|place| (place, AtomicUsize::new(0))).into(),
        }
    }

    /// How many patterns there are, in all forms.
    pub(super) fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// How many bytes were searched in each place.
    pub(super) fn searched(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let places = self.searched.iter();
        places.map(|(place, bytes)| (place.name(), bytes.load(Ordering::Relaxed)))
    }

    /// Holds if these bytes hold nothing but what they may.
    pub(super) fn nothing(
        &self,
        place: Place,
        whose: &str,
        bytes: &[u8],
        may: impl Fn(&Canary, Form) -> bool,
    ) -> Verdict {
        if let Some(count) = self.searched.get(&place) {
            count.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        let found = self.automaton.find_overlapping_iter(bytes);
        let found = found.map(|it| self.patterns[it.pattern().as_usize()]);
        let found: BTreeSet<_> = found
            .filter(|(number, form)| !may(&self.canaries[*number], *form))
            .collect();
        let told = found.iter().take(MAX_TOLD).map(|(number, form)| {
            let what = &self.canaries[*number].what;
            format!("{what} ({})", form.name())
        });
        let told: Vec<_> = told.collect();
        hold(found.is_empty(), || {
            let rest = found.len().saturating_sub(MAX_TOLD);
            let rest = if rest > 0 {
                format!(", and {rest} more")
            } else {
                String::new()
            };
            format!("{}, {whose}: holds {}{rest}", place.name(), told.join(", "))
        })
    }

    /// The same of a file, for every file below a folder. Files that go away meanwhile hold nothing.
    pub(super) fn nothing_below(
        &self,
        place: Place,
        folder: &Path,
        may: &impl Fn(&Path) -> &'static [Holder],
    ) -> Verdict {
        let mut entries: Vec<_> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .collect();
        entries.sort_by_key(fs::DirEntry::path);
        for path in entries.into_iter().map(|entry| entry.path()) {
            if path.is_dir() {
                self.nothing_below(place, &path, may)?;
            } else if path.is_file() {
                let bytes = fs::read(&path).unwrap_or_default();
                let holders = may(&path);
                let whose = path.display().to_string();
                self.nothing(place, &whose, &bytes, allowed(holders))?;
            }
        }
        Ok(())
    }
}

/// So many secrets are told of in one place.
const MAX_TOLD: usize = 3;

/// What these holders may hold.
pub(super) fn allowed(holders: &[Holder]) -> impl Fn(&Canary, Form) -> bool {
    move |canary, form| {
        let mut holders = holders.iter();
        holders.any(|it| it.kind == canary.kind && it.forms.contains(&form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search() -> Search {
        let canary = |what: &str, core: &str| Canary {
            kind: Kind::Sent,
            what: what.to_owned(),
            core: core.into(),
        };
        Search::of(vec![
            canary("first", "aaaaaaaa"),
            canary("second", "bbbbbbbb"),
        ])
    }

    #[test]
    fn what_is_found_is_told_with_place_and_form_but_not_with_the_secret() {
        let search = search();
        let clean = search.nothing(Place::Log, "of nobody", b"aaa bbb", |_, _| false);
        assert!(clean.is_ok());
        let found = search.nothing(Place::Log, "of a node", b"x bbbbbbbb", |_, _| false);
        let told = found.unwrap_err().0;
        assert_eq!(
            told,
            "log, of a node: holds second (as it is), second (one half)"
        );
    }

    #[test]
    fn a_holder_may_hold_one_kind_in_one_form() {
        let search = search();
        let holders = [Holder {
            kind: Kind::Sent,
            forms: PLAIN,
            why: "",
        }];
        let plain = search.nothing(Place::Memory, "", b"aaaaaaaa", allowed(&holders));
        assert!(plain.is_ok());
        let hex = search.nothing(Place::Memory, "", b"6161616161616161", allowed(&holders));
        assert!(hex.is_err());
    }

    #[test]
    fn every_file_of_a_folder_is_searched() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        fs::create_dir_all(&below).unwrap();
        let nothing = |_: &Path| -> &'static [Holder] { &[] };
        let search = search();
        fs::write(below.join("one"), "harmless").unwrap();
        assert!(
            search
                .nothing_below(Place::Dump, folder.path(), &nothing)
                .is_ok()
        );
        fs::write(below.join("two"), "..aaaaaaaa..").unwrap();
        assert!(
            search
                .nothing_below(Place::Dump, folder.path(), &nothing)
                .is_err()
        );
    }
}
