use mockall::predicate::{always, eq};
use pullkey_cipher::{MissingKey, MockAuditAuthority, MockRingCensus};
use pullkey_domain::{
    audit::{Act, AuditEvent, ChainMac, Head, StoredHead},
    credential::SealedSecret,
    id::AuditEventId,
    ring_key::RingKeyKind,
    stored::InconsistentRow,
};
use pullkey_storage::{
    AuditedRow, ChainEnd, KnownRingKey, LastChange, LinkedEvent, MockAuditChain,
    MockAuditInspection, MockRingKeyStore, StrayEvents, UnsealedEvent,
};
use uuid::Uuid;

use super::*;
use crate::fixtures::{StillClock, a_company, a_new_credential, an_act, signature};

mod amounts;
mod chain;
mod exported;
mod pages;
mod rows;
mod strays;
mod waiting;

const KEY: RingKeyId = RingKeyId::new(9);
/// Known to the store, and not on the ring.
const LACKING: RingKeyId = RingKeyId::new(17);
/// The event of this number was signed by nobody.
const FORGED: i64 = 99;

/// What stands in the store about one company, and is as it should be: three places.
struct Trail {
    company: AuditedCompany,
    links: Vec<LinkedEvent>,
    head: Option<StoredHead>,
    strays: Vec<Stray>,
    unsealed: Vec<UnsealedEvent>,
    rows: Vec<AuditedRow>,
    malformed: Vec<MalformedRows>,
}

fn company() -> CompanyId {
    a_company().id()
}

/// It tells that something was removed.
fn event(nth: i64) -> AuditEvent {
    let deletion = a_company().delete(act(nth)).sign(|_| signature());
    deletion.event().clone()
}

fn a_creation(nth: i64) -> AuditEvent {
    let sealed = SealedSecret::from_bytes(vec![1]);
    let created = a_new_credential().create(sealed, act(nth));
    created.sign(|_| signature()).event().clone()
}

fn act(nth: i64) -> Act {
    let id = Uuid::from_u128(u128::from(nth.unsigned_abs()));
    Act {
        event: AuditEventId::from_uuid(id),
        ..an_act()
    }
}

fn link(seq: i64) -> LinkedEvent {
    LinkedEvent {
        seq,
        id: event(seq).id(),
        key: KEY.as_u32().into(),
        link: link_bytes(seq).into(),
        event: Some(Ok(event(seq))),
    }
}

/// A link repeats the last byte of its place.
fn link_bytes(seq: i64) -> [u8; 32] {
    let [.., last] = seq.to_be_bytes();
    [last; 32]
}

fn head(seq: i64) -> StoredHead {
    let head = Head {
        company: company(),
        seq,
        link: link_bytes(seq),
    };
    head.signed(ChainMac {
        key: KEY,
        mac: [0xee; 32],
    })
}

fn row(columns: Option<Columns>, removes: Option<bool>) -> AuditedRow {
    AuditedRow {
        id: Uuid::from_u128(5),
        columns,
        last: removes.map(|removes| last(1, removes)),
        company_is_deleted: false,
    }
}

type Stray = (AuditEventId, Result<AuditEvent, InconsistentRow>);

fn last(nth: i64, removes: bool) -> LastChange {
    let event = if removes { event(nth) } else { a_creation(nth) };
    LastChange {
        id: event.id(),
        event: Ok(event),
    }
}

type Columns = Result<Vec<u8>, InconsistentRow>;

/// A digest repeats its row.
fn as_it_was() -> Vec<u8> {
    signature().row_digest.into()
}

impl Trail {
    fn whole() -> Self {
        Self {
            company: AuditedCompany {
                id: company(),
                row: CompanyRowState::Existing,
                deletion: None,
            },
            links: (1..=3).map(link).collect(),
            head: Some(head(3)),
            strays: Vec::new(),
            unsealed: Vec::new(),
            rows: vec![row(Some(Ok(as_it_was())), Some(false))],
            malformed: Vec::new(),
        }
    }

    /// What is found once this is done to it.
    async fn after(mut self, alter: impl FnOnce(&mut Self)) -> Vec<Finding> {
        alter(&mut self);
        self.findings(&ExportedHeads::default()).await
    }

    async fn findings(self, exported: &ExportedHeads) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut listener = |told| {
            if let Told::Found(finding) = told {
                found.push(finding);
            }
        };
        let verified = self.verification().verify(exported, &mut listener).await;
        assert_eq!(verified.unwrap().findings, found.len() as u64);
        found
    }

    fn verification(self) -> AuditVerification {
        let Self {
            company: audited,
            links,
            head,
            strays,
            unsealed,
            rows,
            malformed,
        } = self;
        let mut inspection = MockAuditInspection::new();
        inspection
            .expect_malformed_rows()
            .returning(move || Ok(malformed.clone()));
        inspection
            .expect_audited_companies()
            .returning(move |after, _| {
                Ok(if after.is_none() {
                    vec![audited.clone()]
                } else {
                    vec![]
                })
            });
        inspection
            .expect_linked_events()
            .with(eq(company()), always(), always())
            .returning(move |_, after, limit| {
                let soon = Deadline::after(Duration::from_mins(1));
                assert!(
                    Deadline::current() > soon,
                    "a large page is not read so soon"
                );
                let behind = links.iter().filter(|link| Some(link.seq) > after);
                Ok(behind.take(limit as usize).cloned().collect())
            });
        inspection.expect_stray_events().returning(move |_, _, _| {
            Ok(StrayEvents {
                walked_to: None,
                strays: strays.clone(),
            })
        });
        inspection
            .expect_audited_rows()
            .returning(move |_, kind, after, _| {
                let is_asked = kind == RowKind::Credential && after.is_none();
                Ok(if is_asked { rows.clone() } else { vec![] })
            });
        AuditVerification::new(
            Arc::new(inspection),
            Arc::new(a_chain(head, unsealed)),
            Arc::new(an_authority()),
            Arc::new(a_ledger()),
            Arc::new(StillClock::default()),
        )
    }
}

fn a_chain(head: Option<StoredHead>, unsealed: Vec<UnsealedEvent>) -> MockAuditChain {
    let mut chain = MockAuditChain::new();
    chain.expect_ends().returning(move |_| {
        let end = ChainEnd {
            company: company(),
            head: head.clone(),
            last: None,
        };
        Ok(vec![end])
    });
    chain.expect_unsealed().returning(move |after, _| {
        Ok(if after.is_none() {
            unsealed.clone()
        } else {
            vec![]
        })
    });
    chain
}

/// Takes events for edited whose id is [`FORGED`], and lacks the keys of links and rows that are not of its own.
fn an_authority() -> MockAuditAuthority {
    let mut authority = MockAuditAuthority::new();
    authority
        .expect_verify_event()
        .returning(|event| Ok(event.id() != act(FORGED).event));
    authority.expect_verify_link().returning(|link, mac| {
        let previous = (link.seq > 1).then(|| link_bytes(link.seq - 1));
        match mac.key {
            KEY => Ok(mac.mac == link_bytes(link.seq) && link.previous == previous),
            other => Err(MissingKey(other)),
        }
    });
    authority
        .expect_verify_head()
        .returning(|_, mac| Ok(mac.mac == [0xee; 32]));
    authority
        .expect_verify_row()
        .returning(|row, _, digest| Ok(row == digest));
    authority
}

fn a_ledger() -> RingLedger {
    let mut store = MockRingKeyStore::new();
    store.expect_known().returning(|| Ok(vec![lacking()]));
    store.expect_retired().returning(|| Ok(Vec::new()));
    a_ledger_on(store)
}

/// That of a ring without keys.
fn a_ledger_on(store: MockRingKeyStore) -> RingLedger {
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    RingLedger::new(Arc::new(store), Arc::new(census))
}

fn lacking() -> KnownRingKey {
    KnownRingKey {
        kind: RingKeyKind::Audit,
        id: LACKING,
        check: [7; 16],
    }
}

fn whats(findings: &[Finding]) -> Vec<(Tampering, Option<i64>)> {
    findings.iter().map(|it| (it.what, it.seq)).collect()
}
