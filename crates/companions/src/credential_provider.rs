//! `pullkey-credential-provider`: kubelet's exec plugin, version v1 of its API.
//!
//! The request comes on the standard input, the answer goes to the standard output, the sentence of a refusal to the
//! standard error, which kubelet writes into its log.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Read},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    answer::{USER, line, version},
    api_key::ApiKey,
    outside::{self, InputError, Variables},
    place::Place,
    settings::{Settings, SettingsError},
};

const NAME: &str = "pullkey-credential-provider";
const API_VERSION: &str = "credentialprovider.kubelet.k8s.io/v1";
const REQUEST: &str = "CredentialProviderRequest";
const LONGEST_REQUEST: u64 = 1024 * 1024;
/// How long kubelet keeps an answer: a key that was put in the place of another one is used everywhere after this.
const CACHE_DURATION: &str = "5m0s";
const HELP: &str = "\
Usage: pullkey-credential-provider

A credential provider of kubelet: it reads a CredentialProviderRequest (credentialprovider.kubelet.k8s.io/v1) from the
standard input, and answers with the API key of Pullkey for images of the gateway's hosts only. Its settings are
environment variables, which stand under env in kubelet's CredentialProviderConfig.

PULLKEY_GATEWAY       the gateway's hosts, separated by commas: pullkey.example or 127.0.0.1:8080
PULLKEY_API_KEY_FILE  the file with the API key
PULLKEY_API_KEY       or the key itself
";

/// Why there is no answer. Never holds the request, which may have a token in it.
#[derive(Debug, thiserror::Error)]
enum ProviderError {
    #[error("it takes no arguments: its settings are PULLKEY_GATEWAY and PULLKEY_API_KEY_FILE")]
    Usage,
    #[error("the request is no JSON of a CredentialProviderRequest (line {0}, column {1})")]
    Malformed(usize, usize),
    #[error(
        "the request is not of apiVersion credentialprovider.kubelet.k8s.io/v1, the only one known here"
    )]
    ApiVersion,
    #[error("the request is not of kind CredentialProviderRequest")]
    Kind,
    #[error("the request names no image")]
    NoImage,
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// The version of a request, which is looked at before all else: another one may have other members.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow, default)]
    api_version: Cow<'a, str>,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
}

/// What matters of a request. Borrowed, so that a token is not copied.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, default)]
    image: Cow<'a, str>,
    #[serde(borrow, default)]
    service_account_token: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    api_version: &'a str,
    kind: &'a str,
    cache_key_type: &'a str,
    cache_duration: &'a str,
    auth: BTreeMap<&'a str, Auth<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_account_token_cache_type: Option<&'a str>,
}

#[derive(Serialize)]
struct Auth<'a> {
    username: &'a str,
    password: &'a str,
}

impl<'a> Auth<'a> {
    fn with(key: &'a ApiKey) -> Self {
        Self {
            username: USER,
            password: key.expose(),
        }
    }
}

/// Runs the program on the arguments, the environment and the standard streams of this process.
pub fn main() -> ExitCode {
    match answer(&outside::arguments(), &mut io::stdin(), &outside::variable) {
        Ok(answer) => outside::send(&mut io::stdout(), &answer),
        Err(error) => outside::refuse(&mut io::stderr(), &format!("{NAME}: {error}")),
    }
}

fn answer(
    arguments: &[String],
    input: &mut dyn Read,
    variables: Variables,
) -> Result<Zeroizing<Vec<u8>>, ProviderError> {
    match arguments {
        [] => provide(input, variables),
        [only] if matches!(only.as_str(), "--version" | "-v") => Ok(version(NAME)),
        [only] if matches!(only.as_str(), "--help" | "-h") => Ok(Zeroizing::new(HELP.into())),
        _ => Err(ProviderError::Usage),
    }
}

fn provide(
    input: &mut dyn Read,
    variables: Variables,
) -> Result<Zeroizing<Vec<u8>>, ProviderError> {
    let bytes = outside::read(input, LONGEST_REQUEST)?;
    let request = parse(&bytes)?;
    // Only the environment: kubelet hands variables over in the same file that names this program, so there is one
    // place to look at. Whose home a kubelet has differs from node to node.
    let settings = Settings::read(variables, None)?;
    let registry = Place::of_image(&request.image).filter(|(place, _)| settings.is_gateway(place));
    let login = match registry {
        // The host as the image has it, since kubelet compares the two as texts.
        Some((_, host)) => Some((host, settings.api_key(&mut outside::warn)?)),
        None => None,
    };
    let auth = login.iter().map(|(host, key)| (*host, Auth::with(key)));
    // The answer is the same for every pod, so the wider of the two ways to keep it is right.
    let has_token = !request.service_account_token.is_empty();
    Ok(line(&Response {
        api_version: API_VERSION,
        kind: "CredentialProviderResponse",
        cache_key_type: "Registry",
        cache_duration: CACHE_DURATION,
        auth: auth.collect(),
        service_account_token_cache_type: has_token.then_some("ServiceAccount"),
    }))
}

fn parse(bytes: &[u8]) -> Result<Request<'_>, ProviderError> {
    // Of the error only the place is told: its text repeats the request.
    let malformed =
        |error: serde_json::Error| ProviderError::Malformed(error.line(), error.column());
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(malformed)?;
    if envelope.api_version != API_VERSION {
        return Err(ProviderError::ApiVersion);
    }
    if envelope.kind != REQUEST {
        return Err(ProviderError::Kind);
    }
    let request: Request = serde_json::from_slice(bytes).map_err(malformed)?;
    if request.image.is_empty() {
        return Err(ProviderError::NoImage);
    }
    Ok(request)
}
