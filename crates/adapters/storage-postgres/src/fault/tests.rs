use super::*;

#[test]
fn what_may_have_been_committed_is_told_apart_from_what_was_not() {
    for fault in [
        Fault::WriteOverdue,
        Fault::LostDuringWrite,
        Fault::NotReplicated,
        Fault::UnreadableAnswer,
    ] {
        let error = StoreError::from(fault);
        assert!(matches!(error, StoreError::OutcomeUnknown(_)), "{fault:?}");
    }
    for fault in [
        Fault::GivenUp,
        Fault::Refused,
        Fault::ReadOnly,
        Fault::ConnectionLost,
        Fault::NotLetIn,
    ] {
        let error = StoreError::from(fault);
        assert!(matches!(error, StoreError::Unavailable(_)), "{fault:?}");
    }
}

#[test]
fn a_statement_that_does_not_fit_the_schema_is_unexpected() {
    for fault in [Fault::NotUnique, Fault::RuleOfTable, Fault::Undecodable] {
        let error = StoreError::from(fault);
        assert!(matches!(error, StoreError::Unexpected(_)), "{fault:?}");
    }
}

#[test]
fn a_row_is_to_blame_for_what_it_is_and_not_for_the_server_nor_for_others() {
    use DatabaseErrorKind::{
        CheckViolation, ForeignKeyViolation, NotNullViolation, ReadOnlyTransaction,
        SerializationFailure, UnableToSendCommand, UniqueViolation, Unknown,
    };

    for (kind, is_of_row) in [
        (UniqueViolation, true),
        (ForeignKeyViolation, true),
        (NotNullViolation, true),
        (CheckViolation, true),
        // A value that is out of range, the word of a trigger, and whatever else diesel has no name for.
        (Unknown, true),
        (SerializationFailure, false),
        (ReadOnlyTransaction, false),
        (UnableToSendCommand, false),
    ] {
        let fault = Fault::from(Error::DatabaseError(kind, Box::<String>::default()));
        assert_eq!(fault.may_be_of_one_row(), is_of_row, "{fault:?}");
        assert!(fault.wrote_nothing(), "{fault:?}");
    }
    for fault in [
        Fault::GivenUp,
        Fault::Overdue,
        Fault::NotConnected,
        Fault::WriteOverdue,
        Fault::LostDuringWrite,
        Fault::UnreadableAnswer,
    ] {
        assert!(!fault.may_be_of_one_row(), "{fault:?}");
    }
}

#[test]
fn diesel_gives_no_text_of_postgres_to_a_fault() {
    let message = Box::new(String::from("Key (name)=(hunter2) already exists."));
    let error = Error::DatabaseError(DatabaseErrorKind::UniqueViolation, message);
    assert_eq!(Fault::from(&error), Fault::NotUnique);
    assert!(!format!("{:?}", StoreError::from(Fault::from(error))).contains("hunter2"));
}
