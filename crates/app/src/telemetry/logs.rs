use std::io::{self, Write};

use tracing::Level;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    Layer,
    filter::{FilterExt, Targets, filter_fn},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

use super::{
    gathered_lines::GatheredLines,
    json_lines::{JsonLines, JsonMembers},
};
use crate::escape::EscapedLines;

/// Writes the log to standard error from now on: as one JSON object per line, or as text for people. It is written by a
/// thread of its own, so that a reader that stalls holds nobody up: what does not fit into its queue is left out. The
/// guard writes what is queued when it is dropped.
pub fn write_logs(targets: Targets, json: bool) -> WorkerGuard {
    let sink = GatheredLines::for_sink(io::stderr());
    // JSON has escapes of its own.
    let sink: Box<dyn Write + Send> = if json {
        Box::new(sink)
    } else {
        Box::new(EscapedLines(sink))
    };
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(QUEUE)
        .finish(sink);
    let layer = fmt::layer().with_writer(writer).with_ansi(false);
    let layer = if json {
        let layer = layer.fmt_fields(JsonMembers).event_format(JsonLines);
        layer.boxed()
    } else {
        layer.boxed()
    };
    // What the web framework tells is parts of requests, values among them, whatever targets are asked for. Requests are
    // told of by their context.
    let discreet = filter_fn(|event| match event.target() {
        server if server.starts_with("actix_server") => *event.level() <= Level::WARN,
        other => !other.starts_with("actix_"),
    });
    // A second call finds a log in place already, which only tests do.
    let _ = registry()
        .with(layer.with_filter(targets.and(discreet)))
        .try_init();
    guard
}

const QUEUE: usize = 8_192;
