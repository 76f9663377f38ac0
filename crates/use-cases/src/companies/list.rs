use pullkey_domain::company::Company;
use pullkey_storage::{Page, PageRequest, StoreError};

use super::Companies;

impl Companies {
    /// Lists the companies that exist, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn list(&self, page: PageRequest) -> Result<Page<Company>, StoreError> {
        self.store.list(page).await
    }
}
