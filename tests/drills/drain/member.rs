use std::{
    fs::File,
    net::TcpStream,
    path::Path,
    process::ExitStatus,
    thread::sleep,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use pullkey_tests::{Installation, Place, Proxy, Server, binary, program, pullkey};
use pullkey_throwaway_postgres::Port;
use tempfile::TempDir;

use super::bugs::Bug;

/// A node that comes back at its place, where the proxy in front looks for it.
pub(super) struct Member {
    // Ends before its folder goes.
    server: Server,
    proxy: Option<Proxy>,
    place: Place,
    bug: Option<Bug>,
    arguments: [String; 2],
    folder: TempDir,
    _port: Port,
}

/// How a node ended.
pub(super) struct End {
    pub(super) status: ExitStatus,
    pub(super) took: Duration,
    pub(super) log: String,
}

impl Member {
    /// Starts one that may connect to this registry.
    pub(super) fn start(installation: &Installation, registry: &str, bug: Option<Bug>) -> Self {
        let (port, folder) = (Port::reserve(), installation.node_folder());
        let place = Place::at(port.number());
        let arguments = [
            format!("--listen={}", place.address()),
            format!("--registry-allow=http://{registry}"),
        ];
        let server = serve(folder.path(), &arguments, bug);
        server.until_ready();
        let proxy = bug.and_then(|bug| bug.before(&place));
        Self {
            server,
            proxy,
            place,
            bug,
            arguments,
            folder,
            _port: port,
        }
    }

    /// Where requests reach it.
    pub(super) fn place(&self) -> &Place {
        self.proxy.as_ref().map_or(&self.place, Proxy::place)
    }

    pub(super) fn ask_to_stop(&self) {
        self.server.signal(Signal::SIGTERM);
    }

    pub(super) fn kill(&mut self) {
        self.server.kill();
    }

    /// Waits until it takes no connections any more.
    pub(super) fn until_closed(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(self.place.address()).is_ok() {
            assert!(Instant::now() < deadline, "a node closes its listener");
            sleep(Duration::from_millis(10));
        }
    }

    /// Waits for its end, which is timed from then on.
    pub(super) fn end(&mut self, since: Instant) -> End {
        let status = self.server.wait();
        End {
            status,
            took: since.elapsed(),
            log: self.server.log(),
        }
    }

    /// Starts it again.
    pub(super) fn start_again(&mut self) {
        self.server = serve(self.folder.path(), &self.arguments, self.bug);
    }
}

fn serve(folder: &Path, arguments: &[String], bug: Option<Bug>) -> Server {
    let command = match bug.and_then(Bug::around) {
        None => pullkey(folder),
        Some(script) => {
            let mut shell = program(Path::new("sh"), folder);
            shell.args(["-c", &script, "sh"]).arg(binary());
            shell
        }
    };
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let log = File::create(folder.join("stderr")).expect("the folder takes files");
    Server::start_as(command, folder, &arguments, log.into())
}
