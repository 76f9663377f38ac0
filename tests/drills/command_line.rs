/// What to type.
pub(crate) const USAGE: &str = "usage: drill NAME [--full] [--plant [BUG]] [--seed N]";

/// In place of the name of one.
const ALL: &str = "all";

/// What was typed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The drill, or `all`.
    pub(crate) name: String,
    /// The long form.
    pub(crate) full: bool,
    /// Against planted bugs.
    pub(crate) planted: bool,
    /// Against this one only.
    pub(crate) bug: Option<String>,
    /// The seed to repeat a run with.
    pub(crate) seed: Option<u64>,
}

impl CommandLine {
    pub(crate) fn parse(arguments: &[String], drills: &[&str]) -> Result<Self, String> {
        let mut line = Self::default();
        let mut words = arguments.iter().map(String::as_str).peekable();
        while let Some(word) = words.next() {
            match word {
                "--full" => line.full = true,
                "--plant" => {
                    line.planted = true;
                    line.bug = words
                        .next_if(|next| !next.starts_with('-'))
                        .map(str::to_owned);
                }
                "--seed" => {
                    let number = words.next().and_then(|next| next.parse().ok());
                    line.seed = Some(number.ok_or("--seed takes a number")?);
                }
                name if line.name.is_empty() && !name.starts_with('-') => {
                    name.clone_into(&mut line.name);
                }
                other => return Err(format!("what is {other}?")),
            }
        }
        match line.name.as_str() {
            "" => Err("which drill?".to_owned()),
            name if name == ALL || drills.contains(&name) => Ok(line),
            other => Err(format!("there is no drill {other}")),
        }
    }

    /// Whether the drill of this name is to run.
    pub(crate) fn names(&self, drill: &str) -> bool {
        self.name == drill || self.name == ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<CommandLine, String> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        CommandLine::parse(&words, &["tenants", "idempotency"])
    }

    #[test]
    fn a_line_is_a_drill_and_its_flags_in_any_order() {
        let expected = CommandLine {
            name: "tenants".to_owned(),
            full: true,
            planted: true,
            bug: Some("open-door".to_owned()),
            seed: Some(7),
        };
        for line in [
            "tenants --full --plant open-door --seed 7",
            "--seed 7 tenants --plant open-door --full",
        ] {
            assert_eq!(parse(line).as_ref(), Ok(&expected), "{line}");
        }
        let all = parse("tenants --plant --full").unwrap();
        assert_eq!((all.planted, all.bug, all.full), (true, None, true));
    }

    #[test]
    fn what_is_no_such_line_is_refused() {
        for line in [
            "",
            "--full",
            "tenants --fast",
            "tenants --seed x",
            "tenants idempotency",
            "leak",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
