use pullkey_domain::{company::Company, id::CompanyId};
use pullkey_storage::StoreError;

use super::Companies;

impl Companies {
    /// Finds a company that exists. `None` if there is none of this id, or no longer.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        self.store.find(id).await
    }
}
