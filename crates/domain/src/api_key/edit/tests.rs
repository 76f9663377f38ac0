use super::*;
use crate::{audit::Recorded, sample};

mod hand_out;
mod rotate;

fn end(expires_at: Option<i64>) -> ApiKeyEdit {
    ApiKeyEdit {
        expires_at: Some(expires_at.map(sample::at)),
        ..ApiKeyEdit::default()
    }
}

fn name(text: &str) -> ApiKeyEdit {
    ApiKeyEdit {
        name: ApiKeyName::parse(text).ok(),
        ..ApiKeyEdit::default()
    }
}

#[track_caller]
fn edited(edit: ApiKeyEdit) -> Change<ApiKey> {
    sample::api_key()
        .edit(edit, sample::act(sample::NOW + 10))
        .unwrap()
        .expect("a change")
}

#[track_caller]
fn assert_tells(recorded: &Recorded<ApiKey>, action: Action) {
    let event = recorded.event();
    assert_eq!(event.action(), action);
    assert_eq!(event.target(), Target::ApiKey(sample::api_key().id()));
    assert_eq!(event.before(), Some(sample::api_key().versions()));
    assert_eq!(event.after(), Some(recorded.subject().versions()));
}

#[test]
fn every_given_value_is_taken_and_the_rest_stays() {
    let capabilities = Capabilities::all();
    let change = edited(ApiKeyEdit {
        capabilities: Some(capabilities.clone()),
        ..name("ci")
    });
    let (before, after) = (sample::api_key(), change.subject());
    assert_eq!(after.name().as_str(), "ci");
    assert_eq!(after.capabilities(), &capabilities);
    assert_eq!(after.expires_at(), before.expires_at());
    assert_eq!(after.is_enabled(), before.is_enabled());
    assert_eq!(after.verifier(), before.verifier());
    assert_eq!(after.previous_verifier(), before.previous_verifier());
}

#[test]
fn an_edit_is_the_next_version_and_tells_of_both() {
    let change = edited(name("ci"));
    assert_eq!(change.subject().version().as_i64(), 7);
    assert_eq!(change.subject().updated_at(), sample::at(sample::NOW + 10));
    assert_eq!(
        change.subject().created_at(),
        sample::api_key().created_at()
    );
    assert_eq!(
        change.event().digest_input(),
        change.subject().digest_input()
    );
    assert_tells(&change.sign(sample::sign), Action::ApiKeyUpdate);
}

#[test]
fn an_edit_is_stamped_behind_the_last_one_although_the_clock_stepped_back() {
    let change = sample::api_key()
        .edit(name("ci"), sample::act(sample::NOW - 500))
        .unwrap();
    assert_eq!(
        change.map(|change| change.subject().updated_at()),
        Some(sample::at(sample::NOW + 1))
    );
}

#[test]
fn equal_values_are_no_change() {
    let key = sample::api_key();
    let equal = ApiKeyEdit {
        name: Some(key.name().clone()),
        capabilities: Some(key.capabilities().clone()),
        expires_at: Some(key.expires_at()),
    };
    assert_eq!(key.clone().edit(equal, sample::act(sample::NOW)), Ok(None));
    let nothing = ApiKeyEdit::default();
    assert_eq!(key.edit(nothing, sample::act(sample::NOW)), Ok(None));
}

#[test]
fn another_end_must_be_later_than_now() {
    for past in [sample::NOW - 1, sample::NOW] {
        let refused = sample::api_key().edit(end(Some(past)), sample::act(sample::NOW));
        assert_eq!(refused, Err(ExpiryInPast));
    }
    let allowed = sample::api_key().edit(end(Some(sample::NOW + 1)), sample::act(sample::NOW));
    assert!(allowed.is_ok_and(|change| change.is_some()));
}

#[test]
fn an_end_can_be_taken_away() {
    assert_eq!(edited(end(None)).subject().expires_at(), None);
}

#[test]
fn a_key_that_ended_can_still_be_renamed() {
    let key = sample::api_key();
    let same_end = ApiKeyEdit {
        expires_at: Some(key.expires_at()),
        ..name("ci")
    };
    let change = key.edit(same_end, sample::act(sample::NOW + 5000)).unwrap();
    assert!(change.is_some_and(|change| !change.subject().is_live(sample::at(sample::NOW + 5000))));
}

#[test]
fn a_key_is_switched_off_and_on_again() {
    let off = sample::api_key()
        .switch(false, sample::act(sample::NOW + 10))
        .expect("a change");
    assert!(!off.subject().is_enabled());
    assert_eq!(off.subject().version().as_i64(), 7);
    let key = off.subject().clone();
    assert_tells(&off.sign(sample::sign), Action::ApiKeyToggle);
    let on = key
        .switch(true, sample::act(sample::NOW + 20))
        .expect("a change");
    assert!(on.subject().is_enabled());
}

#[test]
fn a_switch_to_where_it_stands_is_no_change() {
    assert_eq!(
        sample::api_key().switch(true, sample::act(sample::NOW)),
        None
    );
}

#[test]
fn deleting_tells_of_the_version_before_it_only_and_of_the_row_that_went() {
    let key = sample::api_key();
    let change = key.clone().delete(sample::act(sample::NOW));
    let expected = DeletedApiKey {
        id: key.id(),
        company: key.company(),
        version: key.version(),
    };
    assert_eq!(change.subject(), &expected);
    assert_eq!(change.event().digest_input(), key.digest_input());
    let recorded = change.sign(sample::sign);
    assert_eq!(recorded.event().action(), Action::ApiKeyDelete);
    assert_eq!(recorded.event().before(), Some(key.versions()));
    assert_eq!(recorded.event().after(), None);
}
