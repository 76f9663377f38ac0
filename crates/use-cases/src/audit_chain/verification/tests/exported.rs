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
        let findings = Trail::whole().findings(&exported(heads.clone())).await;
        assert_eq!(whats(&findings), expected);
        let last = findings.last().map(|it| it.detail.clone().unwrap());
        let line = format!("heads.jsonl, line {}", heads.len());
        assert_eq!(last, (!expected.is_empty()).then_some(line));
    }
}
