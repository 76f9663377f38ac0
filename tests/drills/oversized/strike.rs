use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::Place;

use super::{
    Sender,
    attack::{AT_ONCE, Attack},
};
use crate::drill::{Broken, Verdict, figure};

/// Many clients that send too much at once.
pub(super) struct Crowd<'a> {
    place: &'a Place,
    senders: &'a [Sender],
    strikes: usize,
    repeated: usize,
    /// The longest wait for an answer that was due at once, and for which.
    slowest: (Duration, &'static str),
}

const CLIENTS: usize = 100;
/// Who is answered later than that may have waited for the machine, which others use as well: a service that is too slow is
/// so again. Who is not answered at all, or by something else, has nothing to wait for.
const TRIES: usize = 3;
/// When waiting is no use any more. The service itself waits for nothing as long.
const PATIENCE: Duration = Duration::from_secs(10);
/// A client goes on sending so long after it has its answer.
const AFTERWARDS: Duration = Duration::from_millis(200);
/// So that the clients leave time for the service on a small machine.
const PACE: Duration = Duration::from_millis(5);

impl<'a> Crowd<'a> {
    pub(super) fn new(place: &'a Place, senders: &'a [Sender]) -> Self {
        Self {
            place,
            senders,
            strikes: 0,
            repeated: 0,
            slowest: (Duration::ZERO, ""),
        }
    }

    /// All of them send this.
    pub(super) fn strike(&mut self, attack: &Attack) -> Verdict {
        for _ in 1..TRIES {
            if self.once(attack)?.is_none() {
                return Ok(());
            }
            self.repeated += 1;
        }
        self.once(attack)?.map_or(Ok(()), |late| Err(Broken(late)))
    }

    /// Tells what was answered late, if that is all that was wrong.
    fn once(&mut self, attack: &Attack) -> Result<Option<String>, Broken> {
        let (place, line) = (self.place, Barrier::new(CLIENTS));
        let line = &line;
        let struck: Vec<_> = thread::scope(|scope| {
            let clients = self.senders.iter().cycle().take(CLIENTS);
            let running: Vec<_> = clients
                .map(|sender| {
                    let client = scope.spawn(move || strike(place, attack, sender, line));
                    (sender, client)
                })
                .collect();
            let ended = running.into_iter();
            ended
                .map(|(sender, client)| (sender, client.join().expect("a client ends")))
                .collect()
        });
        self.strikes += CLIENTS;
        let mut late = None;
        for (sender, answer) in struck {
            let named = |what: String| format!("{} by {}: {what}", attack.name, sender.name);
            let expected = attack.due(sender.rights);
            match answer {
                Err(what) => return Err(Broken(named(what))),
                Ok((status, _)) if status != expected => {
                    return Err(Broken(named(format!("answered {status}, not {expected}"))));
                }
                Ok((_, took)) if took > AT_ONCE => {
                    late = Some(named(format!("answered after {} ms", took.as_millis())));
                }
                Ok((_, took)) => self.slowest = self.slowest.max((took, attack.name)),
            }
        }
        Ok(late)
    }

    pub(super) fn report(&self) {
        let Self {
            strikes,
            repeated,
            slowest: (took, attack),
            ..
        } = self;
        figure(
            "oversized requests",
            format!("{strikes}, {CLIENTS} at once"),
        );
        figure("repeated, as an answer was late", repeated);
        figure(
            "slowest answer",
            format!("{} ms ({attack})", took.as_millis()),
        );
    }
}

/// Sends it, and gives the status of the answer and how long it took.
fn strike(
    place: &Place,
    attack: &Attack,
    sender: &Sender,
    line: &Barrier,
) -> Result<(u16, Duration), String> {
    let stream = TcpStream::connect(place.address());
    let mut stream = stream.map_err(|error| format!("not let connect: {error}"))?;
    let patience = Some(PATIENCE);
    stream
        .set_read_timeout(patience)
        .expect("a time-out is set");
    stream
        .set_write_timeout(patience)
        .expect("a time-out is set");
    let mut writing = stream.try_clone().expect("a connection has two ends");
    let begin = attack.begin(&sender.authorization);
    let answered = AtomicBool::new(false);
    line.wait();
    let since = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut open = writing.write_all(begin.as_bytes()).is_ok();
            let endless = attack.endless.repeat(4);
            while open && !endless.is_empty() && !answered.load(Ordering::Relaxed) {
                open = writing.write_all(endless.as_bytes()).is_ok();
                sleep(PACE);
            }
        });
        let status = status(&mut stream);
        let took = since.elapsed();
        sleep(AFTERWARDS);
        answered.store(true, Ordering::Relaxed);
        status.map(|status| (status, took))
    })
}

/// The status of the answer that comes.
///
/// # Errors
/// What happens in its place. A reset is no answer either: the service lets who sends too much read the answer before it
/// resets, and what has come before a reset can be read after it.
pub(super) fn status(stream: &mut TcpStream) -> Result<u16, String> {
    let mut line = [0; 12];
    let read = stream.read_exact(&mut line);
    read.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => "closed without an answer".to_owned(),
        ErrorKind::ConnectionReset => "reset without an answer".to_owned(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            "not answered as long as it was waited for".to_owned()
        }
        other => format!("not answered: {other}"),
    })?;
    let line = String::from_utf8_lossy(&line);
    let status = line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|status| status.parse().ok());
    status.ok_or_else(|| format!("answered in no HTTP: {}", line.escape_debug()))
}
