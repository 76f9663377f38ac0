use pullkey_domain::{api_key::Reach, credential::Credential, id::CompanyId};
use pullkey_storage::{Page, PageRequest, StoreError};

use super::Credentials;

impl Credentials {
    /// Lists the credentials of a company within reach, newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        page: PageRequest,
    ) -> Result<Page<Credential>, StoreError> {
        self.store.list(company, reach, page).await
    }
}
