//! The rules of companies, their credentials, and what all have in common.

#[doc(hidden)]
#[macro_export]
macro_rules! store_contract_of_companies {
    ($fresh:expr) => {
        $crate::store_contract! { @mount $fresh;
            company_deletion {
                a_deleted_company_is_gone_and_its_event_told
                its_keys_let_nobody_in_any_more
                a_deleted_company_takes_nothing_any_more
                its_id_is_never_given_again
                what_is_not_there_is_not_deleted
                a_deletion_raises_the_epoch
                a_refused_event_leaves_the_company_that_it_tells_to_be_deleted
                a_sweep_removes_what_a_deleted_company_left_but_its_events
                a_sweep_of_a_deleted_company_goes_step_by_step
                a_company_that_exists_is_not_swept
                a_walk_comes_by_deleted_companies_too
            }
            company_store {
                what_was_inserted_is_found
                a_company_that_was_never_inserted_is_not_found
                an_id_is_given_once
                names_with_odd_characters_survive
                two_companies_may_share_a_name
                companies_are_listed_oldest_first
                companies_of_one_moment_are_listed_by_id
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
            }
            credential_change {
                what_was_edited_is_found
                names_with_odd_characters_survive_an_edit
                a_stale_version_is_not_edited
                what_is_not_there_is_not_edited
                another_company_edits_nothing
                an_edit_leaves_another_company_s_credential_of_the_same_id
                a_refused_event_takes_its_edit_with_it
                of_edits_of_one_version_at_once_one_stands
                a_deleted_credential_is_gone_and_its_event_told
                a_stale_version_is_not_deleted
                what_is_not_there_is_not_deleted
                another_company_deletes_nothing
                a_refused_event_leaves_the_credential_that_it_tells_to_be_deleted
                a_use_is_told_and_changes_nothing
                a_use_of_a_credential_that_is_gone_is_told
                an_absent_company_is_told_of_no_use
                a_use_under_the_id_of_another_event_is_refused
            }
            credential_filter {
                a_provider_narrows_the_list_and_the_total
                a_text_is_found_in_names_and_in_user_names
                case_makes_no_difference_to_a_search
                no_character_of_a_search_stands_for_others
                names_with_odd_characters_are_found
                filters_and_reach_narrow_each_other
                filters_never_lead_out_of_the_company
            }
            credential_list {
                credentials_are_listed_newest_first
                credentials_are_listed_in_every_order
                names_are_sorted_by_their_bytes
                credentials_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
                a_page_beyond_the_end_is_empty_and_counts_all
                a_reach_narrows_the_list_and_the_total
                a_reach_to_credentials_of_another_company_shows_nothing
                a_reach_to_nothing_shows_nothing
            }
            credential_serving {
                path_prefixes_survive
                path_prefixes_survive_an_edit
                a_credential_serves_its_own_host_or_else_that_of_its_provider
                an_edit_may_change_what_a_credential_serves
                what_is_of_others_serves_nobody_else
                the_longest_prefix_that_covers_the_path_goes_first
                the_newest_goes_first_and_of_those_of_one_moment_the_greatest_id
                a_host_that_is_spelled_like_a_provider_is_another
                a_reach_narrows_what_may_serve
            }
            credential_store {
                what_was_inserted_is_found
                every_provider_survives
                names_with_odd_characters_survive
                the_first_and_the_last_moment_survive
                sealed_bytes_of_any_length_survive
                another_company_finds_nothing
                another_company_lists_and_counts_nothing
                an_absent_company_takes_nothing
                a_second_credential_of_an_id_is_refused_and_the_first_stays
                two_companies_may_use_one_id
                a_refused_event_takes_its_credential_with_it
                the_same_name_and_username_twice_are_two_credentials
                many_inserts_at_once_all_stand
                a_caller_that_goes_away_leaves_nothing_half_and_the_others_whole
            }
            credential_total {
                a_total_that_nobody_asked_for_is_not_given
                a_total_is_the_same_wherever_the_page_begins
                totals_follow_every_change
                refused_changes_do_not_count
            }
            credential_use {
                the_last_use_is_kept_and_nothing_else_changes
                the_last_use_never_goes_back
                a_use_within_a_minute_of_the_last_is_passed_over
                uses_of_several_are_kept_at_once_and_what_is_gone_passed_over
                an_edit_keeps_a_use_in_between
                a_new_secret_keeps_the_last_use
                uses_that_are_told_at_once_leave_the_latest
            }
            credential_verification {
                hosts_and_the_kind_of_login_survive
                hosts_survive_an_edit
                what_came_of_a_verification_is_kept_and_told
                an_earlier_verification_is_told_and_changes_nothing
                a_verification_of_a_former_secret_is_told_and_changes_nothing
                a_verification_of_a_credential_that_is_gone_is_told
                an_absent_company_is_told_of_no_verification
                a_refused_event_takes_what_came_of_a_verification_with_it
                an_edit_keeps_what_came_of_a_verification_in_between
                a_new_secret_forgets_what_came_of_the_one_before
                what_came_of_a_login_before_is_stored_with_a_new_credential
                what_came_of_a_login_before_is_stored_with_an_edit
                a_later_verification_stays_when_an_edit_tells_of_an_earlier_one
            }
            credential_walk {
                a_list_goes_on_right_behind_any_place
                a_place_means_the_same_when_its_credential_is_gone
                a_place_may_be_where_nothing_ever_was
                a_walk_by_twos_comes_by_each_credential_once
                a_walk_through_credentials_of_one_moment_and_name_comes_by_each_once
                an_offset_counts_from_the_place_on
            }
            deadline {
                a_read_whose_deadline_has_passed_is_unavailable
                an_insert_whose_deadline_has_passed_stores_nothing_and_leaves_its_key_free
                a_change_whose_deadline_has_passed_leaves_everything_as_it_was
                of_inserts_at_once_those_whose_deadline_has_passed_fail_alone
            }
            idempotency {
                a_repeated_insert_is_answered_by_the_record_of_the_first
                a_live_key_is_remembered_for_another_payload_too
                a_repeat_may_recall_the_record_of_the_first
                other_keys_are_free
                two_companies_may_use_one_key
                inserts_without_a_key_are_never_repeats
                a_record_that_ended_gives_its_place_to_the_next
                an_insert_that_is_refused_leaves_its_key_free
                a_refused_insert_leaves_the_ended_record_of_its_key
                an_absent_company_remembers_nothing
                of_inserts_with_one_key_at_once_one_is_stored
                what_is_remembered_outlives_edits_and_the_deletion
            }
            maintenance {
                a_walk_comes_by_each_company_once
                a_step_of_no_length_goes_nowhere
                a_sweep_removes_what_ended_and_nothing_else
                a_sweep_leaves_what_other_companies_remember
                a_sweep_removes_no_more_than_it_was_told_to
                a_sweep_leaves_credentials_and_events
            }
            rewrapping {
                new_bytes_take_the_place_of_those_that_were_opened_and_nothing_else_changes
                an_edit_that_comes_between_stays
                an_edit_that_leaves_the_bytes_is_kept_with_the_new_ones
                what_was_deleted_does_not_come_back
                another_company_s_credential_of_the_same_id_stays
                one_event_tells_of_any_number_of_calls
                what_moves_nothing_is_not_told
                a_company_that_is_gone_is_left_alone
                of_calls_for_the_same_credentials_at_once_each_moves_once
            }
            ring_key_store {
                a_fresh_store_knows_no_key
                what_was_registered_is_known
                a_second_registration_leaves_the_first
                one_id_of_two_kinds_is_two_keys
                keys_registered_at_once_are_known_once
                of_rings_registered_at_once_one_is_known
                who_is_mistaken_about_what_is_known_registers_nothing
                a_retired_key_stays_so_until_that_is_taken_back
                to_retire_a_key_registers_none
                rows_that_name_a_pepper_are_counted
                events_that_an_audit_key_signed_are_counted
                links_and_heads_that_an_audit_key_made_are_counted
            }
            seal_search {
                a_walk_gives_those_without_the_mark_once_in_order_of_id
                a_walk_goes_on_behind_any_place
                a_walk_keeps_to_its_company
                what_has_fewer_bytes_than_the_mark_does_not_bear_it
                a_credential_is_counted_by_its_mark_whatever_its_company
                those_of_deleted_companies_do_not_count
            }
            store_health {
                a_fresh_store_is_healthy
            }
        }
    };
}
