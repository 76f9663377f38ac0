use super::*;

#[tokio::test]
async fn events_are_linked_in_the_order_in_which_they_happened() {
    let company = a_company().id();
    let events = vec![
        waiting(an_event(company, 1, 7)),
        waiting(an_event(company, 2, 3)),
        waiting(an_event(company, 3, 3)),
    ];
    let link = |seq: i64, event: u128| NewLink {
        seq,
        event: AuditEventId::from_uuid(Uuid::from_u128(event)),
        mac: mac(u8::try_from(seq).unwrap()),
    };
    let expected = ChainGrowth {
        from: Some(a_head(company, 4, 4)),
        links: vec![link(5, 2), link(6, 3), link(7, 1)],
        to: a_head(company, 7, 7),
    };
    let ends = vec![end(Some(a_head(company, 4, 4)), Some((4, 4)))];
    let store = growing(a_store(events, ends), expected);
    let sealed = sealer(store, an_authority()).seal().await.unwrap();
    let expected = Sealed {
        events: 3,
        ..Sealed::default()
    };
    assert_eq!(sealed, expected);
}

#[tokio::test]
async fn what_was_altered_removed_or_linked_before_is_passed_over_and_holds_up_nothing() {
    let company = a_company().id();
    let genuine = an_event(company, 9, 0);
    let with = |id: u128, event, is_linked| UnsealedEvent {
        company,
        id: AuditEventId::from_uuid(Uuid::from_u128(id)),
        event,
        is_linked,
    };
    let broken = pullkey_domain::stored::InconsistentRow::at("action");
    let events = vec![
        with(1, None, false),
        with(2, Some(Err(broken)), false),
        with(3, Some(Ok(an_event(company, 3, 0))), true),
        waiting(an_event(company, 4, 0)),
        waiting(an_event(company, 5, 0)),
        waiting(genuine.clone()),
    ];
    let mut authority = MockAuditAuthority::new();
    authority
        .expect_verify_event()
        .returning(|event| match event.id().as_uuid().as_u128() {
            4 => Ok(false),
            5 => Err(MissingKey(KEY)),
            _ => Ok(true),
        });
    let expected = ChainGrowth {
        from: None,
        links: vec![NewLink {
            seq: 1,
            event: genuine.id(),
            mac: mac(1),
        }],
        to: a_head(company, 1, 1),
    };
    let store = growing(a_store(events, vec![end(None, None)]), expected);
    let sealed = sealer(store, signing(authority)).seal().await.unwrap();
    let expected = Sealed {
        events: 1,
        passed_over: 5,
        broken_chains: 0,
    };
    assert_eq!(sealed, expected);
}

#[tokio::test]
async fn a_chain_goes_on_behind_whatever_stands_farthest_and_is_told_to_be_broken() {
    let company = a_company().id();
    let head = |seq, byte| Some(a_head(company, seq, byte));
    for (head, last, tip) in [
        // Set back: nothing that is there is overwritten.
        (head(2, 2), Some((5, 5)), 5),
        // Cut off: the gap shows.
        (head(5, 5), Some((2, 2)), 5),
        (head(5, 5), None, 5),
        (None, Some((5, 5)), 5),
        // Another link: what stands in the chain counts.
        (head(5, 6), Some((5, 5)), 5),
    ] {
        let expected = ChainGrowth {
            from: head.clone(),
            links: vec![NewLink {
                seq: tip + 1,
                event: AuditEventId::from_uuid(Uuid::from_u128(1)),
                mac: mac(6),
            }],
            to: a_head(company, tip + 1, 6),
        };
        let events = vec![waiting(an_event(company, 1, 0))];
        let store = growing(a_store(events, vec![end(head, last)]), expected);
        let sealed = sealer(store, an_authority()).seal().await.unwrap();
        assert_eq!((sealed.events, sealed.broken_chains), (1, 1));
    }
}

#[tokio::test]
async fn where_nothing_can_follow_nothing_is_linked_and_nothing_fails() {
    let company = a_company().id();
    let mut stump = a_head(company, 5, 5);
    stump.link.truncate(31);
    for head in [a_head(company, i64::MAX, 5), stump] {
        let events = vec![waiting(an_event(company, 1, 0))];
        let store = a_store(events, vec![end(Some(head), None)]);
        let sealed = sealer(store, an_authority()).seal().await.unwrap();
        assert_eq!((sealed.events, sealed.passed_over), (0, 1));
    }
}

#[tokio::test]
async fn a_head_that_nobody_signed_is_told() {
    let company = a_company().id();
    let mut authority = MockAuditAuthority::new();
    authority.expect_verify_event().returning(|_| Ok(true));
    authority.expect_verify_head().returning(|_, _| Ok(false));
    let mut store = a_store(
        vec![waiting(an_event(company, 1, 0))],
        vec![end(Some(a_head(company, 5, 5)), Some((5, 5)))],
    );
    store.expect_grow().returning(move |_, _| Ok(vec![company]));
    let sealed = sealer(store, signing(authority)).seal().await.unwrap();
    assert_eq!((sealed.events, sealed.broken_chains), (1, 1));
}
