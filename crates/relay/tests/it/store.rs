//! The conformance suite of the `Store` seam: every kind of store passes the same tests.
//!
//! A test is a function over a [`Place`]; [`suite`] makes a `#[test]` of each for a kind of store. A new kind adds its
//! place and one line.

mod desk;
mod files;
mod guards;
mod lanes;
mod log;
mod samples;
mod sqlite;
mod work;

use baton_relay::store::Store;
use std::sync::Arc;

/// Somewhere a store of one kind is kept.
trait Place {
    /// An empty one.
    fn fresh() -> Self;

    /// Opens the store; again after the one opened before was dropped.
    async fn open(&self) -> Arc<dyn Store>;
}

macro_rules! suite {
    ($place:ty) => {
        suite! { @list $place:
            log {
                a_conversation_begins_whole,
                a_conversation_begins_without_a_browser,
                events_take_their_places,
                a_page_of_events_is_cut_at_its_limit,
                a_commit_happens_whole_or_not_at_all,
                stage_and_state_raise_the_version_and_events_do_not,
                a_profile_is_replaced,
                reading_moves_on_but_never_back_nor_past_the_end,
                what_was_answered_is_read_at_once,
                many_writers_leave_no_gap,
                everything_is_kept_when_reopened,
                what_is_not_there_is_not_found,
                operations_on_what_is_not_there_fail,
            }
            guards {
                version,
                stage,
                head,
                profile,
                held,
                client_free_brings_the_event,
                source_free_everywhere,
                unclaimed,
                identity_free,
                the_first_broken_guard_is_named_and_nothing_happens,
                a_refusal_harms_no_neighbour,
                one_of_many_wins_a_version,
            }
            work {
                a_body_may_be_the_seq_of_the_event_beside_it,
                finished_work_is_gone,
                a_retry_waits_and_is_counted,
                postponed_work_counts_no_try_and_is_begun_all_the_same,
                what_waits_is_hastened_and_what_is_parked_let_go,
                a_parked_head_holds_its_lane_alone,
                a_head_that_is_not_due_holds_its_lane,
                lanes_and_conversations_run_beside_each_other,
                the_longest_overdue_is_claimed_first,
                work_is_ensured_once_while_it_waits_untouched,
                voiding_spares_what_may_have_had_an_effect,
                a_crash_leaves_what_ran_in_doubt,
                fences_grow_across_reopening,
                only_a_head_says_when_work_falls_due,
                work_is_counted_by_state,
                claiming_at_once_gives_each_item_to_one,
            }
            desk {
                a_link_is_found_both_ways_and_replaced,
                a_conversation_has_a_link_to_each_desk_and_one_of_them_is_present,
                a_visitor_is_found_by_who_they_last_were_shown_to_be,
                putting_a_link_spares_what_a_look_found,
                the_oldest_awaited_echo_counts_and_none_that_was_faster,
                a_link_without_a_look_is_due_until_one_waits,
                a_look_never_unverifies,
                open_links_come_oldest_check_first,
                a_link_opens_closes_and_hears_its_echo,
                without_a_link_there_is_nothing_to_change,
                an_inbox_row_is_kept_once,
                unclaimed_rows_wait_in_order,
                pruning_spares_the_dead_and_the_young,
            }
            files {
                a_file_is_kept_whole,
                a_file_is_claimed_with_its_message,
                stale_uploads_are_unclaimed_and_old,
                dropped_files_are_gone,
            }
        }

        #[test]
        fn lanes_follow_their_model() {
            crate::store::lanes::follow_the_model::<$place>();
        }
    };
    (@list $place:ty: $($group:ident { $($test:ident,)+ })+) => {$(
        mod $group {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::store::$group::$test(&<$place as crate::store::Place>::fresh()).await;
                }
            )+
        }
    )+};
}
use suite;
