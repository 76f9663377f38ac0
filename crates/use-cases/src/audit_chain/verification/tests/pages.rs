//! What is read page by page: all of it, and nothing behind the last.

use super::*;

/// The events of these places, none of which is taken for edited.
fn links(places: std::ops::RangeInclusive<i64>) -> Vec<LinkedEvent> {
    let linked = |seq| LinkedEvent {
        event: Some(Ok(event(seq + 1_000))),
        ..link(seq)
    };
    places.map(linked).collect()
}

/// What is found in a chain without a head, which tells where the walk along it ended.
async fn walked(inspection: MockAuditInspection) -> Vec<(Tampering, Option<i64>)> {
    let mut trail = Trail::whole();
    trail.head = None;
    let mut verification = trail.verification();
    verification.inspection = Arc::new(inspection);
    let mut found = Vec::new();
    let mut listener = |told| {
        if let Told::Found(finding) = told {
            found.push(finding);
        }
    };
    let exported = ExportedHeads::default();
    let verified = verification.verify_chain(company(), &exported, &mut listener);
    verified.await.unwrap();
    whats(&found)
}

#[tokio::test]
async fn a_chain_is_read_on_behind_a_full_page() {
    let mut inspection = MockAuditInspection::new();
    inspection
        .expect_linked_events()
        .returning(|_, after, limit| {
            let limit = i64::from(limit);
            Ok(match after {
                None => links(1..=limit),
                Some(after) if after == limit => links(limit + 1..=limit + 1),
                _ => Vec::new(),
            })
        });
    let walked = walked(inspection).await;
    assert_eq!(walked, [(Tampering::HeadMissing, Some(2_001))]);
}

#[tokio::test]
async fn a_chain_is_read_until_a_page_is_empty_and_no_further() {
    let mut inspection = MockAuditInspection::new();
    inspection
        .expect_linked_events()
        .times(3)
        .returning(|_, after, _| {
            Ok(match after {
                None => links(1..=2),
                Some(2) => links(3..=3),
                _ => Vec::new(),
            })
        });
    let walked = walked(inspection).await;
    assert_eq!(walked, [(Tampering::HeadMissing, Some(3))]);
}

#[tokio::test]
async fn rows_are_read_until_a_page_is_empty_and_no_further() {
    let mut inspection = MockAuditInspection::new();
    inspection
        .expect_audited_rows()
        .times(3)
        .returning(|_, _, after, limit| {
            let some = |id| AuditedRow {
                id: Uuid::from_u128(id),
                ..row(Some(Ok(as_it_was())), Some(false))
            };
            Ok(match after.map(|id| id.as_u128()) {
                None => vec![some(1); limit as usize],
                Some(1) => vec![some(2)],
                _ => Vec::new(),
            })
        });
    let mut verification = Trail::whole().verification();
    verification.inspection = Arc::new(inspection);
    let mut told = Vec::new();
    let mut listener = |it| told.push(it);
    let verified = verification.verify_rows(company(), RowKind::Credential, &mut listener);
    verified.await.unwrap();
    assert_eq!(told, [Told::Rows(1_000), Told::Rows(1)]);
}
