use mockall::predicate::eq;
use pullkey_cipher::MockAuditAuthority;
use pullkey_domain::{
    audit::{ChainMac, Head},
    ring_key::RingKeyId,
};
use pullkey_storage::MockAuditChain;

use super::*;
use crate::fixtures::{a_company, another_company};

/// What makes the heads of these tests genuine.
const GENUINE: [u8; 32] = [0xee; 32];

fn head(company: CompanyId, seq: i64, mac: [u8; 32]) -> StoredHead {
    let link = [5; 32];
    let key = RingKeyId::new(9);
    Head { company, seq, link }.signed(ChainMac { key, mac })
}

/// Of a store with a page for each of these heads.
fn exporting(heads: Vec<StoredHead>) -> HeadExport {
    let mut store = MockAuditChain::new();
    let mut after = None;
    for head in heads {
        let asked = after.replace(head.company);
        store
            .expect_heads()
            .with(eq(asked), eq(PAGE))
            .returning(move |_, _| Ok(vec![head.clone()]));
    }
    store
        .expect_heads()
        .with(eq(after), eq(PAGE))
        .returning(|_, _| Ok(Vec::new()));
    on(store)
}

fn on(store: MockAuditChain) -> HeadExport {
    let mut authority = MockAuditAuthority::new();
    authority
        .expect_verify_head()
        .returning(|_, mac| Ok(mac.mac == GENUINE));
    HeadExport::new(Arc::new(store), Arc::new(authority))
}

/// What is written, and what is told of it.
async fn exported(export: &HeadExport) -> (Vec<StoredHead>, u64) {
    let mut written = Vec::new();
    let counted = export.export(async |page| {
        written.extend(page);
        Ok::<_, ()>(())
    });
    let counted = counted.await.unwrap();
    (written, counted)
}

#[tokio::test]
async fn every_head_is_written_once_of_whatever_page() {
    let heads = [a_company(), another_company()].map(|it| head(it.id(), 3, GENUINE));
    let export = exporting(heads.to_vec());
    assert_eq!(exported(&export).await, (heads.to_vec(), 2));
    assert_eq!(exported(&export).await, (Vec::new(), 0));
}

#[tokio::test]
async fn a_head_that_moved_is_written_again() {
    let mut seq = 3;
    let mut store = MockAuditChain::new();
    store.expect_heads().returning(move |after, _| {
        if after.is_some() {
            return Ok(Vec::new());
        }
        seq += 1;
        Ok(vec![head(a_company().id(), seq, GENUINE)])
    });
    let export = on(store);
    for seq in [4, 5] {
        let moved = vec![head(a_company().id(), seq, GENUINE)];
        assert_eq!(exported(&export).await, (moved, 1));
    }
}

#[tokio::test]
async fn a_head_that_nobody_signed_is_left_out_and_holds_up_no_other() {
    let forged = head(a_company().id(), 3, [0; 32]);
    let mut broken = head(a_company().id(), 3, GENUINE);
    broken.link.truncate(31);
    for left_out in [forged, broken] {
        let other = head(another_company().id(), 3, GENUINE);
        let export = exporting(vec![left_out, other.clone()]);
        assert_eq!(exported(&export).await, (vec![other], 1));
    }
}

#[tokio::test]
async fn what_could_not_be_written_is_written_next_time() {
    let head = head(a_company().id(), 3, GENUINE);
    let export = exporting(vec![head.clone()]);
    let failed = export.export(async |_| Err("the disk is full")).await;
    assert!(matches!(failed, Err(ExportError::Write(_))));
    assert_eq!(exported(&export).await, (vec![head], 1));
}
