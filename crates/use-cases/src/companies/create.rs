use pullkey_domain::{
    company::{Company, CompanyName, CompanySalt},
    id::CompanyId,
};
use pullkey_storage::InsertCompanyError;

use super::Companies;
use crate::By;

/// Let a company in.
pub struct CreateCompany {
    /// The id that it shall have; a fresh one, if `None`.
    pub id: Option<CompanyId>,
    /// What people call it.
    pub name: CompanyName,
}

impl Companies {
    /// Makes a company with a salt of its own.
    ///
    /// # Errors
    /// [`InsertCompanyError::IdTaken`] if the id was ever given before.
    pub async fn create(
        &self,
        by: By,
        command: CreateCompany,
    ) -> Result<Company, InsertCompanyError> {
        let fresh = || CompanyId::from_uuid(self.surroundings.ids.next());
        let id = command.id.unwrap_or_else(fresh);
        let mut salt = [0; 32];
        self.surroundings.entropy.fill(&mut salt);
        let salt = CompanySalt::from_bytes(salt);
        let created = Company::create(id, command.name, salt, self.surroundings.act(by))
            .sign(|event| self.signer.sign(event));
        self.store.insert(&created).await?;
        Ok(created.into_subject())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pullkey_cipher::MockAuditSigner;
    use pullkey_storage::MockCompanyStore;

    use super::*;
    use crate::fixtures::{a_company, an_authentication, by_an_operator, signature, surroundings};

    fn companies(store: MockCompanyStore) -> Companies {
        let mut signer = MockAuditSigner::new();
        signer.expect_sign().returning(|_| signature());
        let let_in = an_authentication();
        Companies::new(Arc::new(store), Arc::new(signer), let_in, surroundings())
    }

    fn accepting() -> MockCompanyStore {
        let mut store = MockCompanyStore::new();
        store.expect_insert().returning(|_| Ok(()));
        store
    }

    fn command(id: Option<CompanyId>) -> CreateCompany {
        let name = CompanyName::parse("Acme").unwrap();
        CreateCompany { id, name }
    }

    #[tokio::test]
    async fn a_wanted_id_is_given() {
        let wanted = a_company().id();
        let company = companies(accepting())
            .create(by_an_operator(), command(Some(wanted)))
            .await
            .unwrap();
        assert_eq!(company.id(), wanted);
    }

    #[tokio::test]
    async fn each_company_has_an_id_and_a_salt_of_its_own() {
        let companies = companies(accepting());
        let one = companies.create(by_an_operator(), command(None)).await;
        let two = companies.create(by_an_operator(), command(None)).await;
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_ne!(one.id(), two.id());
        assert_ne!(one.salt(), two.salt());
    }

    #[tokio::test]
    async fn a_taken_id_is_refused() {
        let mut store = MockCompanyStore::new();
        store
            .expect_insert()
            .returning(|_| Err(InsertCompanyError::IdTaken));
        let refused = companies(store)
            .create(by_an_operator(), command(None))
            .await;
        assert!(matches!(refused, Err(InsertCompanyError::IdTaken)));
    }
}
