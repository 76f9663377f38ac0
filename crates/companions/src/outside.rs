//! What the programs share with the world around them: variables, bytes that come in, bytes that go out.

use std::{
    env,
    ffi::OsString,
    io::{self, Read, Write},
    process::ExitCode,
};

use zeroize::Zeroizing;

/// Looks a variable of the environment up by its name.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// A variable of this process.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment of these programs"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// The arguments, without the program's own name. One that is not UTF-8 matches nothing, so its exact bytes do not
/// matter.
pub(crate) fn arguments() -> Vec<String> {
    let lossy = |it: OsString| it.to_string_lossy().into_owned();
    env::args_os().skip(1).map(lossy).collect()
}

/// Why what came in cannot be used. Never holds it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("the standard input cannot be read: {0}")]
    Unreadable(io::ErrorKind),
    #[error("the standard input has more than {0} bytes")]
    TooLong(u64),
}

/// All that comes in, if it is at most `longest` bytes: whoever sends without end must not fill the memory.
pub(crate) fn read(input: &mut dyn Read, longest: u64) -> Result<Zeroizing<Vec<u8>>, InputError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = input.take(longest + 1).read_to_end(&mut bytes);
    match read {
        Ok(length) if length as u64 > longest => Err(InputError::TooLong(longest)),
        Ok(_) => Ok(bytes),
        Err(error) => Err(InputError::Unreadable(error.kind())),
    }
}

/// Sends an answer. That a client closed its end is a failure, not a panic.
pub(crate) fn send(to: &mut dyn Write, bytes: &[u8]) -> ExitCode {
    match to.write_all(bytes).and_then(|()| to.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Sends a sentence about what failed.
pub(crate) fn refuse(to: &mut dyn Write, sentence: &str) -> ExitCode {
    send(to, format!("{sentence}\n").as_bytes());
    ExitCode::FAILURE
}

/// Warns whoever looks at the standard error.
pub(crate) fn warn(sentence: &str) {
    send(
        &mut io::stderr(),
        format!("warning: {sentence}\n").as_bytes(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_as_is_allowed_is_read_and_no_byte_more() {
        assert_eq!(read(&mut &b"1234"[..], 4).unwrap().as_slice(), b"1234");
        let error = read(&mut &b"12345"[..], 4).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the standard input has more than 4 bytes"
        );
    }

    #[test]
    fn who_sends_without_end_is_refused() {
        assert!(read(&mut io::repeat(b'a'), 1024).is_err());
    }
}
