//! The two settings: which hosts are the gateway, and where the key is.

mod file;

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use self::file::SettingsFile;
use crate::{
    api_key::{ApiKey, ApiKeyError},
    file::FileError,
    outside::Variables,
    place::Place,
};

const GATEWAY: &str = "PULLKEY_GATEWAY";
const KEY: &str = "PULLKEY_API_KEY";
const KEY_FILE: &str = "PULLKEY_API_KEY_FILE";

/// What a program was told.
pub(crate) struct Settings {
    gateways: Vec<Place>,
    api_key: Source,
    /// The file that could have told, for the error.
    file: Option<PathBuf>,
}

/// Where the key is. It is looked for only when it is asked for: whoever asks about another registry needs none.
enum Source {
    Value(Zeroizing<String>),
    File(PathBuf),
    Nowhere,
}

/// Why the settings cannot be used. Never holds a value that may be a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("PULLKEY_GATEWAY is not set{}", or_file(.0.as_deref(), "gateway"))]
    NoGateway(Option<PathBuf>),
    #[error(
        "{0} has something that is neither a host nor host:port, such as pullkey.example or 127.0.0.1:8080"
    )]
    Gateway(String),
    #[error("neither PULLKEY_API_KEY_FILE nor PULLKEY_API_KEY is set{}", or_file(.0.as_deref(), "api_key_file"))]
    NoKey(Option<PathBuf>),
    #[error("PULLKEY_API_KEY and PULLKEY_API_KEY_FILE are both set: only one may be")]
    TwoKeys,
    #[error("{0} is not in UTF-8")]
    Utf8(&'static str),
    #[error(transparent)]
    ApiKey(#[from] ApiKeyError),
    #[error("{0} {1}")]
    File(PathBuf, FileError),
    #[error(
        r#"{0} is not of the form {{"gateway":["pullkey.example"],"api_key_file":"/path"}} (line {1}, column {2})"#
    )]
    Malformed(PathBuf, usize, usize),
}

impl Settings {
    /// Reads the environment, and what it does not tell from the file, which need not be there.
    pub(crate) fn read(variables: Variables, file: Option<&Path>) -> Result<Self, SettingsError> {
        let gateways = text(variables, GATEWAY)?;
        let key = key_of(variables)?;
        let told = match file {
            Some(path) if gateways.is_none() || key.is_none() => SettingsFile::read(path)?,
            _ => SettingsFile::default(),
        };
        let (names, origin) = match gateways {
            Some(list) => (
                list.split(',').map(str::to_owned).collect(),
                GATEWAY.to_owned(),
            ),
            None => (told.gateway, shown(file)),
        };
        let place = |name: &String| Place::of_gateway(name.trim());
        let gateways = names.iter().map(place).collect::<Option<Vec<_>>>();
        let gateways = gateways.ok_or(SettingsError::Gateway(origin))?;
        let file = file.map(Path::to_owned);
        if gateways.is_empty() {
            return Err(SettingsError::NoGateway(file));
        }
        let in_file = told.api_key_file.map_or(Source::Nowhere, Source::File);
        Ok(Self {
            gateways,
            api_key: key.unwrap_or(in_file),
            file,
        })
    }

    /// Whether the gateway is there.
    pub(crate) fn is_gateway(&self, place: &Place) -> bool {
        self.gateways.contains(place)
    }

    /// Each place of the gateway.
    pub(crate) fn gateways(&self) -> &[Place] {
        &self.gateways
    }

    /// The key. `warn` hears what does not keep it from being used.
    pub(crate) fn api_key(&self, warn: &mut dyn FnMut(&str)) -> Result<ApiKey, SettingsError> {
        match &self.api_key {
            Source::Value(text) => Ok(ApiKey::parse(text, KEY)?),
            Source::File(path) => Ok(ApiKey::read(path, warn)?),
            Source::Nowhere => Err(SettingsError::NoKey(self.file.clone())),
        }
    }
}

fn key_of(variables: Variables) -> Result<Option<Source>, SettingsError> {
    match (text(variables, KEY)?, text(variables, KEY_FILE)?) {
        (Some(_), Some(_)) => Err(SettingsError::TwoKeys),
        (Some(value), None) => Ok(Some(Source::Value(value))),
        (None, Some(path)) => Ok(Some(Source::File(path.as_str().into()))),
        (None, None) => Ok(None),
    }
}

/// An empty variable counts as unset, as it does for the service: some callers have no other way to say so.
fn text(
    variables: Variables,
    name: &'static str,
) -> Result<Option<Zeroizing<String>>, SettingsError> {
    let value = variables(name).filter(|value| !value.is_empty());
    let text = value.map(std::ffi::OsString::into_string).transpose();
    let text = text.map_err(|_| SettingsError::Utf8(name))?;
    Ok(text.map(Zeroizing::new))
}

fn shown(file: Option<&Path>) -> String {
    file.map(|it| it.display().to_string()).unwrap_or_default()
}

fn or_file(file: Option<&Path>, member: &str) -> String {
    let told = |path: &Path| format!(", and {} does not tell {member}", path.display());
    file.map(told).unwrap_or_default()
}

#[cfg(test)]
mod tests;
