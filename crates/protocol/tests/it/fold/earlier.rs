//! Older events come later, and the log is the same as if they had been there all along.

use super::{in_order, model};
use crate::sample;
use baton_protocol::fold::Log;
use baton_protocol::{Event, EventBody, Generation, Stage};
use proptest::prelude::*;
use proptest::sample::Index;

/// A reader that got the events from a place on, and then the others in runs of so many.
fn from_the_end(events: &[Event], from: usize, run: usize) -> Log {
    let mut log = Log::starting(Generation::new("g"), from as u64 + 1, Stage::Bot);
    for event in &events[from..] {
        log.apply(event.clone());
    }
    while log.has_earlier() {
        let end = log.first() as usize - 1;
        assert!(log.earlier(events[end.saturating_sub(run)..end].to_vec()) > 0);
    }
    log
}

proptest! {
    #[test]
    fn the_lines_are_those_of_a_reader_who_was_there(
        events in model::any_log(),
        cut in any::<Index>(),
        run in 1usize..12,
    ) {
        let (whole, later) = (in_order(&events), from_the_end(&events, cut.index(events.len() + 1), run));
        let mut seqs = [&whole, &later].map(|log| log.lines().iter().map(|line| line.seq).collect::<Vec<_>>());
        // An erased line no longer tells two runs of the desk's apart for whoever has not seen it.
        if events.iter().any(|event| matches!(event.body.known(), Some(EventBody::Redacted { .. }))) {
            seqs.iter_mut().for_each(|seqs| seqs.sort_unstable());
        }
        prop_assert_eq!(&seqs[1], &seqs[0]);
        if !events.is_empty() {
            prop_assert_eq!(later.head(), whole.head());
        }
        for line in whole.lines() {
            prop_assert_eq!(later.helpful(line.seq), whole.helpful(line.seq));
        }
    }
}

#[test]
fn anything_but_the_run_right_before_changes_nothing() {
    let events: Vec<Event> = (1..=9).map(|seq| sample::event(seq, sample::visitor("hi"))).collect();
    let mut log = Log::starting(Generation::new("g"), 6, Stage::Bot);
    for event in &events[5..] {
        log.apply(event.clone());
    }
    let before = log.clone();
    let gapped = [events[1].clone(), events[4].clone()];
    for wrong in [&events[1..4], &events[3..6], &events[6..], &[], &gapped] {
        assert_eq!(log.earlier(wrong.to_vec()), 0);
        assert_eq!(log, before);
    }
    assert_eq!(log.earlier(events[..5].to_vec()), 5);
    assert!(!log.has_earlier());
}
