use std::sync::Mutex;

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Message, Node, Proxy};

mod planted;
mod pulls;

use self::planted::Planted;
pub(crate) use self::pulls::PullBug;
use super::{
    OPERATOR_KEY,
    callers::{Caller, Callers, Reach},
    operations::Kind,
    party::Party,
    site::Site,
    strangers::{DISABLED, EXPIRED, GONE, OPERATOR, REPLACED},
};
use crate::kind;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It takes a caller for another one now and then, as a cache of keys with a wrong index would. Planted by a proxy
    /// that sends the other company's key instead.
    SwappedKey,
    /// A route that forgot to ask for a permission. Planted by a proxy that turns the key of a DELETE into one that may
    /// do everything.
    OpenDoor,
    /// A key's narrowing is overlooked. Planted by a proxy that sends the company's whole key for a narrowed one.
    WideKey,
    /// A key that is changed is remembered as it was. Planted by a proxy that sends the company's whole key for any other
    /// for a moment after one was given other capabilities.
    StaleReach,
    /// A narrowed list counts what it does not show. Planted by a proxy that adds one to the total.
    TellingTotal,
    /// Whoever may change keys makes any out of them. Planted by a proxy that sends the company's whole key for one that
    /// may change keys.
    Escalation,
    /// A key that ends makes and hands out keys that do not. Planted by a proxy that sends the company's whole key for it.
    Prolonging,
    /// A key that is none any more lets in. Planted by a proxy that sends the company's whole key for it.
    Revived(&'static str),
    /// A company's key opens the operator's door. Planted by a proxy that sends the operator's key for it.
    OperatorDoor,
    /// Where the operator has no key, it shows that he could have one. Planted by a proxy that answers 401 there.
    TellingDoor,
    /// A company is left without a key that can make others. Planted by a proxy that answers as if the last one went.
    LastKeyGone,
    /// A token is told again. Planted by a proxy that adds one to what is shown of a key.
    ToldToken,
    /// It looks something up without its company first, and so tells what exists elsewhere. Planted by a proxy that adds
    /// one space to the 404 of an id of the other company.
    TellingAbsence(Kind),
    /// An UPDATE without the company in its condition. Planted by a trigger that changes the other company's rows with
    /// each creation.
    StrayUpdate(Kind),
    /// A refused request that is done all the same. Planted by a proxy that answers 403 after it did a DELETE.
    LateRefusal,
    /// A search that is not kept within the company. Planted by a proxy that searches with the other company's key.
    BoundlessSearch,
    /// A look into the trail that is not kept within the company. Planted by a proxy that looks for the events of a
    /// credential with the other company's key.
    BoundlessTrail,
    /// A cursor that works for whoever has it. Planted by a proxy that sends cursors with the other company's key.
    ForeignCursor,
    /// A precondition is checked before it is known whose the credential is. Planted by a proxy that answers 412 for the
    /// other company's.
    TellingPrecondition,
    /// An operation that nobody thought of here. Planted by a proxy that adds one to the OpenAPI document.
    NewOperation,
    /// A method that is there and not in the document. Planted by a proxy that answers PUT.
    HiddenMethod,
    /// One of pulls.
    Pull(PullBug),
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("swapped-key", Self::SwappedKey),
        ("open-door", Self::OpenDoor),
        ("wide-key", Self::WideKey),
        ("stale-reach", Self::StaleReach),
        ("telling-total", Self::TellingTotal),
        ("escalation", Self::Escalation),
        ("prolonging", Self::Prolonging),
        ("disabled-key", Self::Revived(DISABLED)),
        ("expired-key", Self::Revived(EXPIRED)),
        ("replaced-token", Self::Revived(REPLACED)),
        ("gone-company", Self::Revived(GONE)),
        ("operator-key", Self::Revived(OPERATOR)),
        ("operator-door", Self::OperatorDoor),
        ("telling-door", Self::TellingDoor),
        ("last-key-gone", Self::LastKeyGone),
        ("told-token", Self::ToldToken),
        ("telling-absence", Self::TellingAbsence(Kind::Credential)),
        ("telling-key", Self::TellingAbsence(Kind::ApiKey)),
        ("stray-update", Self::StrayUpdate(Kind::Credential)),
        ("stray-key-update", Self::StrayUpdate(Kind::ApiKey)),
        ("late-refusal", Self::LateRefusal),
        ("boundless-search", Self::BoundlessSearch),
        ("boundless-trail", Self::BoundlessTrail),
        ("foreign-cursor", Self::ForeignCursor),
        ("telling-precondition", Self::TellingPrecondition),
        ("new-operation", Self::NewOperation),
        ("hidden-method", Self::HiddenMethod),
        ("swapped-puller", Self::Pull(PullBug::SwappedPuller)),
        ("wide-pull", Self::Pull(PullBug::WidePull)),
        ("open-pull", Self::Pull(PullBug::OpenPull)),
        ("revived-pull", Self::Pull(PullBug::RevivedPull)),
        ("telling-pull", Self::Pull(PullBug::TellingPull)),
        ("late-pull", Self::Pull(PullBug::LatePull)),
        ("mixed-tokens", Self::Pull(PullBug::MixedTokens)),
        (
            "boundless-resolution",
            Self::Pull(PullBug::BoundlessResolution),
        ),
    ];

    /// The store on which it is planted: half of them on each, and what is wrong in a store on both.
    pub(super) fn store(self) -> kind::Kind {
        let on_postgres = match self {
            Self::StrayUpdate(kind) | Self::TellingAbsence(kind) => kind == Kind::ApiKey,
            Self::Pull(bug) => bug.is_of_postgres(),
            Self::WideKey
            | Self::StaleReach
            | Self::Escalation
            | Self::Revived(DISABLED | REPLACED | OPERATOR)
            | Self::TellingDoor
            | Self::LastKeyGone
            | Self::LateRefusal
            | Self::BoundlessTrail
            | Self::ForeignCursor
            | Self::HiddenMethod => true,
            _ => false,
        };
        if on_postgres {
            kind::Kind::Postgres
        } else {
            kind::Kind::Embedded
        }
    }

    /// Plants it, in the database or in front of the service.
    pub(super) fn plant(
        self,
        site: &Site,
        (own, other): (&Party, &Party),
        callers: &Callers,
        rng: Rng,
    ) -> Option<Proxy> {
        if let Self::StrayUpdate(kind) = self {
            site.store().stray(&other.company, kind);
            return None;
        }
        let keyed = |party: &Party| format!("Bearer {}", party.master.token);
        let planted = Planted {
            bug: self,
            own_key: keyed(own),
            other_key: keyed(other),
            operator_key: format!("Bearer {OPERATOR_KEY}"),
            others: other.ids(),
            holders: callers.authorizations(|caller| caller.known),
            concerned: callers.authorizations(|caller| self.concerns(caller)),
            rng: Mutex::new(rng),
            changed: Mutex::default(),
        };
        let place = site.node.place();
        Some(Proxy::start(place, move |mut request, upstream| {
            if let Some(answer) = planted.before(&mut request) {
                return Ok(answer);
            }
            let answer = upstream.send(&request)?;
            planted.after(request, answer, upstream)
        }))
    }

    /// Plants it before a node whose operator has no key.
    pub(super) fn before_hidden(self, node: &Node) -> Option<Proxy> {
        matches!(self, Self::TellingDoor).then(|| {
            Proxy::start(node.place(), |request, upstream| {
                if request.path().starts_with("/operator/v1/companies") {
                    return Ok(Message::answer("401 Unauthorized", b"{}"));
                }
                upstream.send(&request)
            })
        })
    }

    /// Whether it is about this caller.
    fn concerns(self, caller: &Caller) -> bool {
        match self {
            Self::WideKey | Self::TellingTotal => caller.is_narrowed(),
            Self::Escalation => {
                let reaches = |permission| caller.reach(permission) == Some(&Reach::All);
                reaches(Permission::ApiKeyUpdate) && !reaches(Permission::CredentialRead)
            }
            Self::Prolonging => caller.ends,
            Self::Revived(name) => caller.name == name,
            _ => false,
        }
    }
}
