use super::*;

#[tokio::test]
async fn what_waits_is_judged_and_told_once_for_each_company_when_it_waits_for_long() {
    let waiting = |event: Option<Result<AuditEvent, InconsistentRow>>, is_linked| UnsealedEvent {
        company: company(),
        id: self::event(7).id(),
        event,
        is_linked,
    };
    let of =
        |unsealed: Vec<UnsealedEvent>| Trail::whole().after(move |trail| trail.unsealed = unsealed);
    assert_eq!(of(vec![waiting(Some(Ok(event(7))), false)]).await, []);
    for (unsealed, expected) in [
        (waiting(None, false), Tampering::UnsealedEventDeleted),
        (
            waiting(Some(Ok(event(FORGED))), false),
            Tampering::EventEdited,
        ),
        (
            waiting(Some(Err(InconsistentRow::at("at"))), false),
            Tampering::EventEdited,
        ),
        (waiting(Some(Ok(event(7))), true), Tampering::EventMarked),
    ] {
        assert_eq!(of(vec![unsealed]).await[0].what, expected);
    }
    let at = |millis| {
        let at = an_act().at.as_millis() + millis;
        let at = pullkey_domain::timestamp::Timestamp::from_millis(at).unwrap();
        let event = a_company().delete(Act { at, ..an_act() });
        waiting(Some(Ok(event.sign(|_| signature()).event().clone())), false)
    };
    assert_eq!(of(vec![at(-60_000)]).await, []);
    let late = at(-60_001);
    let findings = of(vec![late.clone(), late]).await;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].what, Tampering::EventsNotSealed);
    assert!(
        findings[0]
            .detail
            .as_ref()
            .unwrap()
            .starts_with("2 of them")
    );
}
