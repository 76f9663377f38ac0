use std::sync::Arc;

use pullkey_cipher::{
    ApiKeyAuthority, AuditAuthority, AuditSigner, CursorSigner, PayloadFingerprinter, RingCensus,
    SecretCipher,
};
use pullkey_storage::{AuditLog, Store, StoreHealth};

use crate::{
    ApiKeys, AuditEvents, AuditVerification, Authentication, Companies, Credentials, HeadExport,
    Registries, Rewrap, RingLedger, RingTurning, Sealer, Surroundings, Upkeep,
};

/// Everything that Pullkey does, put together once, for HTTP, the command line and programs in process alike.
pub struct Pullkey {
    /// The registry credentials of companies.
    pub credentials: Arc<Credentials>,
    /// The companies themselves.
    pub companies: Arc<Companies>,
    /// The API keys of companies.
    pub api_keys: Arc<ApiKeys>,
    /// The audit trails of companies.
    pub audit_events: Arc<AuditEvents>,
    /// Lets the holders of API keys in.
    pub authentication: Arc<Authentication>,
    /// Knows which ring keys the store was written with.
    pub ring_ledger: Arc<RingLedger>,
    /// What the store has to say and to know when a key of the ring is turned.
    pub ring_turning: Arc<RingTurning>,
    /// What has to be tidied up now and then.
    pub upkeep: Arc<Upkeep>,
    /// Seals all secrets anew.
    pub rewrap: Arc<Rewrap>,
    /// Links audit events into chains.
    pub sealer: Arc<Sealer>,
    /// Carries the heads of the chains elsewhere.
    pub head_export: Arc<HeadExport>,
    /// Finds out whether anybody tampered with the audit trail, or with what it tells of.
    pub audit_verification: Arc<AuditVerification>,
    /// The audit trail, as it is stored.
    pub audit_log: Arc<dyn AuditLog>,
    /// Whether the store can be worked with.
    pub health: Arc<dyn StoreHealth>,
    /// Time, ids and randomness.
    pub surroundings: Surroundings,
}

impl Pullkey {
    /// Puts it together on a store, a cipher, and the ways to registries.
    pub fn new<C>(
        store: Arc<dyn Store>,
        cipher: Arc<C>,
        registries: Registries,
        surroundings: Surroundings,
    ) -> Self
    where
        C: SecretCipher
            + ApiKeyAuthority
            + AuditAuthority
            + AuditSigner
            + CursorSigner
            + PayloadFingerprinter
            + RingCensus
            + 'static,
    {
        let signer: Arc<dyn AuditSigner> = cipher.clone();
        let outside = || surroundings.clone();
        let ring_ledger = Arc::new(RingLedger::new(store.clone(), cipher.clone()));
        let clock = surroundings.clock.clone();
        let upkeep = Upkeep::new(store.clone(), clock.clone());
        let ring = || ring_ledger.clone();
        let sealer = Sealer::new(store.clone(), cipher.clone(), ring(), &surroundings);
        let head_export = HeadExport::new(store.clone(), cipher.clone());
        let (inspection, chain) = (store.clone(), store.clone());
        let audit_verification =
            AuditVerification::new(inspection, chain, cipher.clone(), ring(), clock.clone());
        let authentication = Authentication::new(store.clone(), cipher.clone(), ring(), clock);
        let authentication = Arc::new(authentication);
        let companies = Companies::new(store.clone(), signer, authentication.clone(), outside());
        let let_in = authentication.clone();
        let api_keys = ApiKeys::new(store.clone(), cipher.clone(), ring(), let_in, outside());
        let ring_turning = RingTurning::new(store.clone(), store.clone(), cipher.clone());
        let audit_events = AuditEvents::new(store.clone(), cipher.clone(), ring());
        let credentials = Credentials::new(store.clone(), cipher, ring(), registries, outside());
        let credentials = Arc::new(credentials);
        let all = || store.clone();
        let rewrap = Rewrap::new(credentials.clone(), all(), all(), all());
        Self {
            credentials,
            companies: Arc::new(companies),
            api_keys: Arc::new(api_keys),
            audit_events: Arc::new(audit_events),
            authentication,
            ring_ledger,
            ring_turning: Arc::new(ring_turning),
            upkeep: Arc::new(upkeep),
            rewrap: Arc::new(rewrap),
            sealer: Arc::new(sealer),
            head_export: Arc::new(head_export),
            audit_verification: Arc::new(audit_verification),
            audit_log: store.clone(),
            health: store,
            surroundings,
        }
    }
}
