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
        ("new-operation", Self::NewOperation),
    ];

    /// Where it is to be found.
    pub(super) fn place(self) -> Option<Place> {
        match self {
            Self::TellingRefusal | Self::TellingHeader => Some(Place::Answer),
            Self::LabelledMetric => Some(Place::Metrics),
            Self::LoggedBody | Self::PrintedPassword => Some(Place::Log),
            Self::StoredSecret | Self::StoredKey | Self::LoggedChange => Some(Place::Database),
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
        ];
        let key = site.key.clone();
        meddles.contains(&self).then(|| {
            Proxy::start(&site.place, move |request, upstream| {
                self.meddle(&key, &request, upstream)
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
            Self::LabelledMetric if request.path() == "/metrics" => {
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
            Self::StoredSecret => {
                let mut database = Database::open(&site.server.data().join("pullkey.db"));
                let planted = format!(
                    "CREATE TABLE planted (secret TEXT); INSERT INTO planted VALUES ('{}')",
                    text(Kind::Sent)
                );
                database.run(&planted);
            }
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
