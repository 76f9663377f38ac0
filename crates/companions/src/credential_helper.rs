//! `docker-credential-pullkey`: the protocol of docker's credential helpers.
//!
//! One argument says what to do, the standard input about what; the answer is on the standard output, and so is the
//! sentence of a refusal, beside the exit status 1.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::{
    answer::{USER, line, version},
    outside::{self, InputError, Variables},
    place::Place,
    settings::{Settings, SettingsError},
};

const NAME: &str = "docker-credential-pullkey";
const LONGEST_URL: u64 = 64 * 1024;
const HELP: &str = "\
Usage: docker-credential-pullkey <get|list|version>

A credential helper of docker: it hands the API key of Pullkey to docker, podman and skopeo, for hosts of
the gateway only.

  get      reads a server from the standard input, and prints user name and key if it is the gateway
  list     prints the gateway's hosts
  version  prints the version
  store and erase are refused: the key is in a file, or in the environment

PULLKEY_GATEWAY       the gateway's hosts, separated by commas: pullkey.example or 127.0.0.1:8080
PULLKEY_API_KEY_FILE  the file with the API key
PULLKEY_API_KEY       or the key itself

What is not set is taken from $XDG_CONFIG_HOME/pullkey/companion.json or ~/.config/pullkey/companion.json:
{\"gateway\":[\"pullkey.example\"],\"api_key_file\":\"/path\"}
";

/// Why there is no answer, in the words of the protocol where it has some.
#[derive(Debug, thiserror::Error)]
enum HelperError {
    /// docker knows this text, and goes on without a credential.
    #[error("credentials not found in native keychain")]
    NotFound,
    #[error("no credentials server URL")]
    NoServer,
    #[error("the server URL is not in UTF-8")]
    Utf8,
    #[error(
        "docker-credential-pullkey stores nothing: put the API key into the file that companion.json or \
         PULLKEY_API_KEY_FILE names"
    )]
    Store,
    #[error(
        "docker-credential-pullkey erases nothing: remove the file with the API key, and delete the key at Pullkey"
    )]
    Erase,
    #[error("Usage: docker-credential-pullkey <get|list|version>")]
    Usage,
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// An answer to `get`, with the names of the protocol.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Login<'a> {
    #[serde(rename = "ServerURL")]
    server: &'a str,
    username: &'a str,
    secret: &'a str,
}

/// Runs the program on the arguments, the environment and the standard streams of this process.
pub fn main() -> ExitCode {
    match answer(&outside::arguments(), &mut io::stdin(), &outside::variable) {
        Ok(answer) => outside::send(&mut io::stdout(), &answer),
        Err(error) => outside::refuse(&mut io::stdout(), &error.to_string()),
    }
}

fn answer(
    arguments: &[String],
    input: &mut dyn Read,
    variables: Variables,
) -> Result<Zeroizing<Vec<u8>>, HelperError> {
    let [action] = arguments else {
        return Err(HelperError::Usage);
    };
    let settings = || Settings::read(variables, settings_file(variables).as_deref());
    match action.as_str() {
        "get" => get(input, settings),
        "list" => Ok(list(&settings()?)),
        // What docker sends along has a secret in it, so it is not even read.
        "store" => Err(HelperError::Store),
        "erase" => Err(HelperError::Erase),
        "version" | "--version" | "-v" => Ok(version(NAME)),
        "help" | "--help" | "-h" => Ok(Zeroizing::new(HELP.into())),
        _ => Err(HelperError::Usage),
    }
}

fn get(
    input: &mut dyn Read,
    settings: impl FnOnce() -> Result<Settings, SettingsError>,
) -> Result<Zeroizing<Vec<u8>>, HelperError> {
    let bytes = outside::read(input, LONGEST_URL)?;
    let server = str::from_utf8(&bytes)
        .map_err(|_| HelperError::Utf8)?
        .trim();
    if server.is_empty() {
        return Err(HelperError::NoServer);
    }
    let settings = settings()?;
    let place = Place::of_server(server).ok_or(HelperError::NotFound)?;
    if !settings.is_gateway(&place) {
        return Err(HelperError::NotFound);
    }
    let key = settings.api_key(&mut outside::warn)?;
    Ok(line(&Login {
        server,
        username: USER,
        secret: key.expose(),
    }))
}

fn list(settings: &Settings) -> Zeroizing<Vec<u8>> {
    let url = |place: &Place| format!("https://{place}");
    let users: BTreeMap<_, _> = settings
        .gateways()
        .iter()
        .map(|it| (url(it), USER))
        .collect();
    line(&users)
}

/// Where users keep settings. A relative `XDG_CONFIG_HOME` is to be ignored, says its standard.
fn settings_file(variables: Variables) -> Option<PathBuf> {
    let absolute = |name| {
        variables(name)
            .map(PathBuf::from)
            .filter(|it| it.is_absolute())
    };
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(folder.join(Path::new("pullkey/companion.json")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(variables: &[(&str, &str)]) -> Option<PathBuf> {
        let found = |name: &str| variables.iter().find(|it| it.0 == name);
        settings_file(&|name| found(name).map(|it| it.1.into()))
    }

    #[test]
    fn the_settings_file_is_where_the_user_keeps_settings() {
        let home = ("HOME", "/home/a");
        let of_home = Some("/home/a/.config/pullkey/companion.json".into());
        assert_eq!(file(&[home]), of_home);
        assert_eq!(file(&[home, ("XDG_CONFIG_HOME", "etc")]), of_home);
        assert_eq!(
            file(&[home, ("XDG_CONFIG_HOME", "/etc/a")]),
            Some("/etc/a/pullkey/companion.json".into())
        );
        assert_eq!(file(&[]), None);
    }
}
