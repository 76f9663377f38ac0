//! What becomes of a key once the ring's pepper was turned.

use pullkey_domain::api_key::Verifier;
use pullkey_storage::ChangeError;

use super::*;

const NEW: RingKeyId = RingKeyId::new(5);

/// Whose primary pepper is a new one, though it still knows that of the fixtures' key.
fn turned() -> MockApiKeyAuthority {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|sealed| Ok(sealed.into_unverified()));
    authority
        .expect_matches()
        .returning(|_, key, _| Ok(Some(key.verifier().clone())));
    authority.expect_primary_pepper().return_const(NEW);
    authority
        .expect_verifier()
        .returning(|_| Verifier::current(NEW, [9; 32]));
    authority.expect_row_mac().returning(|_| {
        let mac = [9; 32];
        pullkey_domain::api_key::RowMac { pepper: NEW, mac }
    });
    authority
}

#[tokio::test]
async fn its_next_use_makes_it_a_key_of_the_new_one() {
    let mut directory = holding(a_signed_key(), 1);
    directory
        .expect_turn_pepper()
        .withf(|before, after| {
            let key = after.unverified();
            *before == a_signed_key()
                && key.verifier().pepper() == NEW
                && after.mac().pepper == NEW
                && key.version() == before.unverified().version()
        })
        .times(1)
        .returning(|_, _| Ok(()));
    let (authentication, _) = authentication(directory, turned()).await;
    for _ in 0..2 {
        let let_in = authentication.authenticate(&token(), somewhere()).await;
        assert_eq!(let_in.unwrap().key.verifier().pepper(), NEW);
    }
}

#[tokio::test]
async fn one_of_which_a_part_is_of_the_new_one_is_turned_as_well() {
    let old = a_signed_key();
    let (key, mac) = (old.unverified().clone(), [9; 32]);
    let verified = key
        .clone()
        .verified_by(key.verifier(), &Verifier::current(NEW, mac));
    let signed = pullkey_domain::api_key::RowMac { pepper: NEW, mac };
    for half in [
        SignedApiKey::new(verified, old.mac().clone()),
        SignedApiKey::new(key, signed),
    ] {
        let mut directory = holding(half, 1);
        directory
            .expect_turn_pepper()
            .times(1)
            .returning(|_, _| Ok(()));
        let (authentication, _) = authentication(directory, turned()).await;
        let let_in = authentication.authenticate(&token(), somewhere()).await;
        assert_eq!(let_in.unwrap().key.verifier().pepper(), NEW);
    }
}

#[tokio::test]
async fn whoever_uses_it_is_let_in_although_that_cannot_be_stored() {
    let mut directory = holding(a_signed_key(), 2);
    let mut answers = vec![
        ChangeError::Store(StoreError::Unavailable("read only".into())),
        ChangeError::Stale,
    ];
    directory
        .expect_turn_pepper()
        .times(2)
        .returning(move |_, _| Err(answers.pop().unwrap()));
    let (authentication, clock) = authentication(directory, turned()).await;
    for _ in 0..2 {
        let let_in = authentication.authenticate(&token(), somewhere()).await;
        let key = let_in.unwrap();
        assert_eq!(&key.key, a_signed_key().unverified());
        // It is tried again with the next look-up.
        clock.advance(Duration::from_secs(5));
    }
}
