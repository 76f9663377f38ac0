use std::sync::Arc;

use pullkey_cipher::{MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken, SignedApiKey, Verifier},
    ring_key::RingKeyKind,
};
use pullkey_storage::{Deadline, NoTurn, StoreError};

use super::{
    Authentication, AuthenticationError, ClientNetwork, Principal,
    failures::Attempt,
    look_ups::{Party, TurnedAway},
    token_mark::TokenMark,
};

impl Authentication {
    /// Asks the store for whoever is not remembered, within the bounds of failures and look-ups.
    pub(super) async fn look_up(
        &self,
        token: &ApiKeyToken,
        from: ClientNetwork,
    ) -> Result<Arc<Principal>, AuthenticationError> {
        let mark = self.marker.mark(token);
        self.require_patience(token, from)?;
        let begun = self.under_way.begin(from, mark);
        let first = in_turn(Deadline::current().turn(begun).await)?;
        if first.is_none()
            && let Some(principal) = self.remembered(token)
        {
            return Ok(principal);
        }
        let found = self.look_up_in_turn(token, from).await;
        if let Some(first) = first {
            first.end();
        }
        found
    }

    async fn look_up_in_turn(
        &self,
        token: &ApiKeyToken,
        from: ClientNetwork,
    ) -> Result<Arc<Principal>, AuthenticationError> {
        let handle = token.handle();
        let mark = self.marker.mark(token);
        let turn = self.look_ups.turn(self.party(mark, from));
        let _turn = in_turn(Deadline::current().turn(turn).await)??;
        // Others of its network may have failed while it waited.
        self.require_patience(token, from)?;
        let attempt = self.attempt(mark, from);
        let began = self.cache.begin_load(self.clock.elapsed());
        let loaded = self.load(token).await;
        if let Err(AuthenticationError::Refused | AuthenticationError::Forged(_)) = loaded {
            self.cache.refuse(mark);
            self.valid_tokens.refuse(mark);
        } else if let Some(attempt) = attempt {
            attempt.excuse();
        }
        let principal = Arc::new(loaded?);
        self.cache.keep(handle, &principal, began);
        self.valid_handles.note(handle, self.clock.elapsed());
        self.valid_tokens.note(mark, self.clock.elapsed());
        Ok(principal)
    }

    /// Who takes turns with others where this token comes from there.
    pub(super) fn party(&self, token: TokenMark, network: ClientNetwork) -> Party {
        let now = self.clock.elapsed();
        if self.valid_tokens.vouch_for(&token, now) {
            Party::Token(token)
        } else if self.valid_tokens.include(&token, now) {
            Party::Refused(network)
        } else {
            Party::Network(network)
        }
    }

    /// Whoever still sends a key that was revoked is not held back himself, so nobody else is for it.
    fn attempt(&self, token: TokenMark, network: ClientNetwork) -> Option<Attempt<'_>> {
        let now = self.clock.elapsed();
        let counts = !self.valid_tokens.include(&token, now);
        counts.then(|| self.failures.attempt(network, now))
    }

    /// A network that failed too often must wait, but for the keys that were valid a while ago.
    fn require_patience(
        &self,
        token: &ApiKeyToken,
        network: ClientNetwork,
    ) -> Result<(), AuthenticationError> {
        let now = self.clock.elapsed();
        if self.valid_handles.include(&token.handle(), now) {
            return Ok(());
        }
        let wait = self.failures.wait(network, now);
        wait.map_or(Ok(()), |retry_after| {
            Err(AuthenticationError::TooManyFailures { retry_after })
        })
    }

    async fn load(&self, token: &ApiKeyToken) -> Result<Principal, AuthenticationError> {
        let Some(holder) = self.directory.find_by_handle(token.handle()).await? else {
            self.authority.dummy_match(token);
            return Err(AuthenticationError::Refused);
        };
        let stored = holder.key.clone();
        let id = stored.unverified().id();
        let key = match self.authority.verify_row(holder.key) {
            Ok(key) => key,
            Err(RowMacError::Forged) => return Err(AuthenticationError::Forged(id)),
            Err(RowMacError::MissingKey(missing)) => return Err(self.without(missing).await),
        };
        let now = self.clock.now();
        let matched = match self.authority.matches(token, &key, now) {
            Ok(matched) => matched,
            Err(missing) => return Err(self.without(missing).await),
        };
        let verifier = matched.ok_or(AuthenticationError::Refused)?;
        if !key.is_live(now) || key.company() != holder.company.id() {
            return Err(AuthenticationError::Refused);
        }
        Ok(Principal {
            key: self
                .under_primary_pepper(token, key, &verifier, &stored)
                .await,
            company: holder.company,
        })
    }

    /// The key as it is from now on: after the ring's pepper was turned, its next use makes it one of the new pepper, as
    /// only then is there a token to make another verifier of. If that cannot be stored, the next look-up tries again.
    async fn under_primary_pepper(
        &self,
        token: &ApiKeyToken,
        key: ApiKey,
        verifier: &Verifier,
        stored: &SignedApiKey,
    ) -> ApiKey {
        let primary = self.authority.primary_pepper();
        if verifier.pepper() == primary && stored.mac().pepper == primary {
            return key;
        }
        let turned = key
            .clone()
            .verified_by(verifier, &self.authority.verifier(token));
        let mac = self.authority.row_mac(&turned);
        let turned = SignedApiKey::new(turned, mac);
        match self.directory.turn_pepper(stored, &turned).await {
            Ok(()) => turned.into_unverified(),
            Err(_) => key,
        }
    }

    async fn without(&self, missing: MissingKey) -> AuthenticationError {
        let judged = self.ring_ledger.judge(RingKeyKind::Pepper, missing);
        judged.await.into()
    }
}

impl From<TurnedAway> for AuthenticationError {
    fn from(TurnedAway: TurnedAway) -> Self {
        Self::TooManyLookUps
    }
}

/// Whoever did not wait long enough for others was not looked up.
fn in_turn<T>(waited: Option<T>) -> Result<T, StoreError> {
    waited.ok_or_else(|| StoreError::Unavailable(NoTurn.into()))
}
