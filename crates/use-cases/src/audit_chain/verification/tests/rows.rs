use super::*;

#[tokio::test]
async fn what_was_done_to_a_row_is_told_with_its_last_event() {
    let broken = || Some(Err(InconsistentRow::at("name")));
    for (altered, expected) in [
        (row(Some(Ok(as_it_was())), Some(false)), None),
        (row(None, Some(true)), None),
        (
            row(Some(Ok(vec![1])), Some(false)),
            Some(Tampering::RowAltered),
        ),
        (row(broken(), Some(false)), Some(Tampering::RowAltered)),
        (row(None, Some(false)), Some(Tampering::RowDeleted)),
        (
            row(Some(Ok(as_it_was())), None),
            Some(Tampering::RowInserted),
        ),
        (
            row(Some(Ok(as_it_was())), Some(true)),
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
            assert_eq!(finding.event, altered.last.as_ref().map(|last| last.id));
        }
    }
}

#[tokio::test]
async fn an_event_that_nobody_signed_tells_of_no_row() {
    let of_forgery = |columns, removes| AuditedRow {
        last: Some(last(FORGED, removes)),
        ..row(columns, None)
    };
    let mut of_nothing = of_forgery(None, true);
    if let Some(last) = &mut of_nothing.last {
        last.event = Err(InconsistentRow::at("action"));
    }
    for hidden in [
        of_forgery(None, true),
        of_forgery(None, false),
        of_forgery(Some(Ok(as_it_was())), true),
        of_forgery(Some(Ok(as_it_was())), false),
        of_nothing,
    ] {
        let findings = Trail::whole()
            .after(|trail| trail.rows = vec![hidden.clone()])
            .await;
        assert_eq!(whats(&findings), [(Tampering::RowUnvouched, None)]);
    }
}

#[tokio::test]
async fn an_event_that_nobody_signed_tells_of_no_deletion_of_a_company() {
    for deletion in [Ok(event(FORGED)), Err(InconsistentRow::at("action"))] {
        for (state, expected) in [
            (CompanyRowState::Existing, None),
            (
                CompanyRowState::Deleted,
                Some(Tampering::CompanyDeletionForged),
            ),
        ] {
            let findings = Trail::whole()
                .after(|trail| {
                    trail.company.row = state;
                    trail.company.deletion = Some(deletion.clone());
                })
                .await;
            let whats: Vec<_> = findings.iter().map(|it| it.what).collect();
            assert_eq!(whats, Vec::from_iter(expected));
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
                trail.company.deletion = is_told.then(|| Ok(event(7)));
                trail.rows = vec![gone.clone()];
            })
            .await;
        let whats: Vec<_> = findings.iter().map(|it| it.what).collect();
        assert_eq!(whats, Vec::from_iter(expected));
    }
}
