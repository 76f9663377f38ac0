//! The table.

use std::fmt::Write as _;

/// What is to be reached.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// It is only told.
    Nothing,
}

/// One figure beside its goal.
struct Line {
    work: String,
    figure: String,
    goal: String,
    is_reached: bool,
    detail: String,
}

/// All figures.
#[derive(Default)]
pub(crate) struct Report(Vec<Line>);

impl Report {
    /// Adds a figure in this unit, and tells it.
    pub(crate) fn add(
        &mut self,
        work: impl Into<String>,
        (value, unit): (f64, &str),
        goal: Goal,
        detail: impl Into<String>,
    ) {
        let (goal, is_reached) = match goal {
            Goal::AtLeast(least) => (format!("≥ {least}{unit}"), value >= least),
            Goal::AtMost(most) => (format!("≤ {most}{unit}"), value <= most),
            Goal::Nothing => (String::new(), true),
        };
        let line = Line {
            work: work.into(),
            figure: format!("{value:.2}{unit}"),
            goal,
            is_reached,
            detail: detail.into(),
        };
        println!("{}", line.row());
        self.0.push(line);
    }

    /// As Markdown.
    pub(crate) fn table(&self) -> String {
        let mut table =
            "| work | figure | goal | reached | of what |\n|---|---|---|---|---|\n".to_owned();
        for line in &self.0 {
            let _ = writeln!(table, "{}", line.row());
        }
        table
    }
}

impl Line {
    fn row(&self) -> String {
        let reached = match (self.goal.as_str(), self.is_reached) {
            ("", _) => "",
            (_, true) => "yes",
            (_, false) => "**no**",
        };
        let Self {
            work,
            figure,
            goal,
            detail,
            ..
        } = self;
        format!("| {work} | {figure} | {goal} | {reached} | {detail} |")
    }
}
