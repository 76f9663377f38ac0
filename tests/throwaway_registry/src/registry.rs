use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use tempfile::{TempDir, tempdir};

use crate::{
    Authority, FileServer, TokenServer,
    image::push,
    process::{Process, free_address},
    stored::{put_layer, put_tag},
};

/// Who may log in.
pub const USERNAME: &str = "alice";
/// With what.
pub const PASSWORD: &str = "right-secret-of-alice";
/// The image that is there.
pub const IMAGE: &str = "acme/app:1";
/// The password as bcrypt has it, which is all that the registry takes.
const PASSWORD_FILE: &str = "alice:$2b$05$BYp3Pfqu0lWu1zuBSWLUbuL.MwCdFe3F4Od1zSGK/SDZVpMxCGSHu\n";

/// What a registry asks for.
pub enum Access<'a> {
    /// Nothing.
    Open,
    /// A password.
    Password,
    /// A token of this server.
    Token(&'a TokenServer),
}

/// A container registry with an image and a user.
pub struct ContainerRegistry {
    address: SocketAddr,
    files: Option<FileServer>,
    // Ends before its folder goes.
    _process: Process,
    folder: TempDir,
}

impl ContainerRegistry {
    /// Starts one that asks for this.
    pub fn start(access: &Access<'_>) -> Self {
        Self::start_with(access, None, false)
    }

    /// Starts one that sends whoever wants a blob to a file server.
    pub fn start_redirecting(access: &Access<'_>) -> Self {
        Self::start_with(access, None, true)
    }

    /// Starts one with a certificate for `127.0.0.1` by this authority.
    pub fn start_secured(access: &Access<'_>, authority: &Authority) -> Self {
        Self::start_with(access, Some(authority), false)
    }

    fn start_with(
        access: &Access<'_>,
        authority: Option<&Authority>,
        is_redirecting: bool,
    ) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let place = folder.path();
        fill(place);
        let mut auth = match access {
            Access::Open => String::new(),
            Access::Password => {
                write(&place.join("htpasswd"), PASSWORD_FILE);
                let file = place.join("htpasswd");
                format!(
                    "auth: {{htpasswd: {{realm: basic-realm, path: {}}}}}\n",
                    file.display()
                )
            }
            Access::Token(server) => {
                write(&place.join("issuer.pem"), &server.certificate());
                let file = place.join("issuer.pem");
                format!(
                    "auth: {{token: {{realm: {}, service: {}, issuer: {}, rootcertbundle: {}}}}}\n",
                    server.realm(),
                    TokenServer::SERVICE,
                    TokenServer::ISSUER,
                    file.display()
                )
            }
        };
        let mut tls = String::new();
        if let Some(authority) = authority {
            authority.certify("127.0.0.1", place);
            tls = format!(
                ", tls: {{certificate: {0}/tls.pem, key: {0}/tls.key}}",
                place.display()
            );
        }
        let files = is_redirecting.then(|| FileServer::of(&place.join("data")));
        if let Some(files) = &files {
            let base = files.host();
            let redirect = format!(
                "middleware: {{storage: [{{name: redirect, options: {{baseurl: \"http://{base}\"}}}}]}}\n"
            );
            auth.push_str(&redirect);
        }
        let address = free_address();
        auth.insert_str(0, &http(address, &tls));
        let process = Process::start(&config(place, &auth), address);
        Self {
            address,
            files,
            _process: process,
            folder,
        }
    }

    /// Puts a layer of this length into the image's repository, and tells its digest.
    pub fn push_layer(&self, length: u64) -> String {
        let (repository, _) = name();
        put_layer(&self.data(), repository, length).expect("there is room for it")
    }

    /// Gives the image another tag.
    pub fn tag(&self, tag: &str) {
        let (repository, known) = name();
        put_tag(&self.data(), repository, known, tag).expect("the folder takes files");
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where it sends whoever wants a blob.
    pub fn files(&self) -> Option<&FileServer> {
        self.files.as_ref()
    }

    /// Where it is, as names of its images begin.
    pub fn host(&self) -> String {
        self.address.to_string()
    }
}

/// Puts the image there, by a registry that asks for nothing.
fn fill(place: &Path) {
    let address = free_address();
    let process = Process::start(&config(place, &http(address, "")), address);
    let (repository, tag) = name();
    push(address, repository, tag);
    drop(process);
}

/// The image's repository and tag.
fn name() -> (&'static str, &'static str) {
    IMAGE.split_once(':').expect("it has a tag")
}

fn http(address: SocketAddr, tls: &str) -> String {
    format!("http: {{addr: \"{address}\"{tls}}}\n")
}

fn config(place: &Path, rest: &str) -> PathBuf {
    let file = place.join("config.yml");
    let data = place.join("data");
    let text = format!(
        "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n{rest}",
        data.display()
    );
    write(&file, &text);
    file
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).expect("the folder takes files");
}
