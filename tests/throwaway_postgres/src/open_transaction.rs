use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Stdio},
};

use crate::{Database, psql::Psql};

/// A transaction of somebody else, in a session of its own. It is rolled back when this is dropped.
#[derive(Debug)]
pub struct OpenTransaction(Child);

/// What is printed when the statement before it is done.
const DONE: &str = "done";

impl OpenTransaction {
    fn begin(psql: &Psql, database: &str, statement: &str) -> Self {
        let mut session = psql.session(database);
        let mut session = session
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql starts");
        let mut input = session.stdin.as_ref().expect("it has an input");
        let script = format!("BEGIN;\n{statement};\n\\echo {DONE}\n");
        input
            .write_all(script.as_bytes())
            .expect("psql takes statements");
        let output = session.stdout.as_mut().expect("it has an output");
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        let done = lines.into_iter().any(|line| line == DONE);
        let transaction = Self(session);
        assert!(done, "nobody could {statement:?}");
        transaction
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        // The server may hang: nobody waits for it.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Database {
    /// Lets the superuser do something, and holds whatever he locks by it until the transaction is dropped. He waits
    /// for what others hold.
    pub fn hold(&self, statement: &str) -> OpenTransaction {
        OpenTransaction::begin(self.psql(), self.name(), statement)
    }
}
