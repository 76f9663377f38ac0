use super::*;

#[tokio::test]
async fn what_is_in_no_chain_and_waits_for_none_lost_its_link_or_was_inserted() {
    let genuine = (event(7).id(), Ok(event(7)));
    let edited = (event(FORGED).id(), Ok(event(FORGED)));
    let broken = (event(8).id(), Err(InconsistentRow::at("action")));
    for (stray, expected) in [
        (genuine, Tampering::EventUnlinked),
        (edited, Tampering::EventInserted),
        (broken, Tampering::EventInserted),
    ] {
        let id = stray.0;
        let findings = Trail::whole().after(|trail| trail.strays = vec![stray]);
        assert_eq!(findings.await, [Finding::of(company(), expected).event(id)]);
    }
}

#[tokio::test]
async fn events_are_walked_over_to_the_last() {
    let mut inspection = MockAuditInspection::new();
    inspection
        .expect_stray_events()
        .times(2)
        .returning(|_, after, _| {
            Ok(match after {
                None => StrayEvents {
                    walked_to: Some(event(5).id()),
                    strays: Vec::new(),
                },
                Some(_) => StrayEvents {
                    walked_to: None,
                    strays: vec![(event(6).id(), Ok(event(6)))],
                },
            })
        });
    let mut verification = Trail::whole().verification();
    verification.inspection = Arc::new(inspection);
    let mut told = Vec::new();
    let mut listener = |it| told.push(it);
    let verified = verification.verify_strays(company(), &mut listener);
    verified.await.unwrap();
    let stray = Finding::of(company(), Tampering::EventUnlinked).event(event(6).id());
    assert_eq!(told, [Told::Found(stray)]);
}
