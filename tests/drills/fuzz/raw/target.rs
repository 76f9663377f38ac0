use fastrand::Rng;
use pullkey_tests::hex;

use super::words::{NUMBERS, PIECES, Words, once_in, one};

/// The names of what a query may have, and some more.
const PARAMETERS: &[&str] = &[
    "limit",
    "offset",
    "cursor",
    "sort",
    "order",
    "q",
    "name",
    "registry",
    "host",
    "action",
    "ns",
    "n",
    "last",
    "from",
    "to",
    "digest",
    "artifactType",
    "unknown",
    "",
    "%6cimit",
];
const METHODS: &[&str] = &[
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
    "X",
    "M-SEARCH",
    "A!#$%&'*+",
];

/// A method and a target that are well-formed, and mean something more often than not.
pub(super) fn draw(words: &Words, rng: &mut Rng) -> (String, String) {
    let (method, path) = &words.operations[rng.usize(..words.operations.len())];
    let method = if once_in(5, rng) {
        one(METHODS, rng).to_owned()
    } else {
        method.clone()
    };
    let mut target = path.clone();
    while once_in(2, rng) {
        spoil(&mut target, rng);
    }
    if once_in(3, rng) {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&query(rng));
    }
    if once_in(200, rng) {
        target.push_str(&"/a".repeat(rng.usize(..5_000)));
    }
    if once_in(100, rng) {
        target = one(
            &[
                "*",
                "http://x/livez",
                "http://[::1]:1/v3/api-keys",
                "http:///",
                "/",
            ],
            rng,
        )
        .to_owned();
    }
    (method, target)
}

/// Puts a piece somewhere into the path, takes something out of it, or spells a character in another way. It goes on to begin
/// with a slash.
fn spoil(target: &mut String, rng: &mut Rng) {
    let at = 1 + rng.usize(..target.len());
    let at = (1..=at).rev().find(|at| target.is_char_boundary(*at));
    let at = at.unwrap_or(target.len());
    match rng.u8(..5) {
        0 => target.truncate(at),
        1 => target.insert_str(at, one(NUMBERS, rng)),
        2 => encode(target, at),
        _ => target.insert_str(at, &piece(rng)),
    }
}

/// Spells the character here in percents, each byte of it.
fn encode(target: &mut String, at: usize) {
    let Some(character) = target[at..].chars().next() else {
        return;
    };
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).bytes();
    let spelt: Vec<_> = bytes.map(|it| format!("%{it:02X}")).collect();
    target.replace_range(at..at + character.len_utf8(), &spelt.concat());
}

/// A piece without what ends a target, or is none in one.
fn piece(rng: &mut Rng) -> String {
    let piece = one(PIECES, rng);
    // The parser takes what a URL cannot have for no HTTP.
    if piece.contains(['\\', '"', '<', '>', '^', '`', '|', '[', ']', '{']) {
        return format!("%{}", hex(piece.as_bytes()));
    }
    piece.to_owned()
}

fn query(rng: &mut Rng) -> String {
    let pair = |rng: &mut Rng| {
        let name = one(PARAMETERS, rng);
        match rng.u8(..4) {
            0 => name.to_owned(),
            1 => format!("{name}={}", piece(rng)),
            2 => format!("{name}={}", one(NUMBERS, rng)),
            _ => format!("{name}={}", "a".repeat(rng.usize(..400))),
        }
    };
    let pairs: Vec<_> = (0..rng.usize(1..5)).map(|_| pair(rng)).collect();
    pairs.join("&")
}
