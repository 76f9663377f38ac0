//! How many requests a company may make: so many in a minute, at once if it likes.

mod allowance;
mod tier;
mod trials;

use std::{num::NonZeroU32, sync::Arc};

use actix_web::{HttpMessage, HttpRequest, http::Method, web::Data};
use pullkey_domain::id::CompanyId;
use pullkey_use_cases::Clock;

pub(super) use self::allowance::Allowance;
use self::tier::Tier;
pub use self::trials::TrialRates;
use super::problem::Problem;

/// The most requests of a company in a minute, by what they do; 0 is any number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    /// Those that only read: GET and HEAD.
    pub read: u32,
    /// All others.
    pub write: u32,
    /// Those below `/v2/`, which pull.
    pub pull: u32,
}

/// The limits of this node, and how far each company has used them. Other nodes have theirs.
pub struct RateLimits {
    read: Option<Tier<CompanyId>>,
    write: Option<Tier<CompanyId>>,
    pull: Option<Tier<CompanyId>>,
}

impl RateLimits {
    /// Limits that nobody has used yet.
    pub fn new(rates: Rates, clock: &Arc<dyn Clock>) -> Self {
        let tier = |rate| NonZeroU32::new(rate).map(|rate| Tier::new(rate, clock.clone()));
        Self {
            read: tier(rates.read),
            write: tier(rates.write),
            pull: tier(rates.pull),
        }
    }

    /// Forgets the companies that have their whole allowance, which is what those have that were never seen. Call it
    /// now and then.
    pub fn forget_full(&self) {
        for tier in [&self.read, &self.write, &self.pull].into_iter().flatten() {
            tier.forget_full();
        }
    }

    fn of(&self, method: &Method) -> Option<&Tier<CompanyId>> {
        if method.is_safe() {
            self.read.as_ref()
        } else {
            self.write.as_ref()
        }
    }
}

/// Takes a request from its company's allowance, of which the answer will tell, whatever it is.
///
/// # Errors
/// If there is none left.
pub(super) fn take(request: &HttpRequest, company: CompanyId) -> Result<(), Problem> {
    take_from(request, company, |limits| limits.of(request.method()))
}

/// The same for a request that pulls.
///
/// # Errors
/// If there is none left.
pub(super) fn take_pull(request: &HttpRequest, company: CompanyId) -> Result<(), Problem> {
    take_from(request, company, |limits| limits.pull.as_ref())
}

fn take_from(
    request: &HttpRequest,
    company: CompanyId,
    tier: impl FnOnce(&RateLimits) -> Option<&Tier<CompanyId>>,
) -> Result<(), Problem> {
    let limits: Option<&Data<RateLimits>> = request.app_data();
    let limits = limits.ok_or_else(|| Problem::internal("the app lacks rate limits"))?;
    let Some(tier) = tier(limits) else {
        return Ok(());
    };
    let allowance = tier.take(&company);
    request.extensions_mut().insert(allowance);
    match allowance.retry_after() {
        None => Ok(()),
        Some(seconds) => Err(Problem::rate_limited(allowance.limit(), seconds)),
    }
}
