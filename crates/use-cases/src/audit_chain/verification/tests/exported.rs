use super::*;

#[tokio::test]
async fn exported_heads_are_compared_with_the_places_where_they_stood() {
    let exported = |heads: Vec<StoredHead>| {
        let mut exported = ExportedHeads::default();
        exported.begin_file("none.jsonl");
        exported.begin_file("heads.jsonl");
        for (line, head) in (1..).zip(heads) {
            exported.add(head, line);
        }
        exported
    };
    let other_link = |seq| {
        let mut head = head(seq);
        head.link[0] ^= 1;
        head
    };
    let mut forged = head(2);
    forged.mac[0] ^= 1;
    let mut of_another = head(9);
    of_another.company = crate::fixtures::another_company().id();
    for (heads, expected) in [
        (vec![head(1), head(3)], vec![]),
        (
            vec![other_link(2), head(2), other_link(2)],
            vec![(Tampering::ChainReplaced, Some(2))],
        ),
        (
            vec![other_link(2)],
            vec![(Tampering::ChainReplaced, Some(2))],
        ),
        (
            vec![head(4), head(5)],
            vec![
                (Tampering::ChainRolledBack, Some(4)),
                (Tampering::ChainRolledBack, Some(5)),
            ],
        ),
        (vec![forged], vec![(Tampering::ExportedHeadForged, Some(2))]),
        (
            vec![of_another],
            vec![(Tampering::ChainRolledBack, Some(9))],
        ),
    ] {
        let findings = Trail::whole().findings(&exported(heads)).await;
        assert_eq!(whats(&findings), expected);
    }
}

#[tokio::test]
async fn it_is_told_which_file_has_the_head_and_in_which_line() {
    let mut exported = ExportedHeads::default();
    for (file, seq) in [("one.jsonl", 4), ("two.jsonl", 5)] {
        exported.begin_file(file);
        exported.add(head(seq), 7);
        // The first file that has it is told.
        exported.add(head(4), 9);
    }
    let findings = Trail::whole().findings(&exported).await;
    let details = findings.iter().map(|it| it.detail.as_deref().unwrap());
    let expected = ["one.jsonl, line 7", "two.jsonl, line 7"];
    assert_eq!(details.collect::<Vec<_>>(), expected);
}
