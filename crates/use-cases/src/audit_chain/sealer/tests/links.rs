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
    let sealed = seal(store, an_authority()).await;
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
    let sealed = seal(store, signing(authority)).await;
    let expected = Sealed {
        events: 1,
        passed_over: 5,
        broken_chains: 0,
    };
    assert_eq!(sealed, expected);
}

/// Whether a head was signed.
type Signed = Result<bool, MissingKey>;

/// Has one event linked where the chain ends so, by the head and its MAC, and by the last link.
async fn grown(head: Option<(StoredHead, Signed)>, last: Option<(i64, u8)>) -> (Sealed, i64) {
    let company = a_company().id();
    let (head, signed) = head.unzip();
    let mut authority = MockAuditAuthority::new();
    authority.expect_verify_event().returning(|_| Ok(true));
    authority
        .expect_verify_head()
        .returning(move |_, _| signed.unwrap());
    let mut store = a_store(
        vec![waiting(an_event(company, 1, 0))],
        vec![end(head.clone(), last)],
    );
    let (tell, told) = std::sync::mpsc::channel();
    store.expect_grow().returning(move |_, growths| {
        assert_eq!((growths.len(), &growths[0].from), (1, &head));
        let seqs: Vec<_> = growths[0].links.iter().map(|link| link.seq).collect();
        assert_eq!(seqs, [growths[0].to.seq]);
        tell.send(growths[0].to.seq).unwrap();
        Ok(vec![company])
    });
    let sealed = seal(store, signing(authority)).await;
    (sealed, told.recv().unwrap_or_default())
}

#[tokio::test]
async fn a_chain_whose_end_was_touched_goes_on_so_that_it_shows_for_good_and_is_told_to_be_broken()
{
    let head = |seq, byte, signed| Some((a_head(a_company().id(), seq, byte), signed));
    let lacking = || Err(MissingKey(LACKING));
    let never_used = || Err(MissingKey(KEY));
    let mut stump = a_head(a_company().id(), 5, 5);
    stump.link.truncate(31);
    for (head, last, place, what) in [
        (head(5, 5, Ok(true)), Some((2, 2)), 6, "cut off"),
        (head(5, 5, Ok(true)), None, 6, "all cut off"),
        (head(2, 2, Ok(true)), Some((5, 5)), 7, "set back"),
        (head(5, 6, Ok(true)), Some((5, 5)), 7, "another last link"),
        (head(5, 5, Ok(false)), Some((5, 5)), 7, "forged, and fits"),
        (
            head(i64::MAX, 5, Ok(false)),
            Some((5, 5)),
            7,
            "forged, and far",
        ),
        (head(9, 9, Ok(false)), None, 2, "forged, and nothing else"),
        (head(5, 5, never_used()), Some((5, 5)), 7, "of no key"),
        (head(9, 9, lacking()), Some((5, 5)), 7, "of a key elsewhere"),
        (Some((stump, Ok(true))), Some((5, 5)), 7, "no head at all"),
        (None, Some((5, 5)), 7, "deleted"),
        (
            None,
            Some((i64::MIN, 5)),
            2,
            "deleted, and a link before all",
        ),
    ] {
        let (sealed, seq) = grown(head, last).await;
        assert_eq!((sealed.events, sealed.broken_chains), (1, 1), "{what}");
        assert_eq!(seq, place, "{what}");
    }
}

#[tokio::test]
async fn a_chain_goes_on_behind_a_head_of_a_key_that_only_this_node_lacks() {
    let head = (a_head(a_company().id(), 5, 5), Err(MissingKey(LACKING)));
    let (sealed, seq) = grown(Some(head), Some((5, 5))).await;
    assert_eq!((sealed.events, sealed.broken_chains, seq), (1, 0, 6));
}

#[tokio::test]
async fn where_nothing_can_follow_nothing_is_linked_and_nothing_fails() {
    let company = a_company().id();
    for (head, last) in [
        (Some(a_head(company, i64::MAX, 5)), None),
        (None, Some((i64::MAX, 5))),
        (None, Some((i64::MAX - 1, 5))),
    ] {
        let events = vec![waiting(an_event(company, 1, 0))];
        let store = a_store(events, vec![end(head, last)]);
        let sealed = seal(store, an_authority()).await;
        let expected = Sealed {
            events: 0,
            passed_over: 1,
            broken_chains: 1,
        };
        assert_eq!(sealed, expected);
    }
}
