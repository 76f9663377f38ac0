//! Sealing all secrets anew.

mod company;
mod failures;
mod run;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use pullkey_domain::credential::SealMark;
use pullkey_storage::{CompanyStore, Deadline, Maintenance, Rewrapping, StoreError};

pub use self::{failures::RewrapFailures, run::RewrapRun};
use crate::{By, Credentials};

/// Seals every secret anew under the ring's primary secret key, while others work: company by company, some credentials at
/// a time. Any number of nodes may do that at once, and each may be cut off anywhere: a run goes by nothing but what the
/// store has.
///
/// A credential stays what it is, down to its versions: only its sealed bytes change, and only if they are still those that
/// were opened. So an edit that comes between wins.
pub struct Rewrap {
    credentials: Arc<Credentials>,
    companies: Arc<dyn CompanyStore>,
    all_companies: Arc<dyn Maintenance>,
    store: Arc<dyn Rewrapping>,
}

/// A count walks over the whole store.
const COUNTING: Duration = Duration::from_hours(1);

impl Rewrap {
    /// Puts the parts together.
    pub fn new(
        credentials: Arc<Credentials>,
        companies: Arc<dyn CompanyStore>,
        all_companies: Arc<dyn Maintenance>,
        store: Arc<dyn Rewrapping>,
    ) -> Self {
        Self {
            credentials,
            companies,
            all_companies,
            store,
        }
    }

    /// Begins a run on somebody's behalf, by counting what there is to do.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. Then nothing was begun.
    pub async fn begin(&self, by: By) -> Result<RewrapRun<'_>, StoreError> {
        let key = self.credentials.cipher.primary();
        let mark = self.credentials.cipher.mark(key);
        let left = self.count_left(&mark).await?;
        Ok(RewrapRun::new(self, by, key, mark, left))
    }

    /// How many credentials of the whole store do not bear the mark.
    async fn count_left(&self, mark: &SealMark) -> Result<u64, StoreError> {
        let count = self.store.count_sealed_otherwise(mark);
        Deadline::after(COUNTING).bounding(count).await
    }
}
