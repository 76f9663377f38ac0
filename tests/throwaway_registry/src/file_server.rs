use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

/// Hands out the files of a folder, as the stores behind registries do: to anybody, whole or from a byte on.
pub struct FileServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<FileRequest>>>,
}

/// What it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRequest {
    /// By which method.
    pub method: String,
    /// For what.
    pub path: String,
    /// With what login, which nobody should send there.
    pub authorization: Option<String>,
}

impl FileServer {
    pub(crate) fn of(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (folder, heard) = (folder.to_owned(), asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, heard) = (folder.clone(), heard.clone());
                // Whoever hangs up has heard enough.
                thread::spawn(move || serve(&stream, &folder, &heard).unwrap_or_default());
            }
        });
        Self { address, asked }
    }

    /// Its host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// What it was asked for so far, in order.
    pub fn asked(&self) -> Vec<FileRequest> {
        self.asked.lock().expect("nobody panics").clone()
    }
}

fn serve(mut stream: &TcpStream, folder: &Path, asked: &Mutex<Vec<FileRequest>>) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let header = |name: &str| {
        let mut values = head.iter().filter_map(|line| line.split_once(": "));
        let found = values.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let mut words = first.split(' ').map(str::to_owned);
    let request = FileRequest {
        method: words.next().unwrap_or_default(),
        path: words.next().unwrap_or_default(),
        authorization: header("authorization"),
    };
    let path: PathBuf = folder.join(request.path.trim_start_matches('/'));
    let is_head = request.method == "HEAD";
    asked.lock().expect("nobody panics").push(request);
    let Ok(mut file) = File::open(path) else {
        return stream
            .write_all(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    };
    let length = file.metadata()?.len();
    let range = header("range").unwrap_or_default();
    let begin = range.trim_start_matches("bytes=").split('-').next();
    let begin: u64 = begin.and_then(|it| it.parse().ok()).unwrap_or(0);
    file.seek(SeekFrom::Start(begin))?;
    let status = if begin > 0 { 206 } else { 200 };
    let rest = length.saturating_sub(begin);
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-length: {rest}\r\nconnection: close\r\n\r\n"
    )?;
    if !is_head {
        io::copy(&mut file.take(rest), &mut stream)?;
    }
    Ok(())
}
