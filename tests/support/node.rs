use std::{
    fs,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::{TempDir, tempdir};

use crate::{Call, Client, Database, Place, Server};

/// A service that is killed and started again on the same data.
pub struct Node {
    server: Server,
    place: Place,
    folder: TempDir,
}

impl Node {
    /// A new one, with empty data, ready to be asked.
    pub fn start() -> Self {
        Self::start_in(tempdir().expect("there is room for a folder"))
    }

    /// A new one with these lines in its configuration, which the commands in its folder have as well.
    pub fn start_with(lines: &[String]) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let config = folder.path().join("config");
        fs::create_dir(&config).expect("the folder takes folders");
        fs::write(config.join("pullkey.toml"), lines.join("\n")).expect("it takes files");
        Self::start_in(folder)
    }

    /// A new one in this folder, which may have a configuration.
    pub(crate) fn start_in(folder: TempDir) -> Self {
        let server = Server::start(folder.path());
        let place = Place::at(server.address().port());
        server.until_ready();
        Self {
            server,
            place,
            folder,
        }
    }

    /// Where it listens, also after it was started again.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The folder that commands are to be run in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.server.data()
    }

    /// Its embedded database, beside it.
    pub fn database(&self) -> Database {
        Database::open(&self.data().join("pullkey.db"))
    }

    /// The key of its first start, which only an embedded database has.
    pub fn first_key(&self) -> String {
        self.server.first_key()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Lets it end in good order.
    pub fn stop(&mut self) {
        self.server.stop();
    }

    /// Has it read its key ring again, and waits until it has.
    pub fn reload(&self) {
        self.server.reload();
    }

    /// Starts it again. Tells how long it took until it was ready, as it is seen from there.
    pub fn restart(&mut self, seen_from: &Place) -> Duration {
        self.server.kill();
        let since = Instant::now();
        self.server = Server::start(self.folder.path());
        self.place.move_to(self.server.address().port());
        await_readiness(seen_from);
        since.elapsed()
    }
}

fn await_readiness(place: &Place) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let client = Client::of(place);
    let ask = Call::new("GET", "/readyz");
    while !client.send(&ask).is_ok_and(|reply| reply.status == 200) {
        assert!(Instant::now() < deadline, "pullkey does not become ready");
        sleep(Duration::from_millis(2));
    }
}
