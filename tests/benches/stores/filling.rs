//! What the stores have when the measuring begins.

use std::sync::Arc;

use futures_util::future::join_all;
use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{Credential, RegistryProvider},
};
use pullkey_storage::{
    Store,
    contract::fixtures::{CredentialBuilder, a_company, a_credential},
};

use crate::Filled;

pub(crate) const COMPANIES: usize = 100;
const EACH: usize = 200;

pub(crate) async fn fill(store: Arc<dyn Store>) -> Filled {
    let mut companies = Vec::new();
    let mut credentials = Vec::new();
    for company in 0..COMPANIES {
        // Ids that the scripts of the benchmark can work out.
        let id = format!("20000000-0000-8000-8000-{company:012x}");
        let company = a_company().with_id(id.parse().unwrap()).recorded();
        store.companies().insert(&company).await.unwrap();
        let company = company.into_subject();
        let created = (0..EACH).map(|nth| {
            let nth = companies.len() * EACH + nth;
            let id = format!("10000000-0000-8000-8000-{nth:012x}");
            sealed(&company, nth)
                .with_id(id.parse().unwrap())
                .recorded()
        });
        let created: Vec<_> = created.collect();
        let inserts = created
            .iter()
            .map(|created| store.credentials().insert(created, None));
        for inserted in join_all(inserts).await {
            inserted.unwrap();
        }
        credentials.extend(created.into_iter().map(Recorded::into_subject));
        companies.push(company);
    }
    Filled {
        store,
        companies: Arc::new(companies),
        credentials: Arc::new(credentials),
    }
}

pub(crate) fn credential(company: &Company, nth: usize) -> Recorded<Credential> {
    sealed(company, nth).recorded()
}

fn sealed(company: &Company, nth: usize) -> CredentialBuilder {
    a_credential()
        .of(company)
        .named(&format!("Registry {nth:08x}"))
        .for_user(&format!("user-{nth}"))
        .provided_by(RegistryProvider::ALL[nth % 7])
        .sealed_as(&[7; 173])
}
