//! The manual page: one for all commands, as they share their settings.

use clap::{
    Arg, Command, CommandFactory,
    builder::{PossibleValue, StyledStr},
};
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, italic, roman},
};

use super::{CommandLine, output::print_as_it_is};

pub(super) fn run() -> anyhow::Result<()> {
    print_as_it_is(&page()?)
}

fn page() -> anyhow::Result<Vec<u8>> {
    let mut command = CommandLine::command();
    command.build();
    let mut top = Roff::new();
    // No word is parted, so that names of settings are found, and none is spaced out.
    top.control("nh", []).control("ad", ["l"]);
    top.control("SH", ["SYNOPSIS"]);
    top.text([
        bold("pullkey"),
        roman(" ["),
        italic("options"),
        roman("] ["),
        italic("command"),
        roman("]"),
    ]);
    top.control("SH", ["DESCRIPTION"]);
    top.text([roman(about(&command))]);
    top.control("SH", ["COMMANDS"]);
    describe_all(&mut top, &mut command);

    let man = Man::new(command);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    top.to_writer(&mut page)?;
    man.render_options_section(&mut page)?;
    exit_status().to_writer(&mut page)?;
    Ok(page)
}

fn describe_all(page: &mut Roff, of: &mut Command) {
    let commands = of.get_subcommands_mut();
    for command in commands.filter(|command| command.get_name() != "help") {
        if command.has_subcommands() {
            describe_all(page, command);
        } else {
            describe(page, command);
        }
    }
}

/// Usage, meaning and own arguments of a command; what it shares with all others is told once for all.
fn describe(page: &mut Roff, command: &mut Command) {
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace(" [OPTIONS]", "");
    // As the line after it, where the dashes are kept.
    page.control("SS", []);
    page.text([roman(usage)]);
    for paragraph in about(command).split("\n\n") {
        page.control("PP", []);
        page.text([roman(paragraph)]);
    }
    for argument in command.get_arguments() {
        if argument.is_global_set() || argument.get_id() == "help" {
            continue;
        }
        page.control("TP", []);
        page.text(heading(argument));
        page.text([roman(help(argument))]);
    }
}

fn about(command: &Command) -> String {
    sentence(command.get_long_about().or(command.get_about()))
}

fn heading(argument: &Arg) -> Vec<Inline> {
    let names = argument.get_value_names().unwrap_or_default();
    let value = italic(names.join(" "));
    match argument.get_long() {
        Some(long) if !argument.get_action().takes_values() => vec![bold(format!("--{long}"))],
        Some(long) => vec![bold(format!("--{long}")), roman(" "), value],
        None => vec![value],
    }
}

fn help(argument: &Arg) -> String {
    let help = sentence(argument.get_long_help().or(argument.get_help()));
    let values = argument.get_possible_values();
    if values.is_empty() {
        return help;
    }
    let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
    format!("{help} One of {}.", values.join(", "))
}

/// clap takes the full stop from what is but one line.
fn sentence(text: Option<&StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    format!("{}.", text.trim_end_matches('.'))
}

fn exit_status() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in [
        ("0", "The command did what it was asked to do."),
        ("1", "It failed. Standard error says why."),
        (
            "2",
            "An argument or a setting is wrong, and nothing was tried.",
        ),
    ] {
        section.control("TP", []);
        section.text([bold(status)]);
        section.text([roman(meaning)]);
    }
    section
}
