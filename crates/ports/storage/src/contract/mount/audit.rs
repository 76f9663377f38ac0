//! The rules of the audit trail.

#[doc(hidden)]
#[macro_export]
macro_rules! store_contract_of_audit {
    ($fresh:expr) => {
        $crate::store_contract! { @mount $fresh;
            audit_chain {
                every_change_marks_its_event_as_not_sealed
                a_refused_change_marks_nothing
                events_that_are_not_sealed_are_walked_by_company_and_id
                a_chain_begins_and_grows_on_from_its_head
                a_growth_from_elsewhere_than_the_head_changes_nothing
                a_growth_that_is_refused_holds_up_no_other_one
                of_growths_at_once_one_stands
                heads_are_walked_by_company
                a_company_without_a_chain_ends_nowhere
                the_backlog_is_counted_and_its_oldest_event_told
                a_deleted_company_keeps_its_chain
            }
            audit_filter {
                a_walk_without_a_filter_finds_all_that_is_listed
                events_of_one_credential_are_found
                events_of_one_actor_and_of_a_kind_are_found
                events_of_one_action_are_found
                a_time_begins_with_its_first_moment_and_ends_before_its_last
                filters_narrow_each_other
                a_walk_never_leads_out_of_its_company
            }
            audit_inspection {
                every_company_is_told_with_what_became_of_it
                no_row_is_malformed
                companies_are_told_by_id_in_steps_of_any_length
                linked_events_are_told_in_their_order
                every_event_is_linked_or_marked
                a_row_is_told_with_the_event_of_its_last_change
                a_removed_row_is_told_by_the_event_of_its_removal
                uses_are_no_changes
                changes_count_by_their_versions_whenever_they_happened
                an_api_key_is_told_with_the_event_of_its_last_change
                another_company_tells_nothing
                rows_are_told_by_id_in_steps_of_any_length
                rows_of_a_deleted_company_are_told_as_such
            }
            audit_log {
                the_event_of_a_new_company_reads_back
                the_event_of_a_new_credential_reads_back
                the_event_of_a_new_key_reads_back
                the_event_of_a_deleted_key_reads_back
                an_event_with_versions_on_both_sides_reads_back
                every_kind_of_actor_reads_back
                an_act_outside_of_a_request_reads_back
                another_company_lists_and_counts_nothing
                events_are_listed_newest_first
                events_of_one_moment_are_listed_by_id_descending
                a_page_is_cut_out_of_the_trail_and_counts_all_of_it
            }
            audit_turn {
                whoever_has_the_turn_keeps_it_and_others_do_nothing
                a_turn_ends_when_whoever_has_it_leaves_it
            }
            audit_walk {
                a_walk_goes_on_right_behind_any_place
                a_place_may_be_where_no_event_ever_was
                a_walk_from_part_to_part_comes_by_each_event_once
                a_walk_comes_by_each_event_once_though_others_are_appended_meanwhile
                a_walk_looks_no_further_than_its_reach
                a_reach_counts_events_of_the_credential_and_the_time_only
                a_walk_that_found_the_last_event_is_at_its_end
            }
        }
    };
}
