use super::*;

#[tokio::test]
async fn what_was_done_to_a_row_is_told_with_its_last_event() {
    let broken = || Some(Err(InconsistentRow::at("name")));
    for (altered, expected) in [
        (row(Some(Ok(AS_IT_WAS.to_vec())), Some(false)), None),
        (row(None, Some(true)), None),
        (
            row(Some(Ok(vec![1])), Some(false)),
            Some(Tampering::RowAltered),
        ),
        (row(broken(), Some(false)), Some(Tampering::RowAltered)),
        (row(None, Some(false)), Some(Tampering::RowDeleted)),
        (
            row(Some(Ok(AS_IT_WAS.to_vec())), None),
            Some(Tampering::RowInserted),
        ),
        (
            row(Some(Ok(AS_IT_WAS.to_vec())), Some(true)),
            Some(Tampering::RowRestored),
        ),
    ] {
        let findings = Trail::whole()
            .after(|trail| trail.rows = vec![altered.clone()])
            .await;
        let whats: Vec<_> = findings.iter().map(|it| it.what).collect();
        assert_eq!(whats, Vec::from_iter(expected));
        for finding in findings {
            assert_eq!(finding.row, Some((RowKind::Credential, altered.id)));
            assert_eq!(finding.event, altered.last.as_ref().map(|last| last.event));
        }
    }
}

#[tokio::test]
async fn a_deleted_company_need_not_have_its_rows_and_needs_the_event_of_its_deletion() {
    let gone = AuditedRow {
        company_is_deleted: true,
        ..row(None, Some(false))
    };
    for (state, is_told, expected) in [
        (CompanyRowState::Deleted, true, None),
        (
            CompanyRowState::Deleted,
            false,
            Some(Tampering::CompanyDeletionForged),
        ),
        (
            CompanyRowState::Existing,
            true,
            Some(Tampering::CompanyRestored),
        ),
        (
            CompanyRowState::Absent,
            false,
            Some(Tampering::CompanyRowDeleted),
        ),
    ] {
        let findings = Trail::whole()
            .after(|trail| {
                trail.company.row = state;
                trail.company.deletion_is_told = is_told;
                trail.rows = vec![gone.clone()];
            })
            .await;
        let whats: Vec<_> = findings.iter().map(|it| it.what).collect();
        assert_eq!(whats, Vec::from_iter(expected));
    }
}
