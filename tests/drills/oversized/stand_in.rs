//! The process that a planted bug lives in: it hands bytes to and fro between clients and the service.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    process::ExitCode,
    sync::Mutex,
    thread::{self, sleep},
    time::Duration,
};

use super::bugs::Bug;

/// The drill's first argument when it is to be such a process.
pub(crate) const STAND_IN: &str = "--stand-in";

/// What a hoarding service keeps.
static HOARD: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Serves until it is killed.
pub(super) fn run(bug: Bug, service: u16) -> ExitCode {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    println!(
        "{}",
        listener.local_addr().expect("it has an address").port()
    );
    for client in listener.incoming().flatten() {
        // Who goes away notices by himself.
        small_thread(move || drop(serve(bug, client, service)));
    }
    ExitCode::SUCCESS
}

/// Only what a bug costs is to count.
fn small_thread(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(32 * 1024).spawn(work);
    drop(thread.expect("a thread starts"));
}

fn serve(bug: Bug, mut client: TcpStream, service: u16) -> io::Result<()> {
    let mut head = Vec::new();
    if matches!(bug, Bug::ReadsFirst | Bug::InvitesAll) {
        head = read_head(&mut client)?;
        let text = String::from_utf8_lossy(&head).to_lowercase();
        if text.contains("\r\nexpect: 100-continue\r\n") {
            client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if matches!(bug, Bug::ReadsFirst) {
            read_body(&mut client, &text, &mut head)?;
        }
    }
    let mut server = TcpStream::connect(("127.0.0.1", service))?;
    server.write_all(&head)?;
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    small_thread(move || {
        if matches!(bug, Bug::Dawdles) {
            sleep(Duration::from_millis(1200));
        }
        pass_on(from_server, to_client, |_| ());
    });
    pass_on(client, server, |bytes| {
        if matches!(bug, Bug::Hoards)
            && let Ok(mut hoard) = HOARD.lock()
        {
            hoard.push(bytes.to_vec());
        }
    });
    Ok(())
}

/// Hands bytes on until there are no more.
fn pass_on(mut from: TcpStream, mut to: TcpStream, mut look: impl FnMut(&[u8])) {
    let mut bytes = [0; 4096];
    // Who breaks off has no more, either.
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        look(&bytes[..read]);
        // What the service refuses to take is looked at all the same.
        drop(to.write_all(&bytes[..read]));
    }
    drop(to.shutdown(Shutdown::Write));
}

fn read_head(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 64 * 1024 {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.extend(byte);
    }
    Ok(head)
}

/// All of the body that is declared, or chunks until the last one.
fn read_body(client: &mut TcpStream, head: &str, into: &mut Vec<u8>) -> io::Result<()> {
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    if let Some(length) = length.and_then(|length| length.parse::<u64>().ok()) {
        client.take(length).read_to_end(into)?;
    } else if head.contains("\r\ntransfer-encoding: chunked\r\n") {
        while !into.ends_with(b"\r\n0\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte)?;
            into.extend(byte);
        }
    }
    Ok(())
}
