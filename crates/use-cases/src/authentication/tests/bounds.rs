//! What keeps failed authentications within bounds.

mod failures;
mod look_ups;

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use pullkey_domain::api_key::ApiKeyHandle;
use pullkey_storage::ChangeError;
use tokio::{
    sync::Semaphore,
    task::{JoinHandle, yield_now},
};

use super::*;

/// A store that has the fixtures' key, answers as often as it is let, and counts what it is asked.
pub(super) struct Gated {
    pub(super) gate: Semaphore,
    asked: AtomicUsize,
}

impl Gated {
    pub(super) fn letting(answers: usize) -> Arc<Self> {
        let (gate, asked) = (Semaphore::new(answers), AtomicUsize::new(0));
        Arc::new(Self { gate, asked })
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl ApiKeyDirectory for Gated {
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.gate.acquire().await.unwrap().forget();
        let known = KeyWithCompany {
            key: a_signed_key(),
            company: a_company(),
        };
        Ok((handle == *known.key.unverified().handle()).then_some(known))
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        Ok(AuthEpoch(0))
    }

    async fn record_uses(&self, _: Vec<ApiKeyUse>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn turn_pepper(&self, _: &SignedApiKey, _: &SignedApiKey) -> Result<(), ChangeError> {
        Ok(())
    }
}

/// Trusts the fixtures' key, as long as its token comes.
fn comparing() -> MockApiKeyAuthority {
    let mut authority = an_authority();
    authority
        .expect_verify_row()
        .returning(|sealed| Ok(sealed.into_unverified()));
    authority.expect_matches().returning(|sent, key, _| {
        let is_own = sent.expose() == token();
        Ok(is_own.then(|| key.verifier().clone()))
    });
    authority.expect_dummy_match().return_const(());
    authority
}

pub(super) async fn on(store: &Arc<Gated>) -> (Arc<Authentication>, Arc<StillClock>) {
    let (mut built, clock) = authentication(MockApiKeyDirectory::new(), comparing()).await;
    built.directory = store.clone();
    (Arc::new(built), clock)
}

/// A well-formed token that nobody has.
fn unknown(number: usize) -> String {
    let mut rest = number;
    let token = ApiKeyToken::generate(|bytes| {
        for byte in bytes {
            *byte = u8::try_from(rest % 62).unwrap();
            rest /= 62;
        }
    });
    token.expose().to_owned()
}

/// The fixtures' key with another secret.
fn wrong() -> String {
    let mut next = 0_u8;
    let token = ApiKeyToken::generate(|bytes| {
        for byte in bytes {
            *byte = next % 16;
            next += 1;
        }
    });
    assert_eq!(&token.handle(), a_signed_key().unverified().handle());
    token.expose().to_owned()
}

async fn fail(authentication: &Authentication, times: usize, from: ClientNetwork) {
    for number in 0..times {
        let refused = authentication.authenticate(&unknown(number), from).await;
        assert!(matches!(refused, Err(AuthenticationError::Refused)));
    }
}

async fn is_told_to_wait(authentication: &Authentication, token: &str) -> Option<Duration> {
    match authentication.authenticate(token, somewhere()).await {
        Err(AuthenticationError::TooManyFailures { retry_after }) => Some(retry_after),
        _ => None,
    }
}

/// Has somebody sent that is waited for later.
pub(super) fn sent(
    authentication: &Arc<Authentication>,
    token: String,
    from: ClientNetwork,
) -> JoinHandle<Result<Arc<Principal>, AuthenticationError>> {
    let authentication = authentication.clone();
    tokio::spawn(async move { authentication.authenticate(&token, from).await })
}

/// Lets whoever was sent come as far as they come.
pub(super) async fn everybody_has_come() {
    for _ in 0..1_000 {
        yield_now().await;
    }
}
