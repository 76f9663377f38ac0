//! Registries that secrets are sent to: by password, by token, and with blobs elsewhere.

use std::sync::{Arc, Mutex, PoisonError};

use pullkey_tests::{Message, hex};

use super::canary::{Canaries, Kind};
use crate::stand_in::{self, Access, MANIFEST, Record, StandIn};

/// The registries of one site. What they hand out is secret, too.
pub(super) struct Upstream {
    /// One that takes the password itself.
    pub(super) by_password: StandIn,
    /// One that takes tokens, and has its blobs elsewhere.
    pub(super) by_token: StandIn,
    pub(super) realm: StandIn,
    /// Where addresses that are signed lead to.
    pub(super) files: StandIn,
    made: Made,
}

/// The secrets that they made.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<Secret>>>);

/// What one is for, what it is, and the secret itself.
type Secret = (Kind, &'static str, String);

/// What stands before the secret of a signed address.
const SIGNATURE: &str = "signature=";
/// What goes wrong at the registry itself, or leads elsewhere.
pub(super) const BROKEN: &str = "broken";
pub(super) const MOVED: &str = "moved";

impl Upstream {
    pub(super) fn start() -> Self {
        let made = Made::default();
        let files = StandIn::start(|_| Message::answer("200 OK", MANIFEST.as_bytes()));
        let makes = made.clone();
        let realm = StandIn::start(move |_| {
            let token = makes.one_more(Kind::UpstreamToken, "a token of a registry");
            // Nobody asks for it, so nobody may have it afterwards.
            let more = makes.one_more(Kind::Sent, "a token that came with another one");
            stand_in::token(&token, &more)
        });
        let registry = |access: Access| {
            let (made, files) = (made.clone(), files.host());
            StandIn::start(move |request| made.answer(&access, &files, request))
        };
        let url = format!("http://{}/token", realm.host());
        Self {
            by_password: registry(Access::Password),
            by_token: registry(Access::Token(url)),
            realm,
            files,
            made,
        }
    }

    /// The setting that lets a service connect to them.
    pub(super) fn allowed(&self) -> String {
        let all = [&self.by_password, &self.by_token, &self.realm, &self.files];
        let all = all.map(|it| format!("http://{}", it.host()));
        format!("registry_allow = '{}'", all.join(","))
    }

    /// What they made until now is searched for, too.
    pub(super) fn tell(&self, canaries: &Canaries) {
        for (kind, what, core) in self.made.all() {
            canaries.add(kind, what, core.as_bytes());
        }
    }

    /// Closes all connections: what came over them last would be in the buffers of the service until then.
    pub(super) fn hang_up(&mut self) {
        for registry in [
            &mut self.by_password,
            &mut self.by_token,
            &mut self.realm,
            &mut self.files,
        ] {
            registry.hang_up();
        }
    }

    /// Who hears logins.
    pub(super) fn records(&self) -> [(&'static str, &Record); 3] {
        [
            ("a registry by password", self.by_password.record()),
            ("a registry by token", self.by_token.record()),
            ("a realm", self.realm.record()),
        ]
    }
}

impl Made {
    fn one_more(&self, kind: Kind, what: &'static str) -> String {
        let core: String = (0..24).map(|_| fastrand::alphanumeric()).collect();
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.push((kind, what, core.clone()));
        core
    }

    fn all(&self) -> Vec<Secret> {
        let made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.clone()
    }

    fn answer(&self, access: &Access, files: &str, request: &Message) -> Message {
        let ordinary = stand_in::ordinary(access, request);
        let has = |part: &str| request.path().contains(part);
        let has_blobs = matches!(access, Access::Password);
        if ordinary.status() != "200" {
            ordinary
        } else if has(BROKEN) {
            let said = self.one_more(Kind::Sent, "what a registry said when it failed");
            let mut answer =
                Message::answer("500 Internal Server Error", hex(said.as_bytes()).as_bytes());
            answer.set_header("x-error", &said);
            answer.set_header("www-authenticate", &format!("Basic realm=\"{said}\""));
            answer
        } else if has(MOVED) || has("/blobs/") && !has_blobs {
            let core = if has(MOVED) {
                self.one_more(Kind::FollowedAddress, "a signature that is followed")
            } else {
                self.one_more(Kind::SignedAddress, "a signature that is passed on")
            };
            let mut answer = Message::answer("307 Temporary Redirect", b"");
            let location = format!("http://{files}/file?{SIGNATURE}{core}&expires=1");
            answer.set_header("location", &location);
            answer
        } else {
            ordinary
        }
    }
}

/// The signature of the address that an answer leads to, if it does.
pub(super) fn signature(answer: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(answer);
    let (_, behind) = text.split_once(SIGNATURE)?;
    Some(behind.split('&').next()?.to_owned())
}
