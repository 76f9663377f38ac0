//! How much there is, and how much was checked.

use super::*;

#[tokio::test]
async fn what_is_checked_is_counted_and_what_is_rightly_gone_is_not() {
    let mut trail = Trail::whole();
    trail.links.push(link(4));
    trail.head = Some(head(4));
    let waiting = |id, is_linked| UnsealedEvent {
        company: company(),
        id: event(id).id(),
        event: Some(Ok(event(id))),
        is_linked,
    };
    // The first is one of the four.
    trail.unsealed = vec![waiting(4, true), waiting(5, false), waiting(6, false)];
    trail.rows = vec![
        row(Some(Ok(as_it_was())), Some(false)),
        row(Some(Ok(as_it_was())), Some(true)),
        row(None, Some(false)),
        row(None, Some(true)),
        row(None, Some(true)),
        row(None, None),
    ];
    let mut listener = |_| {};
    let verification = trail.verification();
    let exported = ExportedHeads::default();
    let verified = verification.verify(&exported, &mut listener);
    let expected = Verified {
        companies: 1,
        events: 4 + 2,
        rows: 3,
        findings: 3,
    };
    assert_eq!(verified.await.unwrap(), expected);
}

#[tokio::test]
async fn there_are_about_as_many_events_as_the_heads_say() {
    let mut below = head(1);
    below.seq = -5;
    let mut chain = MockAuditChain::new();
    chain
        .expect_heads()
        .with(eq(None), always())
        .returning(move |_, _| Ok(vec![below.clone(), head(7)]));
    let last = Some(company());
    chain
        .expect_heads()
        .with(eq(last), always())
        .times(1)
        .returning(|_, _| {
            let mut other = head(8);
            other.company = crate::fixtures::another_company().id();
            Ok(vec![other])
        });
    chain.expect_heads().returning(|_, _| Ok(Vec::new()));
    let mut verification = Trail::whole().verification();
    verification.chain = Arc::new(chain);
    assert_eq!(verification.sealed_events().await.unwrap(), 15);
}

#[tokio::test]
async fn a_company_without_events_needs_no_head() {
    let findings = Trail::whole().after(|trail| {
        trail.links = Vec::new();
        trail.head = None;
    });
    assert_eq!(findings.await, []);
}
