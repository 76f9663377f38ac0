use std::{ffi::OsStr, path::Path, process::Command};

use serde_json::Value;

/// A request by the curl of this machine.
pub struct Curl(Command);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status; 0 if there was no answer.
    pub status: u16,
    /// The body.
    pub body: String,
    /// What curl complains of.
    pub complaint: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }
}

impl Curl {
    /// A GET of this URL.
    pub fn to(url: &str) -> Self {
        let mut command = Command::new("curl");
        command.args(["-sS", "--max-time", "30", "-w", "\n%{http_code}", url]);
        Self(command)
    }

    /// As the holder of this key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header(&format!("Authorization: Bearer {key}"))
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, header: &str) -> Self {
        self.0.args(["-H", header]);
        self
    }

    /// By this method, whatever is sent.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.0.args(["-X", method]);
        self
    }

    /// On TLS, with whoever shows this certificate, or one that it vouches for, and no other.
    #[must_use]
    pub fn trusting(self, certificate: &Path) -> Self {
        self.option("--cacert").option(certificate)
    }

    /// With this argument of curl.
    #[must_use]
    pub fn option(mut self, option: impl AsRef<OsStr>) -> Self {
        self.0.arg(option);
        self
    }

    /// With the head of the answer before its body.
    #[must_use]
    pub fn with_head(mut self) -> Self {
        self.0.arg("-i");
        self
    }

    /// A POST of this JSON, if no other method is asked for.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.0.args(["--data-binary", &body.to_string()]);
        self.header("Content-Type: application/json")
    }

    /// Sends it.
    pub fn send(mut self) -> Answer {
        let output = self.0.output().expect("curl runs");
        let text = String::from_utf8(output.stdout).expect("the answer is UTF-8");
        let (body, status) = text.rsplit_once('\n').expect("curl prints the status");
        Answer {
            status: status.parse().expect("the status is a number"),
            body: body.to_owned(),
            complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
