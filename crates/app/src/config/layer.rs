//! One layer of the configuration: the file, the environment or the flags.

use std::{fs, path::PathBuf};

use super::{
    error::{Problem, Rule},
    named_file::NamedFile,
    origin::Origin,
    table::{Names, SecretFile, Setting, Shape},
};

/// What a layer may give for a setting.
pub(super) trait Layer {
    /// The value under these names; `None` when the layer gives none.
    fn look_up(&self, names: &'static Names, shape: Shape) -> Option<Given>;
}

/// A value that somebody gave, not checked yet.
pub(super) struct Given {
    /// Where it came from.
    pub(super) origin: Origin,
    /// The key, variable or flag that gave it.
    pub(super) by: &'static str,
    /// The value, or why there is no text to check.
    pub(super) text: Result<String, Rule>,
}

/// The text of a setting.
pub(super) struct Text {
    pub(super) value: String,
    /// Where it came from.
    pub(super) origin: Origin,
    /// The file that it stands in alone, as a secret may.
    pub(super) file: Option<NamedFile>,
}

/// What one layer gives for a setting, from the file of a secret if it names one.
pub(super) fn text(layer: &dyn Layer, setting: &'static Setting) -> Result<Option<Text>, Problem> {
    let value = layer.look_up(&setting.names, setting.shape);
    let file = setting
        .file
        .as_ref()
        .and_then(|file| Some((file, layer.look_up(&file.names, Shape::Text)?)));
    match (value, file) {
        (None, None) => Ok(None),
        (Some(given), None) => match given.text {
            Ok(value) => Ok(Some(Text {
                value,
                origin: given.origin,
                file: None,
            })),
            Err(rule) => Err(Problem::refused(
                &setting.names,
                given.origin,
                rule,
                setting.right,
            )),
        },
        (None, Some((file, given))) => secret(file, given).map(Some),
        (Some(value), Some((_, file))) => Err(Problem::Twice {
            name: setting.names.key,
            origin: value.origin,
            other: file.by,
        }),
    }
}

/// Reads the file of a secret. Editors and `echo` end a file with a newline that is not the secret's.
fn secret(file: &'static SecretFile, given: Given) -> Result<Text, Problem> {
    let SecretFile { names, mistaken } = file;
    let origin = given.origin;
    let refused = |rule| {
        Problem::refused(
            names,
            origin.clone(),
            rule,
            "the path of a file that holds the value",
        )
    };
    let given = given.text.map_err(&refused)?;
    let path = PathBuf::from(&given);
    let bytes = fs::read(&path).map_err(|error| match mistaken(&given) {
        // Whoever mistook the variable put the secret here, and the other error would repeat it.
        Some(rule) => refused(rule),
        None => Problem::SecretFile {
            name: names.key,
            origin: origin.clone(),
            path: path.clone(),
            reason: error.kind(),
        },
    })?;
    let text = String::from_utf8(bytes).map_err(|_| refused(Rule::Utf8))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(refused(Rule::Empty));
    }
    let value = line.to_owned();
    let file = Some(NamedFile {
        path,
        setting: names.key,
        origin: origin.clone(),
    });
    Ok(Text {
        value,
        origin,
        file,
    })
}
