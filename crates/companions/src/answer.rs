//! What both programs answer with.

use serde::Serialize;
use zeroize::Zeroizing;

/// The user name that goes with the key. The gateway takes any.
pub(crate) const USER: &str = "pullkey";

/// What a program says of its version: its name, the package, the number.
pub(crate) fn version(name: &str) -> Zeroizing<Vec<u8>> {
    let package = env!("CARGO_PKG_NAME");
    let number = env!("CARGO_PKG_VERSION");
    Zeroizing::new(format!("{name} ({package}) {number}\n").into())
}

/// A value as a line of JSON.
#[expect(
    clippy::expect_used,
    reason = "texts and maps from text to text are always JSON, and a Vec takes any bytes"
)]
pub(crate) fn line(value: &impl Serialize) -> Zeroizing<Vec<u8>> {
    // Room for all but the longest server URL at once: a buffer that grows leaves copies of the key behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
    serde_json::to_writer(&mut *bytes, value).expect("it is JSON");
    bytes.push(b'\n');
    bytes
}
