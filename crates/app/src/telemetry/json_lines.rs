//! Log lines for machines: an object of JSON each.
//!
//! As the layer of `tracing-subscriber` writes them, but straight into the line: that one reads the fields of the span, which
//! are JSON already, into a tree and writes that for each event, which is a seventh of what a request without any work costs.

use std::fmt::{self, Debug, Write};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

/// Writes events.
pub(super) struct JsonLines;

/// Writes fields as members of an object, each after a comma.
pub(super) struct JsonMembers;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        line.write_str(r#"{"timestamp":""#)?;
        SystemTime.format_time(&mut line)?;
        write!(line, r#"","level":"{}""#, event.metadata().level())?;
        context.format_fields(line.by_ref(), event)?;
        write!(line, r#","target":"{}""#, event.metadata().target())?;
        let parent = event.parent().and_then(|id| context.span(id));
        if let Some(span) = parent.or_else(|| context.lookup_current()) {
            let extensions = span.extensions();
            let members = extensions.get::<FormattedFields<N>>();
            let members = members.map_or("", |members| members.fields.as_str());
            write!(line, r#","span":{{"name":"{}"{members}}}"#, span.name())?;
        }
        line.write_str("}\n")
    }
}

impl<'w> FormatFields<'w> for JsonMembers {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut members = Members {
            writer,
            written: Ok(()),
        };
        fields.record(&mut members);
        members.written
    }
}

struct Members<'w> {
    writer: Writer<'w>,
    written: fmt::Result,
}

impl Members<'_> {
    fn add(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        if self.written.is_ok() {
            self.written = write!(self.writer, r#","{}":"#, field.name())
                .and_then(|()| value(&mut self.writer));
        }
    }

    fn add_text(&mut self, field: &Field, text: fmt::Arguments<'_>) {
        self.add(field, |writer| {
            writer.write_char('"')?;
            Escaped(writer).write_fmt(text)?;
            writer.write_char('"')
        });
    }
}

impl Visit for Members<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add_text(field, format_args!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add_text(field, format_args!("{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no others.
        let value = Some(value).filter(|it| it.is_finite());
        self.add(field, |writer| match value {
            Some(value) => write!(writer, "{value:?}"),
            None => writer.write_str("null"),
        });
    }
}

/// What is written as it stands within a text of JSON.
struct Escaped<'a, 'w>(&'a mut Writer<'w>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(|it: char| it < ' ' || it == '"' || it == '\\') {
            let (plain, special) = rest.split_at(at);
            self.0.write_str(plain)?;
            match special.as_bytes()[0] {
                b'\n' => self.0.write_str(r"\n")?,
                b'\r' => self.0.write_str(r"\r")?,
                b'\t' => self.0.write_str(r"\t")?,
                sign @ (b'"' | b'\\') => write!(self.0, r"\{}", char::from(sign))?,
                control => write!(self.0, r"\u{control:04x}")?,
            }
            rest = &special[1..];
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use serde_json::{Value, json};
    use tracing::{error, field::Empty, info, info_span, subscriber::with_default};
    use tracing_subscriber::fmt;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What this logs, without the moments.
    fn logged(log: impl FnOnce()) -> Vec<Value> {
        let lines = Lines::default();
        let sink = lines.clone();
        let subscriber = fmt()
            .fmt_fields(JsonMembers)
            .event_format(JsonLines)
            .with_writer(move || sink.clone())
            .finish();
        with_default(subscriber, log);
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let moment = line.as_object_mut().unwrap().remove("timestamp").unwrap();
            assert!(moment.as_str().unwrap().ends_with('Z'), "{moment}");
            line
        });
        lines.collect()
    }

    #[test]
    fn a_line_has_the_members_of_the_event_and_within_its_span_those_of_the_span() {
        let lines = logged(|| {
            info!(target: "outside", count = 3_u64, "before");
            let span = info_span!("request", id = "a-1", method = "GET", later = Empty);
            let _entered = span.enter();
            span.record("later", 7);
            error!(target: "inside", took = -2, ratio = 0.5, none = f64::NAN, ok = true, "failed");
        });
        let expected = [
            json!({"level": "INFO", "target": "outside", "count": 3, "message": "before"}),
            json!({
                "level": "ERROR", "target": "inside", "took": -2, "ratio": 0.5, "none": null, "ok": true,
                "message": "failed", "span": {"name": "request", "id": "a-1", "method": "GET", "later": 7},
            }),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_value_stands_in_its_text_whatever_it_has() {
        let values = [
            "",
            "\"",
            "\\",
            "a\"b\\c\n\r\t\0\u{1b}[2J\u{7f}ä🦀",
            "\",\"level\":\"ERROR",
        ];
        for value in values {
            let lines = logged(|| {
                let span = info_span!("request", shown = value, told = ?value);
                let _entered = span.enter();
                info!(shown = value, told = %value, "{value}");
            });
            let [line] = &lines[..] else {
                panic!("{lines:?}");
            };
            for text in [
                &line["shown"],
                &line["told"],
                &line["message"],
                &line["span"]["shown"],
            ] {
                assert_eq!(text, value);
            }
            assert_eq!(line["span"]["told"], format!("{value:?}"));
            assert_eq!(line["level"], "INFO");
        }
    }
}
