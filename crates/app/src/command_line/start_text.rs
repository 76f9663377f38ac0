use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::reachable::reachable;

/// What a person is told once the service can be asked.
pub(super) struct StartText {
    base: String,
    first_key: Option<PathBuf>,
}

impl StartText {
    pub(super) fn of(address: SocketAddr, first_key: Option<&Path>) -> Self {
        Self {
            base: format!("http://{}", reachable(address)),
            first_key: first_key.and_then(|path| path.canonicalize().ok()),
        }
    }
}

impl fmt::Display for StartText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = &self.base;
        writeln!(f, "Pullkey {} serves on {base}", env!("CARGO_PKG_VERSION"))?;
        let Some(first_key) = &self.first_key else {
            return Ok(());
        };
        let path = first_key.display().to_string();
        writeln!(f, "The first API key is in {path}")?;
        writeln!(
            f,
            "Keep a credential, then read it back without its secret:\n"
        )?;
        let authorization = format!("\"Authorization: Bearer $(cat {})\"", quoted(&path));
        writeln!(
            f,
            "curl -sS {base}/v3/docker-registries -H {authorization} -H 'Content-Type: application/json' -d '{EXAMPLE}'"
        )?;
        writeln!(
            f,
            "curl -sS '{base}/v3/docker-registries?limit=1' -H {authorization}"
        )
    }
}

const EXAMPLE: &str = r#"{"name":"My Docker Hub","username":"my-docker-user","secret":"my-secret-token","registry":"dockerHub"}"#;

/// The path as one word of a shell, whatever is in it. It stands within `$( )`, where quotes begin anew.
fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_quotes_and_blanks_stays_one_word() {
        assert_eq!(quoted("/it's here/key"), r"'/it'\''s here/key'");
    }

    #[test]
    fn the_text_ends_with_two_curl_lines() {
        let dir = tempfile::tempdir().unwrap();
        let key = dir.path().join("first-api-key");
        std::fs::write(&key, "plk_").unwrap();
        let text = StartText::of("127.0.0.1:8080".parse().unwrap(), Some(&key)).to_string();
        let last: Vec<_> = text.lines().rev().take(2).collect();
        assert!(last.iter().all(|line| line.starts_with("curl ")), "{text}");
    }

    #[test]
    fn without_the_first_key_nothing_is_offered() {
        let text = StartText::of("127.0.0.1:8080".parse().unwrap(), None);
        assert_eq!(text.to_string().lines().count(), 1);
    }
}
