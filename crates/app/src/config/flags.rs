//! The settings as flags.

use std::{
    collections::BTreeMap,
    fmt::{self, Debug, Formatter},
    path::{Path, PathBuf},
};

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, value_parser};

use super::{
    error::Rule,
    layer::{Given, Layer},
    origin::Origin,
    table::{DEFAULT_FILE, Names, Setting, Shape, TABLE, names},
};

/// The settings given as flags.
///
/// `#[command(flatten)]` takes them into a derived parser; at its top level, so that they count
/// before and after a subcommand.
#[derive(Clone, Default)]
pub struct Flags {
    file: Option<PathBuf>,
    given: BTreeMap<&'static str, String>,
}

/// Every setting as a flag, and `--config`.
pub fn flags() -> Vec<Arg> {
    let file = Arg::new(FILE_ID)
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(format!(
            "The configuration file [default: {DEFAULT_FILE} if there is one]"
        ));
    std::iter::once(file)
        .chain(TABLE.iter().flat_map(|setting| flags_of(setting)))
        .map(|flag| flag.global(true).help_heading("Settings"))
        .collect()
}

impl Flags {
    /// The configuration file asked for.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(flags())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = names().filter_map(|names| {
            let value = matches.get_one::<String>(names.variable)?;
            Some((names.flag, value.clone()))
        });
        Ok(Self {
            file: matches.get_one::<PathBuf>(FILE_ID).cloned(),
            given: given.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let later = Self::from_arg_matches(matches)?;
        self.file = later.file.or(self.file.take());
        self.given.extend(later.given);
        Ok(())
    }
}

impl Layer for Flags {
    fn look_up(&self, names: &'static Names, _: Shape) -> Option<Given> {
        let value = self.given.get(names.flag)?;
        let text = if value.is_empty() {
            Err(Rule::Empty)
        } else {
            Ok(value.clone())
        };
        Some(Given {
            origin: Origin::Flag(names.flag),
            by: names.flag,
            text,
        })
    }
}

/// Shows which flags were given, not their values: one of them may be a secret.
impl Debug for Flags {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given.keys()).finish()
    }
}

/// No derived parser makes an id like this one or like a variable's name, so ids cannot clash.
const FILE_ID: &str = "PULLKEY_CONFIG";

fn flags_of(setting: &'static Setting) -> impl Iterator<Item = Arg> {
    let default = match setting.default {
        "" => String::new(),
        default => format!(" [default: {default}]"),
    };
    let why = setting.why.trim_end_matches('.');
    let variable = setting.names.variable;
    let value =
        flag(&setting.names, setting.placeholder).help(format!("{why} [env: {variable}]{default}"));
    let file = setting.file.as_ref().map(|file| {
        let names = &file.names;
        let (of, variable) = (setting.names.flag, names.variable);
        flag(names, "FILE").help(format!(
            "The file that holds the value of {of}, which others could see in the list of processes \
             [env: {variable}]"
        ))
    });
    std::iter::once(value).chain(file)
}

fn flag(names: &'static Names, placeholder: &'static str) -> Arg {
    Arg::new(names.variable)
        .long(names.flag.trim_start_matches('-'))
        .value_name(placeholder)
}
