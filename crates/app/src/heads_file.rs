//! The file that the heads of audit chains are carried to: a line of JSON for each head that moved. It is only ever added
//! to, so it may be moved away, as logs are, and copied to where nobody can write who can write to the database.

use std::{
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use pullkey_domain::{audit::StoredHead, id::CompanyId, timestamp::Timestamp};
use pullkey_use_cases::ExportedHeads;
use serde::{Deserialize, Serialize};

/// Where heads are added.
pub(crate) struct HeadsFile {
    path: PathBuf,
}

/// A line of it.
#[derive(Serialize, Deserialize)]
struct Line {
    company: CompanyId,
    seq: i64,
    link: String,
    audit_key: i64,
    mac: String,
    at: String,
}

impl HeadsFile {
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.into() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds these heads, as they stand at this moment. They are on the disk when this returns.
    ///
    /// # Errors
    /// If they cannot be written; some of them may have been.
    pub(crate) fn append(&self, heads: &[StoredHead], at: Timestamp) -> io::Result<()> {
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .mode(0o600)
            .open(&self.path)?;
        let mut text = if is_cut_short(&mut file)? {
            "\n".to_owned()
        } else {
            String::new()
        };
        for head in heads {
            let line = serde_json::to_string(&Line::of(head, at))?;
            text.push_str(&line);
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new && let Some(folder) = self.path.parent() {
            // Without it, a power cut could take the file.
            File::open(folder_or_here(folder))?.sync_all()?;
        }
        Ok(())
    }
}

/// What of a heads file could be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// So many heads.
    pub(crate) heads: u64,
    /// So many lines are no heads, as one that was being written when the power was cut.
    pub(crate) unreadable: u64,
}

/// Adds what stands in a heads file.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn read(path: &Path, into: &mut ExportedHeads) -> anyhow::Result<Reading> {
    let reading = || format!("cannot read the heads file {}", path.display());
    let file = File::open(path).with_context(reading)?;
    let mut read = Reading::default();
    into.begin_file(path.display().to_string());
    for (nth, line) in (1..).zip(BufReader::new(file).split(b'\n')) {
        let line = line.with_context(reading)?;
        if line.is_empty() {
            continue;
        }
        let Some(head) = serde_json::from_slice(&line).ok().and_then(Line::head) else {
            read.unreadable += 1;
            continue;
        };
        into.add(head, nth);
        read.heads += 1;
    }
    Ok(read)
}

/// Whether the last line has no end.
fn is_cut_short(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn folder_or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

impl Line {
    fn of(head: &StoredHead, at: Timestamp) -> Self {
        Self {
            company: head.company,
            seq: head.seq,
            link: hex(&head.link),
            audit_key: head.key,
            mac: hex(&head.mac),
            at: at.to_string(),
        }
    }

    fn head(self) -> Option<StoredHead> {
        Some(StoredHead {
            company: self.company,
            seq: self.seq,
            link: bytes(&self.link)?,
            key: self.audit_key,
            mac: bytes(&self.mac)?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    digits.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use tempfile::tempdir;

    use super::*;

    fn head(seq: i64) -> StoredHead {
        StoredHead {
            company: "fb5e5168-4281-4bec-94c5-0d1584e9e657".parse().unwrap(),
            seq,
            link: vec![0xab; 32],
            key: 9,
            mac: vec![0x0c; 32],
        }
    }

    fn at() -> Timestamp {
        Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap()
    }

    #[test]
    fn heads_are_added_for_the_owner_s_eyes_and_read_back() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("heads.jsonl");
        let file = HeadsFile::at(&path);
        file.append(&[head(1), head(2)], at()).unwrap();
        file.append(&[head(7)], at()).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let mut expected = ExportedHeads::default();
        expected.begin_file(path.display().to_string());
        for (line, seq) in (1..).zip([1, 2, 7]) {
            expected.add(head(seq), line);
        }
        let mut read_back = ExportedHeads::default();
        let reading = read(&path, &mut read_back).unwrap();
        assert_eq!((reading.heads, reading.unreadable), (3, 0));
        assert_eq!(format!("{read_back:?}"), format!("{expected:?}"));
    }

    #[test]
    fn a_line_that_was_cut_short_is_left_behind_and_told() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("heads.jsonl");
        fs::write(&path, r#"{"company":"00000000-00"#).unwrap();
        HeadsFile::at(&path).append(&[head(1)], at()).unwrap();
        HeadsFile::at(&path).append(&[head(2)], at()).unwrap();
        let reading = read(&path, &mut ExportedHeads::default()).unwrap();
        assert_eq!((reading.heads, reading.unreadable), (2, 1));
    }

    #[test]
    fn a_file_that_is_not_there_is_told_by_name() {
        let missing = Path::new("/nowhere/heads.jsonl");
        let error = read(missing, &mut ExportedHeads::default()).unwrap_err();
        assert!(error.to_string().contains("/nowhere/heads.jsonl"));
    }
}
