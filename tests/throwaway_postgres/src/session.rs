use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use crate::Database;

/// The superuser at a database, for whoever has many queries: one process asks them all, until this is dropped.
#[derive(Debug)]
pub struct Session {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What is printed behind the rows of each query. No row is like it.
const DONE: &str = "that was all of it";

impl Database {
    /// A session that lasts.
    pub fn session(&self) -> Session {
        let mut process = self
            .psql()
            .session(self.name())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql starts");
        let input = process.stdin.take().expect("it has an input");
        let output = process.stdout.take().expect("it has an output");
        Session {
            process,
            input,
            output: BufReader::new(output),
        }
    }
}

impl Session {
    /// What a query gives, as [`Database::query`] has it. As in any script of psql, a backslash is none of a query.
    pub fn query(&mut self, sql: &str) -> String {
        let script = format!("{sql};\n\\echo {DONE}\n");
        let taken = self.input.write_all(script.as_bytes());
        taken.expect("psql takes queries");
        let mut rows = String::new();
        loop {
            let begin = rows.len();
            let read = self.output.read_line(&mut rows);
            let read = read.expect("psql prints UTF-8");
            assert!(read > 0, "psql ended at {sql}");
            if rows[begin..].trim_end() == DONE {
                rows.truncate(begin);
                rows.truncate(rows.trim_end_matches('\n').len());
                return rows;
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The server may hang: nobody waits for it.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
