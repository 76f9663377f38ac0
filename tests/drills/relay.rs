//! What stands between nodes and PostgreSQL, and makes it slow, or lets it vanish without a word.

use std::{
    io::{self, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

/// How answers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As PostgreSQL gives them.
    AsIs,
    /// On each connection one after another, as a slow server would: each takes so long from the one before.
    OneAfterAnother(Duration),
    /// Each so much later, however many are on their way.
    Late(Duration),
}

/// A way to PostgreSQL. It ends with this value, and with it all connections.
pub(crate) struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

struct Shared {
    database: SocketAddr,
    way: Mutex<Way>,
    open: Mutex<Vec<Connection>>,
    ended: AtomicBool,
}

#[derive(Clone, Copy)]
struct Way {
    pace: Pace,
    /// Whether nothing gets through.
    gone: bool,
    /// Connections of an earlier one lead nowhere.
    era: usize,
}

struct Connection {
    era: usize,
    ends: [TcpStream; 2],
    /// Whether the node has closed it.
    is_given_up: Arc<AtomicBool>,
}

impl Relay {
    /// One to the server at this address.
    pub(crate) fn to(database: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared {
            database,
            way: Mutex::new(Way {
                pace: Pace::AsIs,
                gone: false,
                era: 0,
            }),
            open: Mutex::default(),
            ended: AtomicBool::new(false),
        });
        let serving = shared.clone();
        let listening = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if serving.ended.load(Ordering::Relaxed) {
                    break;
                }
                // Who cannot be led on is cut off, and notices by himself.
                drop(serving.lead(client));
            }
        });
        Self {
            address,
            shared,
            listening: Some(listening),
        }
    }

    /// The port that leads to PostgreSQL.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Lets answers come like this from now on.
    pub(crate) fn set_pace(&self, pace: Pace) {
        self.shared.way().pace = pace;
    }

    /// Lets the peer vanish: connections stay open, also those that are opened now, but nothing gets through.
    pub(crate) fn vanish(&self) {
        self.shared.way().gone = true;
    }

    /// Lets a new one stand in its place: new connections lead to it, those from before stay silent.
    pub(crate) fn stand_again(&self) {
        let mut way = self.shared.way();
        way.gone = false;
        way.era += 1;
    }

    /// How many connections nodes keep that lead to nobody any more.
    pub(crate) fn silent(&self) -> usize {
        let era = self.shared.way().era;
        let open = self.shared.open();
        let silent = open.iter().filter(|connection| {
            connection.era < era && !connection.is_given_up.load(Ordering::Relaxed)
        });
        silent.count()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
        self.shared.open().drain(..).for_each(|it| it.cut());
    }
}

impl Connection {
    fn cut(&self) {
        for end in &self.ends {
            // One that is over already is no less cut.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn lead(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let database = TcpStream::connect(self.database)?;
        client.set_nodelay(true)?;
        database.set_nodelay(true)?;
        let era = self.way().era;
        let is_given_up = Arc::new(AtomicBool::new(false));
        self.open().push(Connection {
            era,
            ends: [client.try_clone()?, database.try_clone()?],
            is_given_up: is_given_up.clone(),
        });
        let (answers, later) = channel();
        let (mut to, from) = (database.try_clone()?, client.try_clone()?);
        let [asking, answering, delaying] = [self, self, self].map(Arc::clone);
        thread::spawn(move || {
            // Nothing more is asked on it, whether it was closed or reset.
            drop(asking.pass_questions(from, &mut to, era));
            drop(to.shutdown(Shutdown::Both));
            is_given_up.store(true, Ordering::Relaxed);
        });
        thread::spawn(move || drop(answering.read_answers(database, &answers)));
        thread::spawn(move || drop(delaying.pass_answers(client, later, era)));
        Ok(())
    }

    fn pass_questions(
        &self,
        mut from: TcpStream,
        to: &mut TcpStream,
        era: usize,
    ) -> io::Result<()> {
        let mut bytes = vec![0; 64 << 10];
        loop {
            let read = from.read(&mut bytes)?;
            if read == 0 {
                return Ok(());
            }
            if !self.is_silent(era) {
                to.write_all(&bytes[..read])?;
            }
        }
    }

    /// Hands on whatever came, and the end of each answer with the moment at which it may be passed on.
    fn read_answers(&self, database: TcpStream, to: &Sender<(Instant, Vec<u8>)>) -> io::Result<()> {
        let mut from = BufReader::new(database);
        let (mut gathered, mut due) = (Vec::new(), Instant::now());
        loop {
            let kind = read_message(&mut from, &mut gathered)?;
            // PostgreSQL is ready for the next one.
            let is_over = kind == b'Z';
            if is_over {
                due = self.way().pace.due(due);
            }
            if (is_over || from.buffer().is_empty())
                && to.send((due, std::mem::take(&mut gathered))).is_err()
            {
                return Ok(());
            }
        }
    }

    fn pass_answers(
        &self,
        mut to: TcpStream,
        answers: Receiver<(Instant, Vec<u8>)>,
        era: usize,
    ) -> io::Result<()> {
        for (due, bytes) in answers {
            sleep(due.saturating_duration_since(Instant::now()));
            if !self.is_silent(era) {
                to.write_all(&bytes)?;
            }
        }
        to.shutdown(Shutdown::Both)
    }

    fn is_silent(&self, era: usize) -> bool {
        let way = *self.way();
        way.gone || era < way.era
    }

    fn way(&self) -> MutexGuard<'_, Way> {
        self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pace {
    /// When an answer is passed on that has just come, behind one that was due then.
    fn due(self, before: Instant) -> Instant {
        let now = Instant::now();
        match self {
            Self::AsIs => now.max(before),
            Self::OneAfterAnother(each) => now.max(before) + each,
            Self::Late(by) => (now + by).max(before),
        }
    }
}

/// Reads one of PostgreSQL's messages, and tells its kind.
fn read_message(from: &mut impl Read, into: &mut Vec<u8>) -> io::Result<u8> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    // It counts itself.
    let rest = u64::from(u32::from_be_bytes(length)).saturating_sub(4);
    into.extend(head);
    let read = from.take(rest).read_to_end(into)?;
    if u64::try_from(read).is_ok_and(|read| read == rest) {
        return Ok(kind);
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_to_its_end() {
        let bytes = b"D\0\0\0\x06xyZ\0\0\0\x05I";
        let (mut from, mut into) = (&bytes[..], Vec::new());
        assert_eq!(read_message(&mut from, &mut into).unwrap(), b'D');
        assert_eq!(read_message(&mut from, &mut into).unwrap(), b'Z');
        assert_eq!(into, bytes);
        assert!(read_message(&mut from, &mut into).is_err());
    }

    #[test]
    fn answers_are_late_each_by_itself_or_one_after_another() {
        let second = Duration::from_secs(1);
        let before = Instant::now() + second;
        assert_eq!(Pace::AsIs.due(before), before);
        assert_eq!(Pace::OneAfterAnother(second).due(before), before + second);
        assert!(Pace::Late(second).due(before) >= before);
        assert!(Pace::Late(second).due(before) < before + second);
    }
}
