use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{Database, Message, Proxy, Upstream, binary, hex, unwiped};
use serde_json::{Value, json};

use super::{
    canary::{Canary, Kind},
    search::Place,
    site::{Site, Way},
    traffic::Answer,
};
use crate::stand_in::{Record, as_password};

/// Leaks that a service could have, one for each place and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// A refusal repeats what was sent, as the texts of many libraries do. Planted by a proxy.
    TellingRefusal,
    /// An answer has the caller's key in a header, as some tracing does, in base64. Planted by a proxy.
    TellingHeader,
    /// A figure has a key for a label. Planted by a proxy.
    LabelledMetric,
    /// Bytes of a body are logged by `Debug`. Planted at the end of the log.
    LoggedBody,
    /// A command prints the password of the database. Planted at the end of what it printed.
    PrintedPassword,
    /// A secret is stored as it is. Planted in the embedded database, in a table of its own.
    StoredSecret,
    /// A key is stored in hex. Planted in PostgreSQL, in a table of its own.
    StoredKey,
    /// What is deleted stays in the write-ahead log. Planted by a message that stands nowhere else.
    LoggedChange,
    /// What is packed where it is stored shows in a dump only. Planted in a row that PostgreSQL packs.
    PackedSecret,
    /// What is freed is not wiped. Planted by the program that is the same but for its allocator.
    Unwiped,
    /// A pull is answered with the login that it was made with. Planted by a proxy.
    ToldLogin,
    /// A figure has the token of a registry for a label. Planted by a proxy.
    LabelledToken,
    /// The address that a pull leads to is logged. Planted at the end of the log.
    LoggedAddress,
    /// What a registry granted is stored, so that it lasts. Planted in the embedded database, in a table of its own.
    StoredToken,
    /// What a client sent is passed on to the registry. Planted at the end of what it heard.
    PassedKey,
    /// Where blobs are, the login of the registry is sent as well. Planted at the end of what is heard there.
    StrayLogin,
    /// An operation that nobody thought of here. Planted by a proxy that adds one to the OpenAPI document.
    NewOperation,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("telling-refusal", Self::TellingRefusal),
        ("telling-header", Self::TellingHeader),
        ("labelled-metric", Self::LabelledMetric),
        ("logged-body", Self::LoggedBody),
        ("printed-password", Self::PrintedPassword),
        ("stored-secret", Self::StoredSecret),
        ("stored-key", Self::StoredKey),
        ("logged-change", Self::LoggedChange),
        ("packed-secret", Self::PackedSecret),
        ("unwiped", Self::Unwiped),
        ("told-login", Self::ToldLogin),
        ("labelled-token", Self::LabelledToken),
        ("logged-address", Self::LoggedAddress),
        ("stored-token", Self::StoredToken),
        ("passed-key", Self::PassedKey),
        ("stray-login", Self::StrayLogin),
        ("new-operation", Self::NewOperation),
    ];

    /// Where it is to be found.
    pub(super) fn place(self) -> Option<Place> {
        match self {
            Self::TellingRefusal | Self::TellingHeader | Self::ToldLogin => Some(Place::Answer),
            Self::LabelledMetric | Self::LabelledToken => Some(Place::Metrics),
            Self::LoggedBody | Self::PrintedPassword | Self::LoggedAddress => Some(Place::Log),
            Self::StoredSecret | Self::StoredKey | Self::LoggedChange | Self::StoredToken => {
                Some(Place::Database)
            }
            Self::PassedKey | Self::StrayLogin => Some(Place::Registry),
            Self::PackedSecret => Some(Place::Dump),
            Self::Unwiped => Some(Place::Memory),
            Self::NewOperation => None,
        }
    }

    /// The one way of running the service that it is planted in.
    pub(super) fn way(self) -> Way {
        match self {
            Self::StoredKey | Self::LoggedChange | Self::PackedSecret | Self::PrintedPassword => {
                Way::Postgres
            }
            Self::Unwiped => Way::EmbeddedOnTls,
            _ => Way::Embedded,
        }
    }

    /// The program that is run.
    pub(super) fn program(bug: Option<Self>) -> &'static Path {
        if bug == Some(Self::Unwiped) {
            unwiped()
        } else {
            binary()
        }
    }

    /// Plants what stands in front of the service.
    pub(super) fn before(self, site: &Site) -> Option<Proxy> {
        let meddles = [
            Self::TellingRefusal,
            Self::TellingHeader,
            Self::LabelledMetric,
            Self::NewOperation,
            Self::ToldLogin,
            Self::LabelledToken,
        ];
        let key = site.key.clone();
        let [by_password, by_token, _] = site.upstream.records().map(|(_, it)| it.clone());
        meddles.contains(&self).then(|| {
            Proxy::start(&site.place, move |request, upstream| {
                let shown = match self {
                    Self::ToldLogin => last_shown(&by_password),
                    Self::LabelledToken => last_shown(&by_token),
                    _ => key.clone(),
                };
                self.meddle(&shown, &request, upstream)
            })
        })
    }

    fn meddle(self, key: &str, request: &Message, upstream: &Upstream) -> io::Result<Message> {
        let mut answer = upstream.send(request)?;
        match self {
            Self::TellingRefusal if answer.status() == "422" => {
                let sent = String::from_utf8_lossy(request.body());
                let told = json!({ "code": "validation_failed", "detail": sent });
                answer.set_body(told.to_string().into_bytes());
            }
            Self::TellingHeader => {
                answer.set_header("x-trace", &BASE64_STANDARD.encode(format!("key={key};")));
            }
            Self::ToldLogin if request.path().starts_with("/v2/") => {
                answer.set_header("x-upstream", key);
            }
            Self::LabelledMetric | Self::LabelledToken if request.path() == "/metrics" => {
                let mut body = answer.body().to_vec();
                body.extend(format!("pullkey_calls{{key=\"{key}\"}} 1\n").into_bytes());
                answer.set_body(body);
            }
            Self::NewOperation if request.path() == "/openapi.json" => {
                let mut document: Value = serde_json::from_slice(answer.body())?;
                let schema = json!({ "type": "object", "properties": { "secret": {} } });
                let operation = json!({
                    "operationId": "importDockerRegistries",
                    "requestBody": { "content": { "application/json": { "schema": schema } } },
                });
                document["paths"]["/v3/docker-registries/import"]["post"] = operation;
                answer.set_body(document.to_string().into_bytes());
            }
            _ => {}
        }
        Ok(answer)
    }

    /// Plants what is kept somewhere, after everything was sent.
    pub(super) fn behind(self, site: &Site, printed: &mut [Answer], canaries: &[Canary]) {
        let one = |kind: Kind| {
            let found = canaries.iter().find(|canary| canary.kind == kind);
            found.map_or(&[][..], |canary| &canary.core)
        };
        let text = |kind: Kind| String::from_utf8_lossy(one(kind)).into_owned();
        match self {
            Self::LoggedBody => {
                let line = format!("{{\"message\":\"read {:?}\"}}", one(Kind::Sent));
                append(&site.folder().join("stderr"), &line);
            }
            Self::PrintedPassword => {
                if let Some(last) = printed.last_mut() {
                    last.bytes.extend(one(Kind::DatabasePassword));
                }
            }
            Self::LoggedAddress => {
                let line = format!("to http://x/?signature={}", text(Kind::SignedAddress));
                append(&site.folder().join("stderr"), &line);
            }
            Self::PassedKey => {
                let [(_, registry), ..] = site.upstream.records();
                registry.add(shown_to_registry(&as_password(&site.key)));
            }
            Self::StrayLogin => {
                let login = format!("Bearer {}", text(Kind::UpstreamToken));
                site.upstream.files.record().add(shown_to_registry(&login));
            }
            Self::StoredSecret => store(site, &text(Kind::Sent)),
            Self::StoredToken => store(site, &text(Kind::UpstreamToken)),
            Self::StoredKey => {
                let key = hex(one(Kind::Token));
                query(
                    site,
                    &format!("CREATE TABLE planted AS SELECT '{key}' AS key"),
                );
            }
            Self::LoggedChange => {
                let message = format!(
                    "SELECT pg_logical_emit_message(false, 'planted', '{}')",
                    text(Kind::Sent)
                );
                query(site, &message);
            }
            Self::PackedSecret => {
                query(site, "CREATE TABLE planted (secret text COMPRESSION pglz)");
                let secret = text(Kind::Sent);
                query(
                    site,
                    &format!("INSERT INTO planted VALUES (repeat('{secret}', 500))"),
                );
            }
            _ => {}
        }
    }
}

/// The last login or token that a registry was shown.
fn last_shown(registry: &Record) -> String {
    let heard = registry.all();
    let mut shown = heard
        .iter()
        .rev()
        .filter_map(|it| it.header("authorization"));
    shown.next().unwrap_or_default().to_owned()
}

fn shown_to_registry(login: &str) -> Message {
    let mut request = Message::request("GET", "/v2/");
    request.set_header("authorization", login);
    request
}

/// Stores it in the embedded database as it is.
fn store(site: &Site, secret: &str) {
    let mut database = Database::open(&site.server.data().join("pullkey.db"));
    database.run(&format!(
        "CREATE TABLE planted (secret TEXT); INSERT INTO planted VALUES ('{secret}')"
    ));
}

fn append(file: &Path, line: &str) {
    let file = OpenOptions::new().append(true).open(file);
    let mut file = file.expect("it is there");
    writeln!(file, "{line}").expect("it can be written");
}

fn query(site: &Site, sql: &str) {
    if let Some((_, database)) = &site.postgres {
        database.query(sql);
    }
}
