use std::path::{Path, PathBuf};

/// How a cluster is to be.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) tcp: bool,
    pub(crate) tls: Option<Tls>,
    pub(crate) only_tls: bool,
    pub(crate) parent: PathBuf,
}

/// PEM files.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Default for Options {
    /// Durable, and reached by its socket only.
    fn default() -> Self {
        Self {
            settings: Vec::new(),
            tcp: false,
            tls: None,
            only_tls: false,
            // Short enough for the path of a socket, and open to every user, whatever TMPDIR says.
            parent: PathBuf::from("/tmp"),
        }
    }
}

impl Options {
    /// Never waits for the disk, for tests of anything but durability. The product takes such a server only when it is
    /// told to.
    #[must_use]
    pub fn fast() -> Self {
        Self::default()
            .setting("fsync", "off")
            .setting("full_page_writes", "off")
            .setting("synchronous_commit", "off")
    }

    /// A line of `postgresql.conf`. The last one of a name counts.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Listens on a free port of 127.0.0.1, too, and keeps it for as long as the cluster lives. The product's role
    /// needs its password there, and no other role is let in.
    #[must_use]
    pub fn tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Speaks TLS on its port, with this certificate and its key, in PEM.
    #[must_use]
    pub fn tls(mut self, certificate: &Path, key: &Path) -> Self {
        self.tls = Some(Tls {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        });
        self.tcp()
    }

    /// Refuses whoever comes to its port without TLS.
    #[must_use]
    pub fn only_tls(mut self) -> Self {
        self.only_tls = true;
        self
    }

    /// Keeps its folder below this one instead of `/tmp`: on the disk that a bench is about. Other users must be able
    /// to pass through it when the tests run as root.
    #[must_use]
    pub fn below(mut self, parent: &Path) -> Self {
        parent.clone_into(&mut self.parent);
        self
    }
}
