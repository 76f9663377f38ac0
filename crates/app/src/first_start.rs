//! The first start on an empty embedded store: one company and one key that may do everything, so that a newcomer can
//! begin.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use pullkey_domain::{
    api_key::{ApiKeyName, ApiKeyToken, Capabilities},
    audit::Actor,
    company::{Company, CompanyName},
};
use pullkey_use_cases::{Authority, By, CreateApiKey, CreateCompany, PageRequest, Pullkey};

/// Where the first key is put, and nowhere else.
pub(crate) fn key_file(data_dir: &Path) -> PathBuf {
    data_dir.join("first-api-key")
}

/// Makes the first company and its key if the store never had one, or goes on where an earlier first start was cut off.
///
/// # Errors
/// If the store fails, or the key's file cannot be written.
pub(crate) async fn prepare(pullkey: &Pullkey, data_dir: &Path) -> anyhow::Result<()> {
    let company = match begun(pullkey).await? {
        Begun::No => {
            refuse_to_replace(&key_file(data_dir))?;
            create_company(pullkey).await?
        }
        Begun::Half(company) => company,
        Begun::Yes => return Ok(()),
    };
    let token = pullkey.api_keys.draw_token();
    // The file stands before the key counts: a key that nobody was told would be of no use.
    write_key(&key_file(data_dir), &token)?;
    let command = CreateApiKey {
        name: ApiKeyName::parse("First key").context("the first key's name")?,
        capabilities: Capabilities::all(),
        expires_at: None,
    };
    pullkey
        .api_keys
        .issue(
            company.id(),
            Authority::Operator(by_itself()),
            &token,
            command,
            None,
        )
        .await
        .context("cannot make the first API key")?;
    Ok(())
}

/// A first key beside an empty database belongs to a database that was lost.
fn refuse_to_replace(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        bail!(
            "the database is empty, but {} is there: the database was lost or replaced. Put it back \
             (docs/operations.md, \"Restoring\"), or remove that file to begin anew",
            path.display()
        );
    }
    Ok(())
}

/// How far a first start came, here or in an earlier process.
enum Begun {
    /// There is no company, and never was.
    No,
    /// Pullkey made one company, and nothing else ever happened.
    Half(Company),
    /// Somebody works with this store.
    Yes,
}

async fn begun(pullkey: &Pullkey) -> anyhow::Result<Begun> {
    let one = PageRequest {
        limit: 1,
        offset: 0,
    };
    let companies = pullkey.companies.list(one).await?;
    let Some(company) = companies.items.into_iter().next() else {
        // Whoever deleted the last company makes the next one.
        return Ok(if pullkey.upkeep.was_ever_used().await? {
            Begun::Yes
        } else {
            Begun::No
        });
    };
    let events = pullkey.audit_log.list(company.id(), one).await?;
    let untouched = companies.total == 1
        && events.total == 1
        && events.items.iter().all(|it| *it.actor() == Actor::System);
    Ok(if untouched {
        Begun::Half(company)
    } else {
        Begun::Yes
    })
}

async fn create_company(pullkey: &Pullkey) -> anyhow::Result<Company> {
    let name = CompanyName::parse("First company").context("the first company's name")?;
    let command = CreateCompany { id: None, name };
    let created = pullkey.companies.create(by_itself(), command);
    created.await.context("cannot make the first company")
}

fn by_itself() -> By {
    By::actor(Actor::System)
}

fn write_key(path: &Path, token: &ApiKeyToken) -> anyhow::Result<()> {
    let fresh = path.with_extension("new");
    let written = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&fresh)?;
        file.write_all(token.expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        path.parent()
            .map_or(Ok(()), |dir| File::open(dir)?.sync_all())
    };
    written().with_context(|| format!("cannot write the first API key to {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, sync::Arc};

    use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
    use pullkey_domain::id::CompanyId;
    use pullkey_registry::MemoryRegistry;
    use pullkey_storage::MemoryStore;
    use pullkey_use_cases::{ClientNetwork, Principal, Registries};
    use tempfile::{TempDir, tempdir};

    use super::*;
    use crate::{http::TrialRates, system};

    async fn pullkey() -> (Pullkey, TempDir) {
        let folder = tempdir().unwrap();
        let surroundings = system::surroundings();
        let ring = folder.path().join("keyring.json");
        let ring = KeyRing::create(&ring, surroundings.clock.now(), system_random).unwrap();
        let cipher = Arc::new(KeyRingCipher::new(ring));
        let store = Arc::new(MemoryStore::default());
        let registry = Arc::new(MemoryRegistry::default());
        let registries = Registries {
            logins: registry.clone(),
            limits: Arc::new(TrialRates::new(0, &surroundings.clock)),
            images: registry,
        };
        let pullkey = Pullkey::new(store, cipher, registries, surroundings);
        pullkey.ring_ledger.reconcile().await.unwrap();
        (pullkey, folder)
    }

    fn told(folder: &TempDir) -> Option<String> {
        fs::read_to_string(key_file(folder.path())).ok()
    }

    async fn let_in(pullkey: &Pullkey, token: &str) -> Arc<Principal> {
        let here = ClientNetwork::of(Ipv4Addr::LOCALHOST.into());
        let authentication = &pullkey.authentication;
        authentication
            .authenticate(token.trim(), here)
            .await
            .unwrap()
    }

    async fn company(pullkey: &Pullkey, actor: Actor) -> CompanyId {
        let name = CompanyName::parse("Acme").unwrap();
        let command = CreateCompany { id: None, name };
        let created = pullkey.companies.create(By::actor(actor), command).await;
        created.unwrap().id()
    }

    #[tokio::test]
    async fn the_first_start_tells_a_key_that_lets_in() {
        let (pullkey, folder) = pullkey().await;
        prepare(&pullkey, folder.path()).await.unwrap();
        let token = told(&folder).unwrap();
        let principal = let_in(&pullkey, &token).await;
        assert_eq!(principal.key.capabilities(), &Capabilities::all());
    }

    #[tokio::test]
    async fn later_starts_leave_everything_as_it_is() {
        let (pullkey, folder) = pullkey().await;
        prepare(&pullkey, folder.path()).await.unwrap();
        let first = told(&folder);
        prepare(&pullkey, folder.path()).await.unwrap();
        assert_eq!(told(&folder), first);
    }

    #[tokio::test]
    async fn a_first_start_that_was_cut_off_between_company_and_key_is_completed() {
        let (pullkey, folder) = pullkey().await;
        let company = company(&pullkey, Actor::System).await;
        prepare(&pullkey, folder.path()).await.unwrap();
        let token = told(&folder).unwrap();
        let principal = let_in(&pullkey, &token).await;
        assert_eq!(principal.company.id(), company);
    }

    #[tokio::test]
    async fn a_first_key_beside_an_empty_store_is_not_replaced() {
        let (pullkey, folder) = pullkey().await;
        fs::write(key_file(folder.path()), "plk_of_a_lost_store").unwrap();
        let refused = prepare(&pullkey, folder.path()).await.unwrap_err();
        assert!(refused.to_string().contains("Restoring"), "{refused}");
        assert_eq!(told(&folder).as_deref(), Some("plk_of_a_lost_store"));
    }

    #[tokio::test]
    async fn a_store_whose_companies_were_all_deleted_is_no_first_start() {
        let (pullkey, folder) = pullkey().await;
        let company = company(&pullkey, Actor::Operator).await;
        let by = By::actor(Actor::Operator);
        pullkey.companies.delete(by, company).await.unwrap();
        fs::write(key_file(folder.path()), "plk_of_the_first_company").unwrap();
        prepare(&pullkey, folder.path()).await.unwrap();
        assert_eq!(told(&folder).as_deref(), Some("plk_of_the_first_company"));
        fs::remove_file(key_file(folder.path())).unwrap();
        prepare(&pullkey, folder.path()).await.unwrap();
        assert_eq!(told(&folder), None);
    }

    #[tokio::test]
    async fn a_company_that_somebody_made_gets_no_key() {
        let (pullkey, folder) = pullkey().await;
        company(&pullkey, Actor::Operator).await;
        prepare(&pullkey, folder.path()).await.unwrap();
        assert_eq!(told(&folder), None);
    }
}
