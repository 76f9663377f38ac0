use super::*;

const HOUR: Duration = Duration::from_hours(1);

fn rotated(overlap: Duration) -> Change<ApiKey> {
    sample::api_key().rotate(sample::verifier(9), overlap, sample::act(sample::NOW + 10))
}

#[test]
fn the_new_token_counts_until_the_key_ends() {
    let change = rotated(HOUR);
    assert_eq!(change.subject().verifier(), &sample::verifier(9));
    assert_eq!(change.subject().verifier().ends_at(), None);
}

#[test]
fn without_overlap_the_old_token_counts_no_more() {
    assert_eq!(rotated(Duration::ZERO).subject().previous_verifier(), None);
}

#[test]
fn with_overlap_the_old_token_counts_until_it_is_over() {
    let change = rotated(HOUR);
    let over = sample::at(sample::NOW + 10).after(HOUR);
    let expected = sample::api_key().verifier().clone().until(over);
    let previous = change.subject().previous_verifier();
    assert_eq!(previous, Some(&expected));
    assert!(previous.is_some_and(|it| it.is_live(sample::at(over.as_millis() - 1))));
    assert!(previous.is_some_and(|it| !it.is_live(over)));
}

#[test]
fn a_third_token_drops_the_oldest_at_once() {
    let second = rotated(HOUR).subject().clone();
    let change = second.rotate(sample::verifier(10), HOUR, sample::act(sample::NOW + 20));
    let (key, oldest) = (change.subject(), *sample::api_key().verifier().mac());
    let counting: Vec<_> = [Some(key.verifier()), key.previous_verifier()]
        .into_iter()
        .flatten()
        .map(|verifier| *verifier.mac())
        .collect();
    assert_eq!(counting, [[10; 32], [9; 32]]);
    assert!(!counting.contains(&oldest));
}

#[test]
fn the_handle_and_everything_else_survives() {
    let change = rotated(HOUR);
    let (before, after) = (sample::api_key(), change.subject());
    assert_eq!(after.handle(), before.handle());
    assert_eq!(after.name(), before.name());
    assert_eq!(after.capabilities(), before.capabilities());
    assert_eq!(after.expires_at(), before.expires_at());
    assert_eq!(after.is_enabled(), before.is_enabled());
}

#[test]
fn a_rotation_is_the_next_version_and_tells_of_both() {
    let change = rotated(HOUR);
    assert_eq!(change.subject().version().as_i64(), 7);
    assert_eq!(change.subject().updated_at(), sample::at(sample::NOW + 10));
    assert_tells(&change.sign(sample::sign), Action::ApiKeyRotate);
}
