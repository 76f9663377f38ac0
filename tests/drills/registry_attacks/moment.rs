//! Moments of a verification: which of its requests is answered oddly, while all others are answered well.

use std::sync::Arc;

use pullkey_domain::image::ImageReference;

use super::{
    ordinary,
    script::{Asked, Script, Step},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// How does one log in?
    Hello,
    /// The login, by password.
    Login,
    /// The login, by a token.
    Token,
    /// May it pull this image?
    Manifest,
}

impl Moment {
    pub(super) const ALL: [Self; 4] = [Self::Hello, Self::Login, Self::Token, Self::Manifest];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hello => "the first question",
            Self::Login => "a login by password",
            Self::Token => "a login by token",
            Self::Manifest => "a question for a manifest",
        }
    }

    /// Whether the registry has the login by then.
    pub(super) fn has_login(self) -> bool {
        self != Self::Hello
    }

    /// What must be asked for so that it comes.
    pub(super) fn image(self) -> Option<ImageReference> {
        let image = "registry.attacker.example/acme/app:1";
        let is_asked_for = matches!(self, Self::Token | Self::Manifest);
        is_asked_for.then(|| image.parse().expect("it is an image"))
    }

    /// These steps at this moment.
    pub(super) fn script(self, steps: Vec<Step>) -> Script {
        Arc::new(move |asked| {
            if self.is_now(asked) {
                steps.clone()
            } else if self == Self::Login && asked.path == "/v2/" {
                ordinary::challenge_of("Basic realm=\"x\"")
            } else {
                ordinary::answer(asked)
            }
        })
    }

    fn is_now(self, asked: &Asked) -> bool {
        match self {
            Self::Hello => true,
            Self::Login => asked.has_login,
            Self::Token => asked.path == "/token",
            Self::Manifest => asked.path.contains("/manifests/"),
        }
    }
}
