use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[tokio::test]
async fn nothing_is_found_where_nothing_was_done() {
    assert_eq!(Trail::whole().after(|_| {}).await, []);
}

#[tokio::test]
async fn what_was_done_to_an_event_or_a_link_is_told_with_its_place() {
    type Alter = fn(&mut Trail);
    type Told = &'static [(Tampering, Option<i64>)];
    let cases: [(Alter, Told); 7] = [
        (
            |trail| trail.links[1].event = Some(Ok(event(FORGED))),
            &[(Tampering::EventEdited, Some(2))],
        ),
        (
            |trail| trail.links[1].event = Some(Err(InconsistentRow::at("action"))),
            &[(Tampering::EventEdited, Some(2))],
        ),
        (
            |trail| trail.links[1].event = None,
            &[(Tampering::EventDeleted, Some(2))],
        ),
        (
            |trail| drop(trail.links.remove(1)),
            &[(Tampering::LinksMissing, Some(2))],
        ),
        (
            |trail| trail.links[1].link[7] ^= 1,
            &[
                (Tampering::LinkBroken, Some(2)),
                (Tampering::LinkBroken, Some(3)),
            ],
        ),
        (
            |trail| {
                let least = LinkedEvent {
                    seq: i64::MIN,
                    ..link(1)
                };
                trail.links.insert(0, least);
            },
            &[(Tampering::LinkBroken, Some(i64::MIN))],
        ),
        (
            |trail| trail.links[0].seq = -5,
            &[
                (Tampering::LinkBroken, Some(-5)),
                (Tampering::LinksMissing, Some(1)),
            ],
        ),
    ];
    for (alter, expected) in cases {
        let findings = Trail::whole().after(alter).await;
        assert_eq!(whats(&findings), expected);
    }
}

#[tokio::test]
async fn what_was_done_to_a_head_or_an_end_is_told() {
    type Alter = fn(&mut Trail);
    let cases: [(Alter, Tampering); 6] = [
        (|trail| trail.head = None, Tampering::HeadMissing),
        (
            |trail| trail.head.as_mut().unwrap().mac[0] ^= 1,
            Tampering::HeadEdited,
        ),
        (
            |trail| trail.head.as_mut().unwrap().link.truncate(31),
            Tampering::HeadEdited,
        ),
        (
            |trail| trail.head = Some(head(2)),
            Tampering::HeadRolledBack,
        ),
        (|trail| trail.head = Some(head(4)), Tampering::ChainCutOff),
        (
            |trail| trail.head.as_mut().unwrap().link[0] ^= 1,
            Tampering::ChainReplaced,
        ),
    ];
    for (alter, expected) in cases {
        let findings = Trail::whole().after(alter).await;
        assert_eq!(whats(&findings), [(expected, Some(3))]);
    }
}

#[tokio::test]
async fn a_key_that_the_ring_lacks_is_told_once_and_one_that_nobody_ever_had_is_a_forgery() {
    let findings = Trail::whole()
        .after(|trail| {
            for link in &mut trail.links[1..] {
                link.key = LACKING.as_u32().into();
            }
        })
        .await;
    assert_eq!(whats(&findings), [(Tampering::KeyMissing, None)]);
    let detail = findings[0].detail.as_deref();
    assert_eq!(detail, Some("key 17, named 2 times"));
    let findings = Trail::whole().after(|trail| trail.links[1].key = 18).await;
    assert_eq!(whats(&findings), [(Tampering::LinkBroken, Some(2))]);
}

#[tokio::test]
async fn made_up_keys_are_looked_for_a_thousand_times_and_a_lacking_one_is_told_all_the_same() {
    let mut trail = Trail::whole();
    trail.links = (1..=1_500).map(link).collect();
    trail.head = Some(head(1_500));
    for link in &mut trail.links {
        link.key = link.seq + 1_000;
    }
    trail.links[1_499].key = LACKING.as_u32().into();
    let looks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&looks);
    let mut store = MockRingKeyStore::new();
    store.expect_known().returning(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(vec![lacking()])
    });
    store.expect_retired().returning(|| Ok(Vec::new()));
    let verification = AuditVerification {
        ring_ledger: Arc::new(a_ledger_on(store)),
        ..trail.verification()
    };
    let mut broken = 0;
    let mut lacking = Vec::new();
    let mut listener = |told| match told {
        Told::Found(Finding {
            what: Tampering::LinkBroken | Tampering::EventEdited,
            ..
        }) => broken += 1,
        Told::Found(finding) => lacking.push(finding),
        _ => {}
    };
    let exported = ExportedHeads::default();
    verification.verify(&exported, &mut listener).await.unwrap();
    assert_eq!(looks.load(Ordering::Relaxed), 1_000);
    assert_eq!(broken, 1_499);
    assert_eq!(whats(&lacking), [(Tampering::KeyMissing, None)]);
    assert_eq!(lacking[0].detail.as_deref(), Some("key 17, named 1 times"));
}

#[tokio::test]
async fn a_chain_that_grows_meanwhile_is_walked_to_its_head() {
    let mut trail = Trail::whole();
    // The first walk ends at the third place, and the head was moved since.
    trail.head = Some(head(5));
    let mut verification = trail.verification();
    let mut inspection = MockAuditInspection::new();
    inspection
        .expect_linked_events()
        .with(eq(company()), eq(None), always())
        .returning(|_, _, _| Ok((1..=3).map(link).collect()));
    inspection
        .expect_linked_events()
        .with(eq(company()), eq(Some(3)), eq(2_000))
        .returning(|_, _, _| Ok(vec![]));
    inspection
        .expect_linked_events()
        .with(eq(company()), eq(Some(3)), eq(2))
        .returning(|_, _, _| Ok((4..=5).map(link).collect()));
    verification.inspection = Arc::new(inspection);
    let mut found = Vec::new();
    let exported = ExportedHeads::default();
    let mut listener = |told| found.push(told);
    let verified = verification.verify_chain(company(), &exported, &mut listener);
    verified.await.unwrap();
    assert_eq!(found, [Told::Events(3), Told::Events(2)]);
}

#[tokio::test]
async fn rows_that_belong_nowhere_are_told_by_table() {
    let some = |table, rows| MalformedRows { table, rows };
    let findings = Trail::whole()
        .after(|trail| trail.malformed = vec![some("credentials", 1), some("audit_events", 7)])
        .await;
    let whats: Vec<_> = findings.iter().map(|it| it.what).collect();
    assert_eq!(whats, [Tampering::RowsMalformed; 2]);
    let details = findings.iter().map(|it| it.detail.as_deref().unwrap());
    assert_eq!(
        details.collect::<Vec<_>>(),
        ["1 of credentials", "7 of audit_events"]
    );
}
