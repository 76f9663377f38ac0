use fastrand::Rng;
use pullkey_domain::api_key::ApiKeyToken;

/// What is sent, as it stands to the token of the key. All of them are well-formed: the checksum of each is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Only the first character of the secret is wrong.
    WrongFirst,
    /// Only the last one is.
    WrongLast,
    /// The secret has nothing to do with it.
    Wrong,
    /// No key has the handle.
    Unknown,
}

/// One of each kind.
pub(crate) struct Tokens(Vec<(Sent, ApiKeyToken)>);

/// Where the secret stands, and how long it is.
const SECRET_AT: usize = 21;
const SECRET: usize = 32;

impl Tokens {
    /// Makes all of them, whichever is sent, and in some order: neither what was done before nor the place in memory must
    /// go with the kind.
    pub(crate) fn of(token: &ApiKeyToken, rng: &mut Rng) -> Self {
        let mut kinds = [
            Sent::WrongFirst,
            Sent::WrongLast,
            Sent::Wrong,
            Sent::Unknown,
        ];
        rng.shuffle(&mut kinds);
        let made = kinds.map(|sent| (sent, sent.make(token, rng)));
        Self(made.into())
    }

    pub(crate) fn of_kind(&self, wanted: Sent) -> &ApiKeyToken {
        let mut tokens = self.0.iter();
        let found = tokens.find(|(sent, _)| *sent == wanted);
        &found.expect("there is one of each kind").1
    }
}

impl Sent {
    fn make(self, token: &ApiKeyToken, rng: &mut Rng) -> ApiKeyToken {
        match self {
            Self::WrongFirst => wrong_at(token, 0, rng),
            Self::WrongLast => wrong_at(token, SECRET - 1, rng),
            Self::Wrong => ApiKeyToken::another(token.handle(), |bytes| rng.fill(bytes)),
            Self::Unknown => ApiKeyToken::generate(|bytes| rng.fill(bytes)),
        }
    }
}

/// The token with any other character in this place, and the checksum that goes with it.
fn wrong_at(token: &ApiKeyToken, at: usize, rng: &mut Rng) -> ApiKeyToken {
    let secret = &token.expose().as_bytes()[SECRET_AT..SECRET_AT + SECRET];
    let mut drawn = [0; 64];
    for (drawn, character) in drawn.iter_mut().zip(secret) {
        *drawn = place_of(*character);
    }
    drawn[at] = (drawn[at] + rng.u8(1..62)) % 62;
    // What tokens are made of are places in their alphabet.
    ApiKeyToken::another(token.handle(), |bytes| bytes.copy_from_slice(&drawn))
}

/// The place of a character in the alphabet of tokens.
fn place_of(character: u8) -> u8 {
    match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'Z' => character - b'A' + 10,
        _ => character - b'a' + 36,
    }
}
