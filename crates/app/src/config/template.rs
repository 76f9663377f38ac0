//! The annotated configuration file, written from the table of settings.

use std::fmt::Write;

use super::table::{DATA_DIR, Names, Setting, Shape, TABLE};

/// The text of `config/pullkey.toml`: every setting, commented out, with its default.
pub fn template() -> String {
    let mut text = HEADER.to_owned();
    for setting in TABLE {
        text.push_str(&section(setting));
    }
    text
}

const HEADER: &str = "\
# The configuration of Pullkey: every setting with its default. Uncomment a line to change it.
# Flags count more than the environment, the environment more than this file. An empty string is unset.
";

fn section(setting: &Setting) -> String {
    let Setting { why, right, .. } = setting;
    let default = setting.default_in(DATA_DIR.default);
    let value = match setting.shape {
        Shape::Number => default,
        // Quoting as Rust does is quoting as TOML does for all that a default is made of.
        Shape::Text | Shape::Switch => format!("{default:?}"),
    };
    let mut text = format!(
        "\n# {why}\n# Use {right}.\n{}",
        line(&setting.names, &value)
    );
    if let Some(file) = &setting.file {
        let _ = write!(
            text,
            "# Or the path of a file that holds it.\n{}",
            line(&file.names, "\"\"")
        );
    }
    text
}

fn line(names: &Names, value: &str) -> String {
    let Names {
        key,
        variable,
        flag,
    } = names;
    format!("# {variable}, {flag}\n#{key} = {value}\n")
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::template;

    #[test]
    fn the_committed_file_is_what_the_table_says() {
        let committed = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../config/pullkey.toml"
        ));
        if fs::read_to_string(committed).is_ok_and(|text| text == template()) {
            return;
        }
        let wanted = tempfile::tempdir().expect("a temporary directory").keep();
        let wanted = wanted.join("pullkey.toml");
        fs::write(&wanted, template()).expect("the directory takes a file");
        panic!(
            "config/pullkey.toml is not what the table of settings says; run: cp {} {}",
            wanted.display(),
            committed.display()
        );
    }
}
