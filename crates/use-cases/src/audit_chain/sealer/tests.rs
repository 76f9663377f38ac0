use mockall::predicate::eq;
use pullkey_cipher::{MissingKey, MockAuditAuthority};
use pullkey_domain::{
    audit::{Act, ChainMac, StoredHead},
    id::AuditEventId,
    ring_key::RingKeyId,
    timestamp::Timestamp,
};
use pullkey_storage::MockAuditChain;

use super::*;
use crate::fixtures::{
    LACKING, StillClock, a_company, an_act, another_company, ledger, signature, surroundings,
};

mod links;
mod turns;

const KEY: RingKeyId = RingKeyId::new(9);

async fn sealer(store: MockAuditChain, authority: MockAuditAuthority) -> Sealer {
    sealer_amid(store, authority, &surroundings()).await
}

async fn sealer_amid(
    store: MockAuditChain,
    authority: MockAuditAuthority,
    surroundings: &Surroundings,
) -> Sealer {
    let ledger = ledger();
    ledger.reconcile().await.unwrap();
    Sealer::new(
        Arc::new(store),
        Arc::new(authority),
        Arc::new(ledger),
        surroundings,
    )
}

/// What becomes of what waits there.
async fn seal(store: MockAuditChain, authority: MockAuditAuthority) -> Sealed {
    let sealed = sealer(store, authority).await.seal().await;
    sealed.unwrap().unwrap()
}

/// The deletion of the company, by this id, so many milliseconds after the fixtures' moment.
fn an_event(company: CompanyId, id: u128, millis: i64) -> AuditEvent {
    let at = an_act().at.as_millis() + millis;
    let act = Act {
        event: AuditEventId::from_uuid(Uuid::from_u128(id)),
        at: Timestamp::from_millis(at).unwrap(),
        ..an_act()
    };
    let subject = [a_company(), another_company()];
    let subject = subject.into_iter().find(|it| it.id() == company).unwrap();
    let recorded = subject.delete(act).sign(|_| signature());
    recorded.event().clone()
}

fn waiting(event: AuditEvent) -> UnsealedEvent {
    UnsealedEvent {
        company: event.company(),
        id: event.id(),
        event: Some(Ok(event)),
        is_linked: false,
    }
}

fn mac(byte: u8) -> ChainMac {
    let mac = [byte; 32];
    ChainMac { key: KEY, mac }
}

fn a_head(company: CompanyId, seq: i64, byte: u8) -> StoredHead {
    let link = [byte; 32];
    Head { company, seq, link }.signed(mac(0xee))
}

fn end(head: Option<StoredHead>, last: Option<(i64, u8)>) -> ChainEnd {
    ChainEnd {
        company: a_company().id(),
        head,
        last: last.map(|(seq, byte)| (seq, vec![byte; 32])),
    }
}

/// Vouches for everything. A link's MAC repeats its place.
fn an_authority() -> MockAuditAuthority {
    let mut authority = MockAuditAuthority::new();
    authority.expect_verify_event().returning(|_| Ok(true));
    signing(authority)
}

fn signing(mut authority: MockAuditAuthority) -> MockAuditAuthority {
    authority.expect_verify_head().returning(|_, _| Ok(true));
    authority
        .expect_sign_link()
        .returning(|link| mac(u8::try_from(link.seq).unwrap()));
    authority.expect_sign_head().returning(|_| mac(0xee));
    authority
}

/// A store whose turn is free, with these events, and these ends.
fn a_store(events: Vec<UnsealedEvent>, ends: Vec<ChainEnd>) -> MockAuditChain {
    let mut store = MockAuditChain::new();
    store.expect_is_others_turn().returning(|_| Ok(false));
    store
        .expect_unsealed()
        .with(eq(None), eq(BATCH))
        .returning(move |_, _| Ok(events.clone()));
    store.expect_ends().returning(move |asked| {
        let mut ends = ends.clone();
        ends.retain(|end| asked.contains(&end.company));
        Ok(ends)
    });
    store
}

/// Expects one growth of one chain, and lets it grow.
fn growing(mut store: MockAuditChain, expected: ChainGrowth) -> MockAuditChain {
    let company = expected.to.company;
    store
        .expect_grow()
        .withf(move |_, growths| *growths == [expected.clone()])
        .times(1)
        .returning(move |_, _| Ok(vec![company]));
    store
}
