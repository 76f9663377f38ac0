use super::stage::Stage;
use crate::stand_in::{BLOB_DIGEST, MANIFEST_DIGEST};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Target {
    /// What the own company has a credential for, at the registry by password or at the one by token. So has the other one.
    Own(usize),
    /// What only the other company has a credential for, or its credential for a registry of both.
    Others,
    /// What nobody has.
    Random,
}

/// By which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum By {
    Host,
    Id,
    Namespace,
}

/// Everything that can be pulled.
pub(super) fn parts() -> [String; 5] {
    [
        "manifests/1".to_owned(),
        format!("manifests/{MANIFEST_DIGEST}"),
        format!("blobs/{BLOB_DIGEST}"),
        "tags/list".to_owned(),
        format!("referrers/{MANIFEST_DIGEST}"),
    ]
}

impl Target {
    pub(super) const ALL: [Self; 4] = [Self::Own(0), Self::Own(1), Self::Others, Self::Random];

    /// The host of its registry.
    pub(super) fn host(self, stage: &Stage) -> String {
        match self {
            Self::Own(nth) => stage.shared[nth].host(),
            Self::Others => stage.theirs.host(),
            Self::Random => stage.nobodys.host(),
        }
    }

    fn id(self, stage: &Stage) -> String {
        match self {
            Self::Own(nth) => stage.own.credentials[nth].clone(),
            Self::Others => fastrand::choice(&stage.other.credentials)
                .cloned()
                .unwrap_or_default(),
            Self::Random => super::super::cell::nobodys(&mut fastrand::Rng::new()),
        }
    }
}

impl By {
    pub(super) const ALL: [Self; 3] = [Self::Host, Self::Id, Self::Namespace];

    pub(super) fn path(self, stage: &Stage, target: Target, part: &str) -> String {
        let host = target.host(stage);
        match self {
            Self::Host => format!("/v2/{}/acme/app/{part}", host.replace(':', "_")),
            Self::Id => format!("/v2/{}/acme/app/{part}", target.id(stage)),
            Self::Namespace => format!("/v2/acme/app/{part}?ns={host}"),
        }
    }
}
