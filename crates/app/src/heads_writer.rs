//! Writes heads of audit chains down beside everything else: a disk that hangs must hold up nobody.

use std::{io, path::Path, sync::Arc, thread, time::Duration};

use pullkey_domain::{audit::StoredHead, timestamp::Timestamp};
use tokio::{
    sync::{Semaphore, oneshot},
    time::timeout,
};

use crate::heads_file::HeadsFile;

/// Writes to a heads file, once at a time.
pub(crate) struct HeadsWriter {
    file: Arc<HeadsFile>,
    turn: Arc<Semaphore>,
    patience: Duration,
}

/// A disk that takes longer is no use now.
const PATIENCE: Duration = Duration::from_secs(10);

impl HeadsWriter {
    pub(crate) fn to(file: HeadsFile) -> Self {
        Self {
            file: Arc::new(file),
            turn: Arc::new(Semaphore::new(1)),
            patience: PATIENCE,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Adds these heads. They are on the disk when this returns.
    ///
    /// # Errors
    /// If they cannot be written, or are not within some seconds; some of them may have been, or may be later.
    pub(crate) async fn append(&self, heads: Vec<StoredHead>, at: Timestamp) -> io::Result<()> {
        let turn = Arc::clone(&self.turn).try_acquire_owned();
        let turn = turn.map_err(|_| io::Error::other("the last write has not come to its end"))?;
        let file = Arc::clone(&self.file);
        let (tell, told) = oneshot::channel();
        // Not one of the runtime's: it would wait for it before it ends.
        let thread = thread::Builder::new().name("heads file".to_owned());
        thread.spawn(move || {
            let written = file.append(&heads, at);
            drop(turn);
            // Whoever asked may be gone.
            let _ = tell.send(written);
        })?;
        match timeout(self.patience, told).await {
            Ok(Ok(written)) => written,
            Ok(Err(_)) => Err(io::Error::other("the thread that writes ended")),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{File, OpenOptions},
        io::{Read, Write},
        os::unix::fs::OpenOptionsExt,
        process::Command,
    };

    use tempfile::tempdir;

    use super::*;

    fn head() -> StoredHead {
        StoredHead {
            company: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
            seq: 1,
            link: vec![1; 32],
            key: 9,
            mac: vec![2; 32],
        }
    }

    /// A pipe that takes no more.
    fn a_full_pipe(path: &Path) -> File {
        let made = Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(0o4000);
        let mut pipe = options.open(path).unwrap();
        while pipe.write(&[0; 4096]).is_ok() {}
        while pipe.write(&[0]).is_ok() {}
        pipe
    }

    #[tokio::test]
    async fn a_disk_that_hangs_holds_up_nobody_and_is_asked_for_no_more_until_it_goes_on() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("heads.jsonl");
        let mut pipe = a_full_pipe(&path);
        let writer = HeadsWriter {
            patience: Duration::from_millis(50),
            ..HeadsWriter::to(HeadsFile::at(&path))
        };
        let hung = writer.append(vec![head()], Timestamp::MIN).await;
        assert_eq!(hung.unwrap_err().kind(), io::ErrorKind::TimedOut);
        let again = writer.append(vec![head()], Timestamp::MIN).await;
        assert_eq!(again.unwrap_err().kind(), io::ErrorKind::Other);
        // It goes on.
        while writer.turn.available_permits() == 0 {
            let _ = pipe.read(&mut [0; 4096]);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test]
    async fn what_was_written_is_on_the_disk_and_what_was_not_is_told() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("heads.jsonl");
        let writer = HeadsWriter::to(HeadsFile::at(&path));
        for lines in 1..3 {
            writer.append(vec![head()], Timestamp::MIN).await.unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text.lines().count(), lines);
        }
        let nowhere = HeadsWriter::to(HeadsFile::at(Path::new("/nowhere/heads.jsonl")));
        let told = nowhere.append(vec![head()], Timestamp::MIN).await;
        assert_eq!(told.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
