use crate::sample::{event, visitor};
use baton_protocol::fold::{Applied, Log};
use baton_protocol::{Cursor, EventId, Generation, Stage};

fn said(seq: u64) -> baton_protocol::Event {
    event(seq, visitor(&seq.to_string()))
}

#[test]
fn only_the_very_next_is_taken() {
    let mut log = Log::starting(Generation::new("g"), 1, Stage::Bot);
    assert_eq!(log.apply(said(2)), Applied::Gap);
    assert_eq!(log.lines(), []);
    assert_eq!(log.apply(said(1)), Applied::Added { place: 0 });
    assert_eq!(log.apply(said(1)), Applied::Known);
    assert_eq!(log.apply(said(3)), Applied::Gap);
    assert_eq!(log.apply(said(2)), Applied::Added { place: 1 });
    assert_eq!(log.apply(said(3)), Applied::Added { place: 2 });
    assert_eq!(log.apply(said(1)), Applied::Known);
    assert_eq!(log.lines(), [said(1), said(2), said(3)]);
}

#[test]
fn a_log_may_begin_late() {
    let mut log = Log::starting(Generation::new("g"), 501, Stage::Agent);
    assert_eq!((log.stage(), log.head()), (Stage::Agent, 500));
    assert_eq!(log.apply(said(500)), Applied::Known);
    assert_eq!(log.apply(said(501)), Applied::Added { place: 0 });
    assert_eq!(log.head(), 501);
}

#[test]
fn the_cursor_is_the_last_event_taken() {
    let mut log = Log::starting(Generation::new("g"), 1, Stage::Bot);
    assert_eq!(log.cursor(), None);
    log.apply(said(1));
    log.apply(said(3));
    let cursor = Cursor { generation: Generation::new("g"), seq: 1, event: EventId::new("e1") };
    assert_eq!(log.cursor(), Some(cursor));
}

#[test]
fn before_a_welcome_nothing_is_taken() {
    let mut log = Log::default();
    assert_eq!(log.apply(said(1)), Applied::Gap);
    assert_eq!((log.head(), log.stage(), log.cursor()), (0, Stage::Bot, None));
}
