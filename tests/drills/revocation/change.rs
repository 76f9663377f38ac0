use std::time::{Duration, Instant};

use pullkey_domain::timestamp::Timestamp;
use pullkey_tests::{IssuedKey, Keeper, delete_company, revoke_key, wall_time};
use serde_json::json;

use super::{party::Party, situation::Trial};
use crate::drill::Broken;

/// How a key ends, or becomes less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// By the command line.
    Revoked,
    /// In the database itself, without telling anybody.
    Erased,
    Deleted,
    SwitchedOff,
    Narrowed,
    Rotated,
    /// It is given an end, and the end comes.
    Ended,
    /// The command line deletes its company.
    CompanyDeleted,
}

/// So long ahead an end is set, that every node hears of it before.
const AHEAD: Duration = Duration::from_millis(1_500);

impl Change {
    /// Those that nodes are told of.
    pub(super) const TOLD: [Self; 7] = [
        Self::Revoked,
        Self::Deleted,
        Self::SwitchedOff,
        Self::Narrowed,
        Self::Rotated,
        Self::Ended,
        Self::CompanyDeleted,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Revoked => "revoked by the command line",
            Self::Erased => "erased in the database",
            Self::Deleted => "deleted over HTTP",
            Self::SwitchedOff => "switched off over HTTP",
            Self::Narrowed => "narrowed over HTTP",
            Self::Rotated => "rotated over HTTP",
            Self::Ended => "given an end over HTTP",
            Self::CompanyDeleted => "company deleted by the command line",
        }
    }

    pub(super) fn is_over_http(self) -> bool {
        !matches!(self, Self::Revoked | Self::Erased | Self::CompanyDeleted)
    }

    /// What its holder is answered from then on.
    pub(super) fn refusal(self) -> u16 {
        if self == Self::Narrowed { 403 } else { 401 }
    }

    /// Makes it. Tells from when on it counts.
    pub(super) fn make(self, party: &Party<'_>, trial: &Trial) -> Result<Instant, Broken> {
        let (keeper, key) = (party.keeper(), &trial.key);
        match self {
            Self::Revoked => revoke_key(party.folder(), &trial.company, key),
            Self::Erased => {
                return Err(Broken("nobody erases a single key here".to_owned()));
            }
            Self::Deleted => keeper.delete(&key.id),
            Self::SwitchedOff => keeper.switch_off(&key.id),
            Self::Narrowed => {
                keeper.allow(&key.id, &["AUDIT:READ"]);
            }
            Self::Rotated => {
                trial.successor.get_or_init(|| keeper.rotate(&key.id, 0));
            }
            Self::Ended => return Ok(end(keeper, key)),
            Self::CompanyDeleted => delete_company(party.folder(), &trial.company),
        }
        Ok(Instant::now())
    }
}

/// Lets a key end soon. Tells when.
fn end(keeper: &Keeper, key: &IssuedKey) -> Instant {
    let end = wall_time() + AHEAD;
    let millis = i64::try_from(end.as_millis()).unwrap_or_default();
    let expired_at = Timestamp::from_millis(millis).expect("it is no late century");
    keeper.change(&key.id, &json!({ "expired_at": expired_at.to_string() }));
    // What the end has beyond its milliseconds is dropped.
    let end = Duration::from_millis(millis.unsigned_abs());
    let left = end.saturating_sub(wall_time());
    Instant::now() + left
}
