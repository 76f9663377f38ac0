use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use pullkey_tests::Place;

use super::registry::Blob;
use crate::{
    drill::{Broken, Verdict, hold},
    stand_in::as_password,
    stop::StopAtEnd,
};

/// A client that pulls blobs through the gateway, and resumes those that are cut, as docker and others do.
#[derive(Clone)]
pub(super) struct Puller {
    place: Place,
    login: String,
    registry: String,
}

/// A blob that was pulled to its end, in the end.
pub(super) struct Pulled {
    /// When its stream was cut, if it was.
    pub(super) cut: Option<Instant>,
}

/// No byte comes for that long from nobody who is alive.
const PATIENCE: Duration = Duration::from_secs(30);

impl Puller {
    pub(super) fn new(place: &Place, key: &str, registry: &str) -> Self {
        Self {
            place: place.clone(),
            login: as_password(key),
            registry: registry.replace(':', "_"),
        }
    }

    /// Begins to pull. The answer has begun when this returns; the rest is told by the receiver.
    pub(super) fn begin(&self, blob: Blob) -> Receiver<Result<Pulled, Broken>> {
        let (began, beginning) = channel();
        let (ended, end) = channel();
        let own = self.clone();
        thread::spawn(move || {
            let outcome = own.pull(blob, || began.send(()).unwrap_or_default());
            ended.send(outcome).unwrap_or_default();
        });
        // A pull that fails before it begins says so by the other way.
        beginning.recv().unwrap_or_default();
        end
    }

    /// Has so many clients pull short blobs for as long as `work` takes. Gives how many were pulled. None may be cut.
    pub(super) fn while_pulling(
        &self,
        clients: usize,
        work: impl FnOnce() -> Verdict,
    ) -> (usize, Verdict) {
        let (stopped, pulled) = (AtomicBool::new(false), AtomicUsize::new(0));
        let pull = || {
            while !stopped.load(Ordering::Relaxed) {
                let one = self.pull(Blob::Short, || ())?;
                hold(one.cut.is_none(), || "a short pull was cut".to_owned())?;
                pulled.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        let ended = thread::scope(|scope| {
            let running: Vec<_> = (0..clients).map(|_| scope.spawn(pull)).collect();
            let stop = StopAtEnd(&stopped);
            let ended = work();
            drop(stop);
            let mut pullers = running.into_iter();
            let pulls = pullers.try_for_each(|it| it.join().expect("a puller ends"));
            pulls.and(ended)
        });
        (pulled.into_inner(), ended)
    }

    /// Pulls a blob, and resumes it once if it is cut.
    fn pull(&self, blob: Blob, began: impl FnOnce()) -> Result<Pulled, Broken> {
        let failed = |what: &str, error: &io::Error| Broken(format!("{what}: {error}"));
        let first = self.get(blob, 0, began);
        let first = first.map_err(|error| failed("a pull failed", &error))?;
        if first == blob.length() {
            return Ok(Pulled { cut: None });
        }
        let cut = Instant::now();
        let rest = self.get(blob, first, || ());
        let rest = rest.map_err(|error| failed("a pull was not resumed", &error))?;
        hold(first + rest == blob.length(), || {
            format!("a pull that was resumed at {first} ended after {rest}")
        })?;
        Ok(Pulled { cut: Some(cut) })
    }

    /// Gets what comes of a blob from this place on, and compares it. Gives how much came.
    fn get(&self, blob: Blob, from: usize, began: impl FnOnce()) -> io::Result<usize> {
        let mut stream = TcpStream::connect(self.place.address())?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let Self {
            login, registry, ..
        } = self;
        let range = format!("range: bytes={from}-\r\n");
        write!(
            stream,
            "GET /v2/{registry}/acme/app/blobs/{} HTTP/1.1\r\nhost: x\r\n\
             authorization: {login}\r\n{}connection: close\r\n\r\n",
            blob.digest(),
            if from == 0 { "" } else { &range }
        )?;
        let mut answer = BufReader::new(stream);
        let mut status = String::new();
        answer.read_line(&mut status)?;
        let wanted = if from == 0 { " 200 " } else { " 206 " };
        if !status.contains(wanted) {
            let mut rest = String::new();
            answer.read_to_string(&mut rest)?;
            return Err(io::Error::other(format!("answered {status}{rest}")));
        }
        let mut line = status;
        while line != "\r\n" {
            line.clear();
            if answer.read_line(&mut line)? == 0 {
                return Ok(0);
            }
        }
        began();
        let mut bytes = vec![0; 64 * 1024];
        let mut came = 0;
        loop {
            let read = match answer.read(&mut bytes) {
                Ok(read) => read,
                // It may be cut in any way.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => 0,
                Err(error) => return Err(error),
            };
            let mut sent = (from + came..).map(Blob::byte);
            if !bytes[..read].iter().all(|byte| Some(*byte) == sent.next()) {
                return Err(io::Error::other("what came is not the blob"));
            }
            came += read;
            if read == 0 {
                return Ok(came);
            }
        }
    }
}
