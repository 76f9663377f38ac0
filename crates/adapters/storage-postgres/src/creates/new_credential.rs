use pullkey_domain::{
    audit::Recorded,
    credential::Credential,
    id::CompanyId,
    idempotency::{IdempotencyKey, IdempotencyRecord},
};

/// A credential to be created, with the record that claims a key for it.
#[derive(Debug, Clone)]
pub(crate) struct NewCredential {
    pub(crate) created: Recorded<Credential>,
    pub(crate) claim: Option<IdempotencyRecord>,
}

/// What no two rows of one statement may claim.
pub(super) type Claim = (CompanyId, IdempotencyKey);

/// What became of one that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Created {
    /// It was stored.
    Stored,
    /// Nothing was stored: its company does not exist, or no longer.
    CompanyGone,
    /// Nothing was stored: its key was claimed before.
    ClaimedBefore,
}

impl NewCredential {
    /// The key that it claims, and whose.
    pub(super) fn claim(&self) -> Option<Claim> {
        let claim = self.claim.as_ref()?;
        Some((self.created.subject().company(), claim.key().clone()))
    }

    /// About how many bytes it takes in a statement.
    pub(super) fn size(&self) -> usize {
        let credential = self.created.subject();
        let body = self.claim.as_ref().map_or(0, |it| it.answer().body.len());
        2 * credential.name().as_str().len() + credential.sealed().as_bytes().len() + body + 512
    }
}
