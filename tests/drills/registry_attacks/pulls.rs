//! The same attackers, where images are pulled with the login.

use std::sync::Arc;

use pullkey_domain::{
    credential::{RegistryPlace, SecretBinding},
    id::{CompanyId, CredentialId},
    image::{Digest, RepositoryPath, Version},
    version::SecretVersion,
};
use pullkey_registry::{Extent, Fetched, Part, Pull, PullError, Verdict};

use super::{
    attack::Attack,
    ordinary,
    scene::Scene,
    script::{Asked, Script, Step},
};

pub(super) mod odd;
pub(super) mod rebound;
pub(super) mod spelled;
pub(super) mod stolen;

/// What is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Manifest,
    /// The same by a digest, which nothing has that an attacker could answer with.
    ByDigest,
    Blob,
    Tags,
}

/// When a registry attacks, while all else is answered well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// How does one log in?
    Hello,
    /// The login, by password.
    Login,
    /// The login, by a token.
    Token,
    /// What is pulled, by password.
    PartByPassword,
    /// What is pulled, by a token.
    PartByToken,
}

const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

impl Wanted {
    pub(super) const ALL: [Self; 4] = [Self::Manifest, Self::ByDigest, Self::Blob, Self::Tags];

    /// One of them, by turns.
    pub(super) fn of(nth: usize) -> Self {
        Self::ALL[nth % Self::ALL.len()]
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Manifest => "a manifest",
            Self::ByDigest => "a manifest by its digest",
            Self::Blob => "a blob",
            Self::Tags => "tags",
        }
    }

    fn part(self) -> Part {
        let digest = Digest::parse(DIGEST).expect("it is a digest");
        let manifest = |version| Part::Manifest {
            version,
            accepted: Vec::new(),
        };
        match self {
            Self::Manifest => manifest(Version::parse("1").expect("it is a tag")),
            Self::ByDigest => manifest(Version::Digest(digest)),
            Self::Blob => Part::Blob {
                digest,
                range: None,
            },
            Self::Tags => Part::Tags { query: None },
        }
    }

    /// A pull of it with the login that nobody else may get.
    pub(super) fn pull(self, scene: &Scene, place: RegistryPlace) -> Pull {
        let attempt = scene.attempt(place, None);
        let id = "00000000-0000-4000-8000-000000000001";
        Pull {
            binding: SecretBinding {
                company: CompanyId::parse(id).expect("it is an id"),
                credential: CredentialId::parse(id).expect("it is an id"),
                secret_version: SecretVersion::FIRST,
                place: attempt.place,
                login: attempt.kind,
                username: attempt.username,
            },
            secret: attempt.secret,
            repository: RepositoryPath::parse("acme/app").expect("it is a path"),
            part: self.part(),
            extent: Extent::Content,
        }
    }
}

impl Point {
    pub(super) const ALL: [Self; 5] = [
        Self::Hello,
        Self::Login,
        Self::Token,
        Self::PartByPassword,
        Self::PartByToken,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hello => "the first question",
            Self::Login => "a login by password",
            Self::Token => "a login by token",
            Self::PartByPassword => "what is pulled by password",
            Self::PartByToken => "what is pulled by token",
        }
    }

    /// Whether the registry has the login by then.
    pub(super) fn has_login(self) -> bool {
        self != Self::Hello
    }

    /// These steps then.
    pub(super) fn script(self, steps: Vec<Step>) -> Script {
        Arc::new(move |asked| {
            if self.is_now(asked) {
                return steps.clone();
            }
            match self {
                Self::Login | Self::PartByPassword if !asked.has_login => {
                    ordinary::challenge_of("Basic realm=\"x\"")
                }
                Self::PartByPassword if asked.path == "/v2/" => ordinary::json("{}"),
                _ => ordinary::answer(asked),
            }
        })
    }

    fn is_now(self, asked: &Asked) -> bool {
        match self {
            Self::Hello => true,
            Self::Login => asked.has_login,
            Self::Token => asked.path == "/token",
            Self::PartByPassword | Self::PartByToken => is_part(asked),
        }
    }
}

/// Whether it is what is pulled that is asked for.
fn is_part(asked: &Asked) -> bool {
    asked.path.starts_with("/v2/acme/app/")
}

/// How a pull ended.
pub(super) fn word(fetched: &Result<Fetched, PullError>) -> &'static str {
    match fetched {
        Ok(Fetched::Here(_)) => "passed on",
        Ok(Fetched::Elsewhere(_)) => "sent elsewhere",
        Err(PullError::Failed(obstacle)) => Verdict::Failed(obstacle.clone()).outcome().as_str(),
        Err(PullError::NoRoom) => "no_room",
        Err(PullError::Misdirected) => "misdirected",
        Err(PullError::Mismatched) => "mismatched",
        Err(_) => "not to be had",
    }
}

/// What is pulled, and how, for the one who reads what is broken.
fn named(what: &str, wanted: Wanted) -> String {
    format!("{what}, pulling {}", wanted.name())
}

/// An attack on a pull of this.
fn attack(
    what: &str,
    wanted: Wanted,
    ending: impl Future<Output = super::attack::Ending> + Send + 'static,
) -> Attack {
    Attack::new(named(what, wanted), ending)
}
