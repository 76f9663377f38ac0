use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use fastrand::Rng;

/// A login whose parts occur nowhere else.
pub(super) struct Canary {
    pub(super) username: String,
    pub(super) secret: String,
}

impl Canary {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let mut word = || (0..24).map(|_| rng.alphanumeric()).collect();
        Self {
            username: word(),
            secret: word(),
        }
    }

    /// What of the login is in these bytes, in whatever form.
    pub(super) fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
        let parts = [
            ("the secret", &self.secret),
            ("the user name", &self.username),
        ];
        let found = parts
            .into_iter()
            .find(|(_, part)| forms(part).iter().any(|form| holds(form)));
        let is_authorized = || {
            let text = bytes.to_ascii_lowercase();
            let name = b"authorization:";
            text.windows(name.len()).any(|it| it == name)
        };
        let what = found.map(|(what, _)| what);
        what.or_else(|| is_authorized().then_some("a header with a login"))
    }
}

/// As it is, and in base64 whatever stands before it: what depends on its neighbours is cut off.
fn forms(part: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![part.as_bytes().to_vec()];
    for before in 0..3 {
        let digits = (before + part.len()) * 8 / 6;
        let shared = (before * 8_usize).div_ceil(6);
        let bytes = [vec![0; before], part.as_bytes().to_vec()].concat();
        for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&bytes);
            forms.push(encoded.as_bytes()[shared..digits].to_vec());
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn a_login_is_found_in_every_form_that_it_may_be_sent_in() {
        let canary = Canary::new(&mut Rng::with_seed(1));
        let Canary { username, secret } = &canary;
        let basic = BASE64_STANDARD.encode(format!("{username}:{secret}"));
        let other = BASE64_STANDARD.encode(format!("_json_key:{secret}"));
        for (text, found) in [
            (format!("GET /?password={secret}"), Some("the secret")),
            (format!("GET /?account={username}"), Some("the user name")),
            (basic, Some("the secret")),
            (other, Some("the secret")),
            (BASE64_STANDARD.encode(username), Some("the user name")),
            (
                "Authorization: Bearer x".to_owned(),
                Some("a header with a login"),
            ),
            ("GET /token HTTP/1.1\r\nhost: x".to_owned(), None),
        ] {
            assert_eq!(canary.found_in(text.as_bytes()), found, "{text}");
        }
    }
}
