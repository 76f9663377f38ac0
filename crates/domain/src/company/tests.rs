use super::*;
use crate::sample;

#[test]
fn a_new_company_is_what_was_given_at_the_time_of_the_act() {
    let expected = sample::company();
    let (name, salt) = (expected.name().clone(), expected.salt().clone());
    let change = Company::create(expected.id(), name, salt, sample::act(sample::NOW));
    assert_eq!(change.subject(), &expected);
}

#[test]
fn creating_is_told_in_the_companys_own_trail() {
    let company = sample::company();
    let (name, salt) = (company.name().clone(), company.salt().clone());
    let change = Company::create(company.id(), name, salt, sample::act(sample::NOW));
    assert_eq!(change.event().digest_input(), company.digest_input());
    let recorded = change.sign(sample::sign);
    assert_eq!(recorded.event().action(), Action::CompanyCreate);
    assert_eq!(recorded.event().company(), company.id());
    assert_eq!(recorded.event().target(), Target::Company(company.id()));
}

#[test]
fn deleting_is_told_in_the_companys_own_trail() {
    let company = sample::company();
    let change = company.clone().delete(sample::act(sample::NOW));
    assert_eq!(change.event().digest_input(), company.digest_input());
    let recorded = change.sign(sample::sign);
    assert_eq!(recorded.event().action(), Action::CompanyDelete);
    assert_eq!(recorded.event().company(), company.id());
    assert_eq!(recorded.event().target(), Target::Company(company.id()));
}

#[test]
fn sealing_anew_is_told_in_the_companys_own_trail() {
    let company = sample::company();
    let change = company.rewrap(sample::act(sample::NOW));
    assert_eq!(change.subject().id, company.id());
    assert_eq!(change.event().digest_input(), company.digest_input());
    let recorded = change.sign(sample::sign);
    assert_eq!(recorded.event().action(), Action::CredentialRewrap);
    assert_eq!(recorded.event().company(), company.id());
    assert_eq!(recorded.event().target(), Target::Company(company.id()));
}

#[test]
fn a_deleted_company_is_gone_from_the_time_of_the_act_on() {
    let change = sample::company().delete(sample::act(sample::NOW + 10));
    let expected = DeletedCompany {
        id: sample::company().id(),
        deleted_at: sample::at(sample::NOW + 10),
    };
    assert_eq!(change.subject(), &expected);
}

#[test]
fn the_form_of_the_digested_row_never_changes() {
    let expected = [
        b"\0\x13pullkey/company-row".as_slice(),
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x02",
        b"\0\x04Acme",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe8\0",
    ];
    assert_eq!(sample::company().digest_input(), expected.concat());
}
