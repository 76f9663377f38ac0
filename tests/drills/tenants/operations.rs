//! What each operation of the OpenAPI document needs, and what it does.

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use serde_json::{Value, json};

use super::party::unique;

/// What there is to know of an operation.
pub(super) struct Line {
    /// Its `operationId`.
    pub(super) operation: &'static str,
    pub(super) needs: Needs,
    pub(super) about: About,
    pub(super) effect: Effect,
    pub(super) hands: Hands,
    /// A body that is accepted.
    pub(super) body: Option<fn(&mut Rng) -> Value>,
    /// The status of its good answer.
    pub(super) answer: u16,
    /// Whether that has the token of a key.
    pub(super) tells_token: bool,
}

/// What somebody needs to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    /// A key of a company, whatever it may do.
    AnyKey,
    /// A key that may do this.
    Permission(Permission),
    /// The operator's key. Where there is none, there is no such path.
    OperatorKey,
}

/// What an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The service itself.
    Service,
    /// The key in use.
    KeyInUse,
    /// All companies.
    Companies,
    /// The company in its path.
    Company,
    /// All things of this kind that the company of the key has.
    All(Kind),
    /// The one in its path.
    One(Kind),
    /// An image that a credential of the company may serve.
    Image,
    /// All that was done in the company of the key.
    Trail,
}

/// What a company has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Credential,
    ApiKey,
}

/// What it does to the things of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    Creates,
    Changes,
    Removes,
    /// It is used: only an event tells of it.
    Uses,
}

/// What it could hand to somebody who has less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hands {
    Nothing,
    /// A key that is switched on or given a name: it can do no more than the key in use.
    Key,
    /// A key that is given capabilities.
    Capabilities,
}

pub(super) const LINES: &[Line] = &[
    Line {
        effect: Effect::Creates,
        body: Some(
            |rng| json!({ "name": unique("own", rng), "username": "u", "secret": "12345678" }),
        ),
        answer: 201,
        ..needs(
            Permission::CredentialCreate,
            "createDockerRegistry",
            About::All(Kind::Credential),
        )
    },
    Line {
        effect: Effect::Changes,
        body: Some(|rng| json!({ "name": unique("own", rng) })),
        ..needs(
            Permission::CredentialUpdate,
            "updateDockerRegistry",
            About::One(Kind::Credential),
        )
    },
    Line {
        effect: Effect::Removes,
        ..needs(
            Permission::CredentialDelete,
            "deleteDockerRegistry",
            About::One(Kind::Credential),
        )
    },
    Line {
        effect: Effect::Uses,
        body: Some(|_| json!({})),
        ..needs(
            Permission::CredentialVerify,
            "verifyDockerRegistry",
            About::One(Kind::Credential),
        )
    },
    Line {
        body: Some(|_| json!({ "image": "acme/app:1" })),
        ..reads("resolveDockerRegistry", About::Image)
    },
    reads("listDockerRegistries", About::All(Kind::Credential)),
    reads("getDockerRegistry", About::One(Kind::Credential)),
    Line {
        effect: Effect::Creates,
        hands: Hands::Capabilities,
        body: Some(|rng| json!({ "name": unique("own", rng) })),
        answer: 201,
        tells_token: true,
        ..needs(
            Permission::ApiKeyCreate,
            "createApiKey",
            About::All(Kind::ApiKey),
        )
    },
    Line {
        hands: Hands::Capabilities,
        body: Some(|rng| json!({ "name": unique("own", rng) })),
        ..changes_key("updateApiKey")
    },
    changes_key("toggleApiKey"),
    Line {
        tells_token: true,
        ..changes_key("rotateApiKey")
    },
    Line {
        effect: Effect::Removes,
        ..needs(
            Permission::ApiKeyDelete,
            "deleteApiKey",
            About::One(Kind::ApiKey),
        )
    },
    reads("listApiKeys", About::All(Kind::ApiKey)),
    reads("getApiKey", About::One(Kind::ApiKey)),
    needs(Permission::AuditRead, "listAuditEvents", About::Trail),
    with_any_key("getOwnApiKey"),
    with_any_key("validateApiKey"),
    by_the_operator("createCompany", About::Companies),
    by_the_operator("listCompanies", About::Companies),
    by_the_operator("deleteCompany", About::Company),
    by_the_operator("createCompanyApiKey", About::Company),
    by_the_operator("listCompanyApiKeys", About::Company),
    public("getDocs"),
    public("getLiveness"),
    public("getReadiness"),
    public("getMetrics"),
    public("getOpenApi"),
    public("getProblemPage"),
];

const fn needs(permission: Permission, operation: &'static str, about: About) -> Line {
    Line {
        operation,
        needs: Needs::Permission(permission),
        about,
        effect: Effect::None,
        hands: Hands::Nothing,
        body: None,
        answer: 200,
        tells_token: false,
    }
}

pub(super) const fn reads(operation: &'static str, about: About) -> Line {
    let permission = match about {
        About::All(Kind::ApiKey) | About::One(Kind::ApiKey) => Permission::ApiKeyRead,
        _ => Permission::CredentialRead,
    };
    needs(permission, operation, about)
}

const fn changes_key(operation: &'static str) -> Line {
    Line {
        effect: Effect::Changes,
        hands: Hands::Key,
        ..needs(
            Permission::ApiKeyUpdate,
            operation,
            About::One(Kind::ApiKey),
        )
    }
}

const fn with_any_key(operation: &'static str) -> Line {
    Line {
        needs: Needs::AnyKey,
        ..reads(operation, About::KeyInUse)
    }
}

/// What else there is to say of it is of no interest: nobody here is the operator.
const fn by_the_operator(operation: &'static str, about: About) -> Line {
    Line {
        needs: Needs::OperatorKey,
        ..reads(operation, about)
    }
}

pub(super) const fn public(operation: &'static str) -> Line {
    Line {
        needs: Needs::Nothing,
        ..reads(operation, About::Service)
    }
}

impl Needs {
    /// What the OpenAPI document calls the key.
    pub(super) fn lock(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::AnyKey | Self::Permission(_) => Some("api_key"),
            Self::OperatorKey => Some("operator_key"),
        }
    }

    /// The permission, if it is one.
    pub(super) fn permission(self) -> Option<Permission> {
        match self {
            Self::Permission(permission) => Some(permission),
            Self::Nothing | Self::AnyKey | Self::OperatorKey => None,
        }
    }
}

impl Kind {
    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Credential => Self::ApiKey,
            Self::ApiKey => Self::Credential,
        }
    }

    /// Its table in the store.
    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::Credential => "credentials",
            Self::ApiKey => "api_keys",
        }
    }

    /// Where all of its kind stand.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Credential => "/v3/docker-registries",
            Self::ApiKey => "/v3/api-keys",
        }
    }

    /// What audit events call it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::ApiKey => "api_key",
        }
    }
}
