//! The check as a node makes it, with a store that answers at once.

use std::{
    hint::black_box,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use fastrand::Rng;
use futures_util::FutureExt;
use pullkey_cipher::ApiKeyAuthority;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    api_key::{
        ApiKey, ApiKeyHandle, ApiKeyName, ApiKeyToken, Capabilities, NewApiKey, SignedApiKey,
    },
    company::Company,
    id::ApiKeyId,
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyUse, AuthEpoch, ChangeError, KeyWithCompany, MemoryStore, StoreError,
    contract::fixtures::{a_company, a_moment, an_act, an_id},
};
use pullkey_use_cases::{Authentication, ClientNetwork, Clock, RingLedger};
use tempfile::tempdir;

/// A service that knows one key.
pub(crate) struct Subject {
    key: ApiKey,
    token: ApiKeyToken,
    company: Company,
    cipher: Arc<KeyRingCipher>,
    store: Arc<OneKey>,
    authentication: Authentication,
    addresses: AtomicU32,
}

impl Subject {
    /// One with some key.
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let folder = tempdir().unwrap();
        let file = folder.path().join("keyring.json");
        let created = KeyRing::create(&file, a_moment(), system_random);
        let cipher = Arc::new(KeyRingCipher::new(created.unwrap()));
        let company = a_company().recorded().into_subject();
        let (token, key, stored) = new_key(&cipher, &company, rng);
        let store = Arc::new(OneKey(Mutex::new(stored)));
        let ring_keys = Arc::new(MemoryStore::default());
        let ledger = Arc::new(RingLedger::new(ring_keys, cipher.clone()));
        at_once(ledger.reconcile()).unwrap();
        let authentication =
            Authentication::new(store.clone(), cipher.clone(), ledger, Arc::new(Still));
        Self {
            key,
            token,
            company,
            cipher,
            store,
            authentication,
            addresses: AtomicU32::new(0),
        }
    }

    /// Takes a fresh key in place of the one until now, and knows nobody.
    pub(crate) fn renew(&mut self, rng: &mut Rng) -> &ApiKeyToken {
        let stored;
        (self.token, self.key, stored) = new_key(&self.cipher, &self.company, rng);
        *self.store.0.lock().unwrap() = stored;
        self.authentication.forget_everybody();
        &self.token
    }

    /// Has the holder of the key remembered.
    pub(crate) fn remember(&self) {
        let token = self.token.expose();
        at_once(
            self.authentication
                .authenticate(token, self.somewhere_else()),
        )
        .unwrap();
    }

    /// Lets whoever has this token in, or does not.
    pub(crate) fn authenticate(&self, token: &str) -> bool {
        let from = self.somewhere_else();
        at_once(self.authentication.authenticate(black_box(token), from)).is_ok()
    }

    /// Another address each time, as bad keys from one are not looked up for long.
    fn somewhere_else(&self) -> ClientNetwork {
        let next = self.addresses.fetch_add(1, Ordering::Relaxed);
        ClientNetwork::of(Ipv4Addr::from_bits(next).into())
    }

    /// Whether the key has this token.
    pub(crate) fn matches(&self, token: &ApiKeyToken) -> bool {
        let matches = self.cipher.matches(black_box(token), &self.key, a_moment());
        matches.unwrap().is_some()
    }

    /// The same, and a comparison that stops where the secrets differ.
    pub(crate) fn matches_carelessly(&self, token: &ApiKeyToken) -> bool {
        let matches = self.matches(token);
        let mut characters = token.expose_secret().iter().zip(self.token.expose_secret());
        matches | characters.all(|(sent, kept)| black_box(sent) == black_box(kept))
    }
}

fn new_key(
    cipher: &KeyRingCipher,
    company: &Company,
    rng: &mut Rng,
) -> (ApiKeyToken, ApiKey, KeyWithCompany) {
    let token = ApiKeyToken::generate(|bytes| rng.fill(bytes));
    let new = NewApiKey {
        id: ApiKeyId::parse(&an_id()).unwrap(),
        company: company.id(),
        handle: token.handle(),
        name: ApiKeyName::parse("measured").unwrap(),
        capabilities: Capabilities::all(),
        expires_at: None,
    };
    let issued = new.issue(cipher.verifier(&token), an_act(a_moment()));
    let issued = issued.unwrap();
    let key = issued.subject().clone();
    let signed = issued.sign_row(|key| cipher.row_mac(key));
    let stored = KeyWithCompany {
        key: signed.subject().clone(),
        company: company.clone(),
    };
    (token, key, stored)
}

/// A store with nothing but one key.
struct OneKey(Mutex<KeyWithCompany>);

#[async_trait]
impl ApiKeyDirectory for OneKey {
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError> {
        let stored = self.0.lock().unwrap();
        let is_it = *stored.key.unverified().handle() == handle;
        Ok(is_it.then(|| stored.clone()))
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        Ok(AuthEpoch(0))
    }

    async fn record_uses(&self, _: Vec<ApiKeyUse>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn turn_pepper(&self, _: &SignedApiKey, _: &SignedApiKey) -> Result<(), ChangeError> {
        Err(ChangeError::Stale)
    }
}

/// It is always the same moment: whoever is remembered is so for ever.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        a_moment()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// Nothing waits for anything here.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}
