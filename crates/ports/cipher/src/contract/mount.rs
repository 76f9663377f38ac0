/// Mounts every rule of the [contract](crate::contract) as a test of its name.
///
/// The expression makes an adapter that has all seven traits; it is evaluated once per rule.
#[macro_export]
macro_rules! cipher_contract {
    ($cipher:expr) => {
        $crate::cipher_contract! { @rules $cipher;
            a_sealed_secret_opens_where_it_was_sealed
            two_sealings_of_one_secret_differ
            the_secret_does_not_show_in_the_sealed_bytes
            the_length_of_a_secret_shows_only_to_the_next_multiple_of_64
            what_is_sealed_bears_the_mark_of_the_primary_secret_key
            no_mark_begins_with_that_of_another_key
            every_single_flipped_bit_is_refused
            every_truncation_is_refused
            every_extension_is_refused
            what_is_too_short_to_be_sealed_is_malformed
            another_salt_is_rejected
            another_company_is_rejected
            another_credential_is_rejected
            another_secret_version_is_rejected
            another_provider_is_rejected
            another_host_or_token_host_is_rejected
            another_kind_of_login_is_rejected
            another_username_is_rejected

            a_signed_key_is_verified
            a_row_mac_with_a_flipped_bit_is_forged
            a_row_mac_of_another_key_is_forged
            a_row_mac_of_an_unknown_pepper_is_missing_its_key
            an_altered_id_is_forged
            an_altered_handle_is_forged
            an_altered_company_is_forged
            altered_capabilities_are_forged
            an_altered_expiry_is_forged
            a_switched_on_key_is_forged
            an_altered_version_is_forged
            an_altered_verifier_is_forged
            an_altered_end_of_the_verifier_is_forged
            an_altered_pepper_of_the_verifier_is_forged
            an_altered_previous_verifier_is_forged
            an_altered_end_of_the_previous_verifier_is_forged
            an_altered_pepper_of_the_previous_verifier_is_forged
            an_added_or_removed_previous_verifier_is_forged
            swapped_verifiers_are_forged
            one_token_has_one_verifier
            a_token_matches_its_key
            a_token_with_another_secret_does_not_match
            a_token_with_another_handle_does_not_match
            a_verifier_with_a_flipped_bit_does_not_match
            the_previous_token_matches_before_its_end
            the_previous_token_does_not_match_at_its_end
            the_current_token_matches_while_another_one_ends
            a_live_verifier_of_an_unknown_pepper_is_missing_its_key
            an_ended_verifier_of_an_unknown_pepper_is_not_missed
            a_match_outweighs_a_missing_pepper
            what_is_made_for_api_keys_names_the_primary_pepper

            one_event_has_one_signature
            the_digest_of_a_row_is_the_same_in_every_event
            another_row_has_another_digest
            the_digest_is_not_the_mac
            the_mac_covers_the_id
            the_mac_covers_the_time
            the_mac_covers_the_actor
            the_mac_covers_the_request
            the_mac_covers_the_action
            the_mac_covers_the_company
            the_mac_covers_the_target
            the_mac_covers_the_versions
            the_mac_covers_the_digest
            a_signature_names_the_primary_audit_key

            a_signed_event_is_verified
            an_event_with_a_flipped_bit_in_its_signature_is_not_verified
            an_event_said_to_be_of_another_key_is_not_verified
            an_event_of_an_unknown_audit_key_is_missing_its_key
            a_row_is_verified_by_the_digest_of_its_event
            a_row_with_a_flipped_bit_is_not_verified
            a_digest_with_a_flipped_bit_or_of_another_length_is_not_verified
            a_digest_of_an_unknown_audit_key_is_missing_its_key
            a_signed_link_is_verified
            a_link_covers_everything_that_it_ties
            a_link_with_a_flipped_bit_is_not_verified
            a_link_said_to_be_of_another_key_is_not_verified
            a_link_of_an_unknown_audit_key_is_missing_its_key
            a_signed_head_is_verified
            the_mac_of_a_head_covers_all_of_it
            a_head_mac_with_a_flipped_bit_is_not_verified
            a_head_said_to_be_of_another_key_is_not_verified
            a_head_of_an_unknown_audit_key_is_missing_its_key
            links_and_heads_name_the_primary_audit_key
            one_link_and_one_head_have_one_mac

            a_signed_cursor_is_verified
            one_cursor_has_one_mac
            a_cursor_with_a_flipped_bit_is_not_verified
            a_shorter_or_longer_cursor_is_not_verified
            a_cursor_mac_with_a_flipped_bit_is_not_verified
            a_cursor_said_to_be_of_another_key_is_not_verified
            a_cursor_of_an_unknown_pepper_is_missing_its_key
            an_empty_and_a_long_cursor_are_verified_to_the_last_byte
            a_signed_cursor_names_the_primary_pepper

            a_fingerprint_is_of_its_payload
            one_payload_has_one_fingerprint
            a_payload_with_a_flipped_bit_is_another
            a_shorter_or_longer_payload_is_another
            a_fingerprint_with_a_flipped_bit_is_not_of_its_payload
            a_fingerprint_said_to_be_of_another_key_is_not_of_its_payload
            a_fingerprint_of_an_unknown_pepper_is_missing_its_key
            an_empty_and_a_long_payload_are_told_apart_to_the_last_byte
            a_fingerprint_names_the_primary_pepper
            a_fingerprint_is_no_cursor_mac

            every_kind_has_one_primary
            every_primary_is_active
            no_two_keys_share_an_id
            no_two_keys_share_a_check
            the_census_is_the_same_each_time
        }
    };
    (@rules $cipher:expr; $($rule:ident)+) => {
        $(
            #[test]
            fn $rule() {
                $crate::contract::$rule(&$cipher);
            }
        )+
    };
}
