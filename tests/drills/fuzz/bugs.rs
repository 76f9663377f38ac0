use std::{
    fs::OpenOptions,
    io::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use pullkey_tests::{Database, Message, Place, Proxy};

use super::site::Site;

mod garbler;

use self::garbler::Garbler;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It fails now and then, as a race would have it. Planted by a proxy that answers some requests 500.
    Fails,
    /// It fails, and nobody sees the answer. Planted by a proxy that adds a line to the service's figures.
    FailsUnseen,
    /// The document is not what the code does. Planted by a proxy that makes texts of the totals of lists.
    OtherShape,
    /// The same of a status. Planted by a proxy that makes a 410 of each 404.
    OtherStatus,
    /// The same of the form of an answer. Planted by a proxy that calls JSON plain text.
    OtherType,
    /// A rule of the document that nobody checks. Planted by a proxy that answers as if what was refused were done.
    TakesAnything,
    /// A thread ends, and others go on. Planted by a line in the log.
    Panics,
    /// Something was written past the audit trail. Planted by a change in the database.
    StrayWrite,
    /// What a parser does not expect makes it fail. Planted by a proxy that makes a 500 of some refusals.
    FailsAtBytes,
    /// It takes the rest of one request for another one. Planted by a proxy that repeats some answers.
    AnswersTwice,
    /// A connection is dropped with what was asked on it. Planted by a proxy that closes some without an answer.
    Silent,
    /// A refusal says nothing, as a framework's own would. Planted by a proxy that takes the bodies of some.
    Wordless,
    /// It mixes up what it writes. Planted by a proxy that writes something else before some answers.
    NoHttp,
}

/// Who is to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Document,
    Bytes,
}

/// What stands in front of the service. It ends with this value.
pub(super) enum InFront {
    Proxy(Proxy),
    Garbler(Garbler),
}

impl InFront {
    pub(super) fn place(&self) -> &Place {
        match self {
            Self::Proxy(proxy) => proxy.place(),
            Self::Garbler(garbler) => garbler.place(),
        }
    }
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("fails", Self::Fails),
        ("fails-unseen", Self::FailsUnseen),
        ("other-shape", Self::OtherShape),
        ("other-status", Self::OtherStatus),
        ("other-type", Self::OtherType),
        ("takes-anything", Self::TakesAnything),
        ("panics", Self::Panics),
        ("stray-write", Self::StrayWrite),
        ("fails-at-bytes", Self::FailsAtBytes),
        ("answers-twice", Self::AnswersTwice),
        ("silent", Self::Silent),
        ("wordless", Self::Wordless),
        ("no-http", Self::NoHttp),
    ];

    pub(super) fn part(self) -> Part {
        match self {
            Self::Fails
            | Self::FailsUnseen
            | Self::OtherShape
            | Self::OtherStatus
            | Self::OtherType
            | Self::TakesAnything => Part::Document,
            _ => Part::Bytes,
        }
    }

    /// What is said of what is broken when the right check finds it.
    pub(super) fn clue(self) -> &'static str {
        match self {
            Self::Fails => "ServerError",
            Self::FailsUnseen => "counts answers of 5xx",
            Self::OtherShape => "JsonSchemaError",
            Self::OtherStatus => "UndefinedStatusCode",
            Self::OtherType => "UndefinedContentType",
            Self::TakesAnything => "AcceptedNegativeData",
            Self::Panics => "panicked",
            Self::StrayWrite => "audit verify",
            Self::FailsAtBytes => "answered 500",
            Self::AnswersTwice => "more answers than requests",
            Self::Silent => "fewer answers than requests",
            Self::Wordless => "refused in no words",
            Self::NoHttp => "no HTTP",
        }
    }

    /// Plants it in front of the service.
    pub(super) fn before(self, site: &Site) -> Option<InFront> {
        match self {
            Self::Panics | Self::StrayWrite => None,
            _ if self.part() == Part::Bytes => {
                Some(InFront::Garbler(Garbler::start(self, &site.place)))
            }
            _ => Some(self.by_proxy(site)),
        }
    }

    /// Plants it in what the service left behind.
    pub(super) fn behind(self, site: &Site) {
        match self {
            Self::Panics => {
                let log = OpenOptions::new()
                    .append(true)
                    .open(site.folder().join("stderr"));
                let line = "thread 'actix-server worker 0' panicked at src/main.rs:1:1";
                writeln!(log.expect("there is a log"), "{line}").expect("it takes more");
            }
            Self::StrayWrite => {
                let mut database = Database::open(&site.server.data().join("pullkey.db"));
                database.run("UPDATE credentials SET username = 'other'");
            }
            _ => {}
        }
    }

    fn by_proxy(self, site: &Site) -> InFront {
        let (turns, done) = (AtomicUsize::new(0), Mutex::<Option<Message>>::default());
        InFront::Proxy(Proxy::start(&site.place, move |request, upstream| {
            let answer = upstream.send(&request)?;
            let nth = turns.fetch_add(1, Ordering::Relaxed);
            // Who looks for the document or the figures is no client.
            let is_api = request.path().starts_with("/v3/");
            if !(is_api || self == Self::FailsUnseen) {
                return Ok(answer);
            }
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(self.spoil(&request, answer, nth, &mut done))
        }))
    }

    /// What becomes of an answer, of which this is the `nth`; `done` is what a change was answered with before.
    fn spoil(
        self,
        request: &Message,
        mut answer: Message,
        nth: usize,
        done: &mut Option<Message>,
    ) -> Message {
        match (self, answer.status()) {
            (Self::Fails, _) if nth % 40 == 39 => {
                return Message::answer("500 Internal Server Error", b"{}");
            }
            (Self::FailsUnseen, "200") if request.path() == "/metrics" => {
                let line =
                    "pullkey_http_requests_total{method=\"GET\",route=\"/v3\",status=\"500\"} 1\n";
                let body = [line.as_bytes(), answer.body()].concat();
                answer.set_body(body);
            }
            (Self::OtherShape, "200") => {
                let text = String::from_utf8_lossy(answer.body()).into_owned();
                answer.set_body(
                    text.replace("\"total\":", "\"total\":\"\",\"sum\":")
                        .into_bytes(),
                );
            }
            (Self::OtherStatus, "404") => answer.set_first_line("HTTP/1.1 410 Gone"),
            (Self::OtherType, "200") => answer.set_header("content-type", "text/plain"),
            (Self::TakesAnything, "200" | "201") if request.method() == "POST" => {
                *done = Some(answer.clone());
            }
            (Self::TakesAnything, "422") => return done.clone().unwrap_or(answer),
            _ => {}
        }
        answer
    }
}
