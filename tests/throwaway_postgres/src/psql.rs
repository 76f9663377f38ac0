use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{files::Files, programs::Programs};

/// Asks a server as its superuser, by its socket.
#[derive(Debug, Clone)]
pub(crate) struct Psql {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// The role that may do anything. It is let in by the socket only.
pub(crate) const SUPERUSER: &str = "postgres";

impl Psql {
    pub(crate) fn of(programs: &Programs, files: &Files, port: u16) -> Self {
        Self::by_socket(programs, files.folder(), port)
    }

    /// Of the server that has its socket in this folder.
    pub(crate) fn by_socket(programs: &Programs, folder: &Path, port: u16) -> Self {
        Self {
            program: programs.path("psql"),
            folder: folder.to_owned(),
            port,
        }
    }

    /// The rows, a line each, with `|` between columns.
    pub(crate) fn query(&self, database: &str, sql: &str) -> String {
        let answer = self.ask(database, sql);
        let answer = answer.map_err(|told| format!("{sql}: {told}"));
        answer.expect("psql gets an answer")
    }

    /// The same, or what psql told of why there are none.
    pub(crate) fn ask(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut session = self.session(database);
        let output = session.args(["--command", sql]).output();
        let output = output.expect("psql starts");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let rows = String::from_utf8(output.stdout).expect("psql prints UTF-8");
        Ok(rows.trim_end_matches('\n').to_owned())
    }

    /// A session that does what it is told until something fails.
    pub(crate) fn session(&self, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("PGCONNECT_TIMEOUT", "10")
            .args(["-XAtq", "--set=ON_ERROR_STOP=1", "--username", SUPERUSER])
            .arg("--host")
            .arg(&self.folder)
            .args(["--port", &self.port.to_string(), "--dbname", database]);
        command
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port that the socket is named after.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A URL of a database, by the socket.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        let host = percent_encoded(&self.folder);
        format!("postgres://{role}@{host}:{}/{database}", self.port)
    }
}

fn percent_encoded(path: &Path) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().map(|byte| encoded(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_part_of_a_url() {
        let path = Path::new("/tmp/a b/ü%:@");
        assert_eq!(percent_encoded(path), "%2Ftmp%2Fa%20b%2F%C3%BC%25%3A%40");
    }
}
