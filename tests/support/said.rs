use std::process::Command;

/// What a client made of it: whether it succeeded, and all that it said.
pub struct Said(bool, String);

impl Said {
    /// Runs the client to its end.
    pub fn by(client: &mut Command) -> Self {
        let output = client.output().expect("the client is installed");
        let (out, err) = (&output.stdout, &output.stderr);
        let said = [String::from_utf8_lossy(out), String::from_utf8_lossy(err)].concat();
        Self(output.status.success(), said)
    }

    /// It has to. Gives what it said.
    #[track_caller]
    pub fn succeeds(self) -> String {
        assert!(self.0, "{}", self.1);
        self.1
    }

    /// It must not, and has to say this.
    #[track_caller]
    pub fn fails_with(self, words: &str) {
        assert!(!self.0 && self.1.contains(words), "{}", self.1);
    }
}
