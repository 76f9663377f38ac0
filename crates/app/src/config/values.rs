//! Values found in the layers, checked one by one; what is wrong is gathered.

use super::{
    environment,
    error::{Problem, Rule},
    file::File,
    layer::{Layer, Text, text},
    named_file::NamedFile,
    origin::{Effective, Origin, Shown},
    sources::Sources,
    table::{DATA_DIR, Setting},
};

/// The layers of a configuration while it is read.
pub(super) struct Values<'a> {
    sources: &'a Sources,
    file: File,
    data_dir: String,
    /// The settings read so far.
    pub(super) effective: Vec<Effective>,
    /// The files of the secrets read so far.
    pub(super) secret_files: Vec<NamedFile>,
    /// What is wrong so far.
    pub(super) problems: Vec<Problem>,
}

/// A setting is refused, and why is among the problems already.
pub(super) struct Reported;

impl<'a> Values<'a> {
    /// Opens the layers.
    pub(super) fn of(sources: &'a Sources) -> Self {
        let file = match sources.flags.file() {
            Some(path) => File::read(path),
            None => File::read_if_there(&sources.default_file),
        };
        // A broken file must not hide what is wrong elsewhere.
        let (file, broken) = match file {
            Ok(file) => (file, None),
            Err(problem) => (File::default(), Some(problem)),
        };
        let unknown = file
            .unknown()
            .chain(environment::unknown(&sources.environment));
        let problems = broken.into_iter().chain(unknown).collect();
        let mut values = Self {
            sources,
            file,
            data_dir: DATA_DIR.default.to_owned(),
            effective: Vec::new(),
            secret_files: Vec::new(),
            problems,
        };
        if let Ok(Some(data_dir)) = values.find(&DATA_DIR) {
            values.data_dir = data_dir.value;
        }
        values
    }

    /// A setting that always has a value.
    pub(super) fn required<T>(
        &mut self,
        setting: &'static Setting,
        rule: impl Fn(&str) -> Result<T, Rule>,
    ) -> Result<T, Reported> {
        let found = self.find(setting);
        let found = found.map(|given| {
            given.unwrap_or_else(|| Text {
                value: setting.default_in(&self.data_dir),
                origin: Origin::Default,
                file: None,
            })
        });
        let value = found.and_then(|text| self.check(setting, text, rule));
        self.note(value.map(|(value, _)| value))
    }

    /// A setting that may be unset.
    pub(super) fn optional<T>(
        &mut self,
        setting: &'static Setting,
        rule: impl Fn(&str) -> Result<T, Rule>,
    ) -> Result<Option<T>, Reported> {
        let given = self.given(setting, rule)?;
        Ok(given.map(|(value, _)| value))
    }

    /// A setting that may be unset, and where it came from.
    pub(super) fn given<T>(
        &mut self,
        setting: &'static Setting,
        rule: impl Fn(&str) -> Result<T, Rule>,
    ) -> Result<Option<(T, Origin)>, Reported> {
        let value = match self.find(setting) {
            Ok(Some(text)) => self.check(setting, text, rule).map(Some),
            Ok(None) => {
                self.effective
                    .push(effective(setting, Shown::Unset, Origin::Default));
                Ok(None)
            }
            Err(problem) => Err(problem),
        };
        self.note(value)
    }

    /// The text of the highest layer that gives one.
    fn find(&self, setting: &'static Setting) -> Result<Option<Text>, Problem> {
        let highest_first: [&dyn Layer; 3] =
            [&self.sources.flags, &self.sources.environment, &self.file];
        for layer in highest_first {
            if let Some(found) = text(layer, setting)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn check<T>(
        &mut self,
        setting: &'static Setting,
        text: Text,
        rule: impl Fn(&str) -> Result<T, Rule>,
    ) -> Result<(T, Origin), Problem> {
        let Text {
            value: text,
            origin,
            file,
        } = text;
        let value = rule(&text).map_err(|rule| {
            Problem::refused(&setting.names, origin.clone(), rule, setting.right)
        })?;
        self.secret_files.extend(file);
        let shown = if setting.is_secret() && origin != Origin::Default {
            Shown::Redacted
        } else {
            Shown::Value(text)
        };
        self.effective
            .push(effective(setting, shown, origin.clone()));
        Ok((value, origin))
    }

    /// Takes note of what a refused setting is refused for.
    pub(super) fn note<T>(&mut self, value: Result<T, Problem>) -> Result<T, Reported> {
        value.map_err(|problem| {
            self.problems.push(problem);
            Reported
        })
    }
}

fn effective(setting: &'static Setting, value: Shown, origin: Origin) -> Effective {
    Effective {
        name: setting.names.key,
        value,
        origin,
    }
}
