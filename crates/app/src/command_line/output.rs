//! What commands print, for a person or a machine.

use std::io::{self, IsTerminal, Write};

use anstyle::Style;
use anyhow::Context;
use comfy_table::{Table, presets::UTF8_HORIZONTAL_ONLY};
use serde::Serialize;

use crate::escape::escape;

/// Tells a person or a machine what a command did.
pub(super) struct Output {
    json: bool,
}

/// What stands in one place of a table.
pub(super) struct Cell(Vec<String>);

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self(vec![text])
    }
}

/// Of several things, each has a line of its own.
impl FromIterator<String> for Cell {
    fn from_iter<I: IntoIterator<Item = String>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
}

impl Cell {
    fn escaped(&self) -> String {
        let lines: Vec<_> = self.0.iter().map(|line| escape(line)).collect();
        lines.join("\n")
    }
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether there is a person who sees how far something is.
    pub(super) fn shows_progress(&self) -> bool {
        !self.json && io::stderr().is_terminal()
    }

    /// Tells of one thing: as an object, or in words.
    pub(super) fn one(&self, thing: &impl Serialize, words: &str) -> anyhow::Result<()> {
        if self.json {
            print_json(thing)
        } else {
            print(words)
        }
    }

    /// Tells what one thing is like: as an object, or as a table with a line for each part.
    pub(super) fn details(
        &self,
        thing: &impl Serialize,
        parts: &[(&str, Cell)],
    ) -> anyhow::Result<()> {
        if self.json {
            return print_json(thing);
        }
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        for (name, value) in parts {
            table.add_row([(*name).to_owned(), value.escaped()]);
        }
        print(&table.to_string())
    }

    /// Tells a person, and no machine, one line more.
    pub(super) fn line(&self, words: &str) -> anyhow::Result<()> {
        if self.json {
            return Ok(());
        }
        print(&escape(words))
    }

    /// Whether a machine reads it.
    pub(super) fn is_for_machines(&self) -> bool {
        self.json
    }

    /// Tells a machine more of a failure than its error says, as an object.
    pub(super) fn failed(&self, thing: &impl Serialize) -> anyhow::Result<()> {
        if self.json { print_json(thing) } else { Ok(()) }
    }

    /// Tells of several things: as an array of objects, or as a table.
    pub(super) fn many<T: Serialize>(
        &self,
        things: &[T],
        columns: &[&str],
        row: impl Fn(&T) -> Vec<Cell>,
    ) -> anyhow::Result<()> {
        if self.json {
            return print_json(&things);
        }
        let mut table = Table::new();
        table
            .load_style(UTF8_HORIZONTAL_ONLY)
            .set_header(columns.to_vec());
        for thing in things {
            table.add_row(row(thing).iter().map(Cell::escaped));
        }
        print(&with_bold_head(&table.to_string()))
    }
}

/// The names of the columns stand below the first line.
fn with_bold_head(table: &str) -> String {
    let bold = Style::new().bold();
    let lines = table.lines().enumerate();
    let lines = lines.map(|(nth, line)| match nth {
        1 => format!("{bold}{line}{bold:#}"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn print_json(thing: &impl Serialize) -> anyhow::Result<()> {
    let mut json = serde_json::to_vec(thing)?;
    json.push(b'\n');
    print_as_it_is(&json)
}

/// Its colours are left out where nobody sees them.
fn print(text: &str) -> anyhow::Result<()> {
    write_out(anstream::stdout().lock(), format!("{text}\n").as_bytes())
}

/// Prints what only programs read.
pub(super) fn print_as_it_is(bytes: &[u8]) -> anyhow::Result<()> {
    write_out(io::stdout().lock(), bytes)
}

/// Fails where `println!` would panic: a reader may have gone away.
fn write_out(mut stdout: impl Write, bytes: &[u8]) -> anyhow::Result<()> {
    let printed = stdout.write_all(bytes).and_then(|()| stdout.flush());
    printed.context("cannot print to standard output")
}
