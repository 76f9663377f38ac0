//! The rules of API keys.

#[doc(hidden)]
#[macro_export]
macro_rules! store_contract_of_api_keys {
    ($fresh:expr) => {
        $crate::store_contract! { @mount $fresh;
            api_key_authority {
                what_a_key_decided_is_stored_while_it_is_what_it_was
                what_a_key_decided_that_was_changed_or_removed_is_not_stored
                a_key_may_decide_upon_itself
                nothing_is_made_by_a_key_after_its_end
            }
            api_key_change {
                what_was_edited_is_found
                names_with_odd_characters_survive_an_edit
                a_key_is_switched_off_and_on
                a_key_is_rotated
                a_stale_version_is_not_changed
                what_is_not_there_is_not_changed
                another_company_changes_nothing
                a_refused_event_takes_its_change_with_it
                of_changes_of_one_version_at_once_one_stands
                every_change_raises_the_epoch
                the_last_use_of_a_key_is_found
                uses_of_many_keys_are_told_together
                a_use_changes_nothing_and_survives_changes
            }
            api_key_claim {
                a_repeated_insert_is_answered_by_the_record_of_the_first
                a_repeated_rotation_is_answered_by_the_record_of_the_first
                a_key_names_one_attempt_at_anything_of_the_company
                an_attempt_is_recalled
                what_is_refused_leaves_its_key_free
                of_inserts_with_one_key_at_once_one_is_stored
            }
            api_key_directory {
                a_key_is_found_by_its_handle_with_its_company
                a_key_of_another_pepper_is_the_same_key
                a_handle_that_nobody_has_finds_nothing
                a_deleted_key_is_not_found_by_its_handle
                a_new_company_raises_the_epoch
                a_new_key_raises_the_epoch
                a_deleted_key_raises_the_epoch
                a_new_credential_does_not_raise_the_epoch
            }
            api_key_manager {
                the_last_managing_key_stays
                keys_that_cannot_make_others_do_not_count
                beside_another_managing_key_each_may_go
                changes_that_take_no_manager_are_free
                where_none_need_remain_the_last_may_go
                of_managing_keys_that_go_at_once_one_stays
            }
            api_key_store {
                what_was_inserted_is_found
                a_rotated_key_is_found_as_it_is
                a_key_that_is_switched_off_is_found_as_it_is
                narrowed_capabilities_and_an_end_survive
                names_with_odd_characters_survive
                another_company_finds_nothing
                another_company_lists_and_counts_nothing
                an_absent_company_takes_nothing
                a_second_key_of_an_id_is_refused_and_the_first_stays
                a_handle_that_any_company_uses_is_refused
                a_refused_event_takes_its_key_with_it
                keys_are_listed_newest_first
                keys_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_list_and_counts_all_of_it
                a_deleted_key_is_gone_and_its_event_told
                a_stale_version_is_not_deleted
                what_is_not_there_is_not_deleted
                another_company_deletes_nothing
                a_refused_event_leaves_the_key_that_it_tells_to_be_deleted
            }
        }
    };
}
