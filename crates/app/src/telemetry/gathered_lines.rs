use std::{
    io::{self, BufWriter, Write},
    thread::sleep,
    time::Duration,
};

/// Writes lines on many at a time, when there are no more at the moment, and then lets some time pass in which others may
/// come. A busy service would else be interrupted for each of its lines, twice: to wake who writes it, and to write.
pub(super) struct GatheredLines<W: Write>(BufWriter<W>);

/// Nobody who reads a log misses it. Far more lines fit into the queue than come in this time.
const PAUSE: Duration = Duration::from_millis(5);
const BYTES: usize = 64 * 1024;

impl<W: Write> GatheredLines<W> {
    pub(super) fn for_sink(sink: W) -> Self {
        Self(BufWriter::with_capacity(BYTES, sink))
    }
}

impl<W: Write> Write for GatheredLines<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write(line)
    }

    /// Called by the queue when it is empty.
    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.0.flush();
        sleep(PAUSE);
        flushed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each write as it came.
    #[derive(Default)]
    struct Writes(Vec<String>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_come_at_once_are_written_at_once() {
        let mut lines = GatheredLines::for_sink(Writes::default());
        for flushed in [&["a\n", "b\n"][..], &["c\n"]] {
            for line in flushed {
                lines.write_all(line.as_bytes()).unwrap();
            }
            lines.flush().unwrap();
        }
        assert_eq!(lines.0.get_ref().0, ["a\nb\n", "c\n"]);
    }

    #[test]
    fn more_than_is_gathered_is_written_without_waiting_for_the_end() {
        let mut lines = GatheredLines::for_sink(Writes::default());
        let line = "l".repeat(BYTES / 2 + 1);
        for _ in 0..2 {
            lines.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(lines.0.get_ref().0, [line]);
    }
}
