//! A proxy that hands bytes on, whatever they are, and now and then not those that it got.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use pullkey_tests::Place;

use super::Bug;

/// One in so many connections is garbled.
const ONE_IN: usize = 20;

/// It ends with this value.
pub(in crate::fuzz) struct Garbler {
    place: Place,
    ended: Arc<AtomicBool>,
}

impl Garbler {
    pub(super) fn start(bug: Bug, service: &Place) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let ended = Arc::new(AtomicBool::new(false));
        let (over, service) = (ended.clone(), service.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let service = service.clone();
                // Who goes away notices by himself.
                thread::spawn(move || drop(serve(bug, client, &service)));
            }
        });
        Self {
            place: Place::at(port),
            ended,
        }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

impl Drop for Garbler {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It looks whether it has ended when somebody connects.
        drop(TcpStream::connect(self.place.address()));
    }
}

fn serve(bug: Bug, mut client: TcpStream, service: &Place) -> io::Result<()> {
    let server = TcpStream::connect(service.address())?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        drop(io::copy(&mut from_client, &mut to_server));
        drop(to_server.shutdown(Shutdown::Write));
    });
    if fastrand::usize(..ONE_IN) > 0 {
        let mut server = server;
        drop(io::copy(&mut server, &mut client));
        return client.shutdown(Shutdown::Write);
    }
    let mut answers = Vec::new();
    // A reset is an end, too.
    drop((&server).read_to_end(&mut answers));
    client.write_all(&garbled(bug, &answers))?;
    client.shutdown(Shutdown::Write)
}

fn garbled(bug: Bug, answers: &[u8]) -> Vec<u8> {
    const REFUSED: &[u8] = b"HTTP/1.1 4";
    let is_refused = answers.starts_with(REFUSED);
    match bug {
        Bug::FailsAtBytes if is_refused => [b"HTTP/1.1 500", &answers[12..]].concat(),
        Bug::AnswersTwice => answers.repeat(2),
        Bug::Silent => Vec::new(),
        Bug::Wordless if is_refused => {
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()
        }
        Bug::NoHttp => [b"\0\0", answers].concat(),
        _ => answers.to_vec(),
    }
}
