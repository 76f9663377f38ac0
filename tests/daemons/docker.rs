//! The stage.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use pullkey_tests::{Gateway, Said, companions};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::{containerd::Containerd, daemon::Daemon};

/// docker's daemon in a folder of its own, and a user with a configuration of their own.
pub(crate) struct Docker {
    // Ends before what it needs.
    _daemon: Daemon,
    _containerd: Containerd,
    folder: TempDir,
}

impl Docker {
    pub(crate) fn start() -> Self {
        let containerd = Containerd::start();
        let folder = tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        fs::write(at("daemon.json"), "{}").unwrap();
        fs::create_dir(at("user")).unwrap();
        let socket = folder.path().join("docker.sock");
        let host = format!("unix://{}", socket.display());
        let arguments = [
            "--config-file",
            &at("daemon.json"),
            "--host",
            &host,
            "--data-root",
            &at("data"),
            "--exec-root",
            &at("exec"),
            "--pidfile",
            &at("pid"),
            "--containerd",
            &containerd.socket(),
            "--storage-driver=vfs",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
        ];
        let daemon = Daemon::start("docker.io", &socket, "dockerd", &arguments);
        Self {
            _daemon: daemon,
            _containerd: containerd,
            folder,
        }
    }

    /// What the user's configuration says.
    pub(crate) fn config(&self) -> Value {
        let text = fs::read_to_string(self.folder().join("user/config.json"));
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    /// Has it say this.
    pub(crate) fn configure(&self, config: &Value) {
        let file = self.folder().join("user/config.json");
        fs::write(file, config.to_string()).unwrap();
    }

    /// docker, which asks this daemon, and finds the companions.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut docker = Command::new("sh");
        let socket = self.folder().join("docker.sock");
        docker
            .args(["-c", "PATH=$0:$PATH exec docker \"$@\""])
            .arg(companions())
            .args(arguments)
            .env("DOCKER_HOST", format!("unix://{}", socket.display()))
            .env("DOCKER_CONFIG", self.folder().join("user"))
            .env_remove("DOCKER_CONTEXT");
        docker
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        Said::by(&mut self.command(arguments))
    }

    pub(crate) fn pull(&self, image: &str) -> Said {
        self.run(&["pull", image])
    }

    /// Logs in at the gateway with this API key.
    pub(crate) fn log_in(&self, gateway: &Gateway, key: &str) -> Said {
        let file = self.folder().join("api-key");
        fs::write(&file, key).unwrap();
        let host = gateway.server.address().to_string();
        let login = ["login", &host, "--username", "pullkey", "--password-stdin"];
        Said::by(self.command(&login).stdin(File::open(file).unwrap()))
    }
}
