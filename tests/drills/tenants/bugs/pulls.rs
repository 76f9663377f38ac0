use pullkey_domain::api_key::Permission;
use pullkey_tests::{Client, Keeper, Proxy};

use crate::{stand_in::as_password, tenants::gateway::stage::Stage};

/// Bugs that pulls could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PullBug {
    /// It takes a caller for another one now and then. Planted by a proxy that sends the other company's key instead.
    SwappedPuller,
    /// A key's narrowing is overlooked. Planted by a proxy that sends the company's whole key for whoever is refused with 404.
    WidePull,
    /// A key that may not pull does. Planted by a proxy that sends the company's whole key for whoever is refused with 403.
    OpenPull,
    /// A key that is none lets in. Planted by a proxy that sends the company's whole key for whoever is refused with 401.
    RevivedPull,
    /// It looks a credential up without its company first, and so tells what exists elsewhere. Planted by a proxy that adds
    /// one space to the 404 of an id of the other company.
    TellingPull,
    /// A refused pull comes to the registry all the same. Planted by a proxy that pulls with the other company's key after a
    /// 404.
    LatePull,
    /// What a registry granted is kept for whoever asks next. Planted by a registry that hands out its first token only.
    MixedTokens,
    /// A resolution that is not kept within the company. Planted by a proxy that resolves with the other company's key.
    BoundlessResolution,
}

impl PullBug {
    /// Whether it is planted on PostgreSQL.
    pub(super) fn is_of_postgres(self) -> bool {
        matches!(
            self,
            Self::WidePull | Self::RevivedPull | Self::LatePull | Self::BoundlessResolution
        )
    }

    /// Plants it in front of the service.
    pub(in crate::tenants) fn plant(self, stage: &Stage) -> Option<Proxy> {
        if self == Self::MixedTokens {
            return None;
        }
        let whole = as_password(&stage.own.master.token);
        let others = as_password(&stage.other.master.token);
        // One that others cannot tell from a puller of the own company.
        let keeper = Keeper::new(
            Client::of(stage.site.node.place()),
            &stage.other.master.token,
        );
        let resolver = keeper.create(&[Permission::CredentialRead.as_str()]).token;
        let ids = stage.other.credentials.clone();
        Some(Proxy::start(
            stage.site.node.place(),
            move |mut request, upstream| {
                let is_pull = request.path().starts_with("/v2/");
                let is_resolution = request.path().ends_with("/resolve");
                if self == Self::BoundlessResolution && is_resolution {
                    request.set_header(KEY, &format!("Bearer {resolver}"));
                }
                let mut answer = upstream.send(&request)?;
                if !is_pull {
                    return Ok(answer);
                }
                let again = match (self, answer.status()) {
                    (Self::SwappedPuller, "200") if fastrand::u8(..10) == 0 => &others,
                    (Self::LatePull, "404") => &others,
                    (Self::WidePull, "404")
                    | (Self::OpenPull, "403")
                    | (Self::RevivedPull, "401") => &whole,
                    (Self::TellingPull, "404")
                        if ids.iter().any(|id| request.path().contains(id.as_str())) =>
                    {
                        let body = [answer.body(), b" "].concat();
                        answer.set_body(body);
                        return Ok(answer);
                    }
                    _ => return Ok(answer),
                };
                request.set_header(KEY, again);
                let other_answer = upstream.send(&request)?;
                Ok(match self {
                    Self::LatePull => answer,
                    _ => other_answer,
                })
            },
        ))
    }
}

const KEY: &str = "authorization";
