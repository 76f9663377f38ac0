//! The stage.

use std::{fs, path::Path, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{Gateway, Said};
use tempfile::{TempDir, tempdir};

use crate::daemon::Daemon;

/// containerd in a folder of its own.
pub(crate) struct Containerd {
    _daemon: Daemon,
    folder: TempDir,
}

impl Containerd {
    pub(crate) fn start() -> Self {
        let folder = tempdir().unwrap();
        let place = folder.path().display().to_string();
        let config = folder.path().join("containerd.toml");
        // What is left out needs more of a machine, or makes folders elsewhere.
        let text = format!(
            "version = 2\nroot = \"{place}/root\"\nstate = \"{place}/state\"\n\
             disabled_plugins = [\"io.containerd.grpc.v1.cri\", \"io.containerd.internal.v1.opt\"]\n\
             [grpc]\naddress = \"{place}/containerd.sock\"\n\
             [ttrpc]\naddress = \"{place}/containerd.sock.ttrpc\"\n"
        );
        fs::write(&config, text).unwrap();
        let socket = folder.path().join("containerd.sock");
        let config = config.display().to_string();
        let daemon = Daemon::start("containerd", &socket, "containerd", &["--config", &config]);
        Self {
            _daemon: daemon,
            folder,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it listens.
    pub(crate) fn socket(&self) -> String {
        let socket = self.folder().join("containerd.sock");
        socket.display().to_string()
    }

    pub(crate) fn ctr(&self, arguments: &[&str]) -> Said {
        let mut ctr = Command::new("ctr");
        Said::by(ctr.args(["--address", &self.socket()]).args(arguments))
    }

    /// Pulls with this API key.
    pub(crate) fn pull(&self, key: &str, image: &str) -> Said {
        let login = format!("pullkey:{key}");
        let pull = ["images", "pull", "--plain-http", "--user", &login, image];
        self.ctr(&pull)
    }

    /// Pulls what has this name, as `hosts.toml` says.
    pub(crate) fn pull_from_mirror(&self, image: &str) -> Said {
        self.pull_from_mirror_with(image, &[])
    }

    /// The same with these options.
    pub(crate) fn pull_from_mirror_with(&self, image: &str, options: &[&str]) -> Said {
        let hosts = self.folder().join("certs.d").display().to_string();
        let pull = ["images", "pull", "--hosts-dir", &hosts];
        self.ctr(&[&pull[..], options, &[image]].concat())
    }

    /// Has a gateway asked for images of this host, at this URL, with these lines below it.
    pub(crate) fn mirror(&self, host: &str, url: &str, more: &str) {
        let text = format!(
            "server = \"http://{host}\"\n\n\
             [host.\"{url}\"]\n  capabilities = [\"pull\", \"resolve\"]\n{more}"
        );
        let folder = self.folder().join("certs.d").join(host);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("hosts.toml"), text).unwrap();
    }

    /// What the images that it has are called.
    pub(crate) fn images(&self) -> String {
        self.ctr(&["images", "list", "--quiet"]).succeeds()
    }
}

/// The lines that have that URL shown this key.
pub(crate) fn header(url: &str, key: &str) -> String {
    let login = BASE64_STANDARD.encode(format!("pullkey:{key}"));
    format!("  [host.\"{url}\".header]\n    Authorization = \"Basic {login}\"\n")
}

/// The gateway's URL.
pub(crate) fn url(gateway: &Gateway) -> String {
    format!("http://{}", gateway.server.address())
}
