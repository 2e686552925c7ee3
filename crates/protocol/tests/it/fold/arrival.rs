use super::{in_order, model};
use baton_protocol::fold::{Applied, Log};
use baton_protocol::*;
use proptest::prelude::*;
use proptest::sample::Index;

/// Something that happens on the way from the relay to a reader.
#[derive(Clone, Debug)]
enum Arrival {
    /// Any event of the log: early, late, once more, or after others were lost.
    Any(Index),
    /// The reader came back with its cursor and got this many of what follows before it was cut off again.
    Resumed(usize),
}

fn any_arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let any = prop_oneof![
        3 => any::<Index>().prop_map(Arrival::Any),
        1 => (0..12_usize).prop_map(Arrival::Resumed),
    ];
    prop::collection::vec(any, 0..60)
}

/// What the relay sends after a cursor.
fn after<'a>(events: &'a [Event], cursor: Option<&Cursor>) -> &'a [Event] {
    cursor.map_or(events, |cursor| &events[usize::try_from(cursor.seq).unwrap()..])
}

fn takes(log: &mut Log, event: &Event) -> bool {
    matches!(log.apply(event.clone()), Applied::Added { .. })
}

/// Everything a reader can be asked, by the naive reading.
fn assert_reads(log: &Log, events: &[Event]) -> Result<(), TestCaseError> {
    prop_assert_eq!(log.lines(), model::lines(events));
    prop_assert_eq!(log.stage(), model::stage(events));
    prop_assert_eq!(log.agent().cloned(), model::agent(events));
    prop_assert_eq!(log.form().cloned(), model::form(events));
    prop_assert_eq!(log.is_slow(), model::is_slow(events));
    prop_assert_eq!(log.head(), events.len() as u64);
    let cursor =
        events.last().map(|event| Cursor { generation: Generation::new("g"), seq: event.seq, event: event.id.clone() });
    prop_assert_eq!(log.cursor(), cursor);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn in_order_it_is_what_a_naive_reading_says(events in model::any_log()) {
        assert_reads(&in_order(&events), &events)?;
    }

    /// After each arrival the reader holds a beginning of the log, folded right; once it could ask to the end, all of it.
    #[test]
    fn any_arrival_converges_to_the_log(events in model::any_log(), arrivals in any_arrivals()) {
        let mut log = Log::starting(Generation::new("g"), 1, Stage::Bot);
        for arrival in &arrivals {
            match arrival {
                Arrival::Any(_) if events.is_empty() => {}
                Arrival::Any(index) => {
                    let event = index.get(&events);
                    let before = log.clone();
                    let expected = event.seq.cmp(&(log.head() + 1));
                    match log.apply(event.clone()) {
                        Applied::Known => prop_assert!(expected.is_lt() && log == before),
                        Applied::Gap => prop_assert!(expected.is_gt() && log == before),
                        Applied::Added { place } => {
                            prop_assert!(expected.is_eq());
                            prop_assert_eq!(&log.lines()[place], event);
                        }
                    }
                }
                Arrival::Resumed(count) => {
                    for event in after(&events, log.cursor().as_ref()).iter().take(*count) {
                        prop_assert!(takes(&mut log, event));
                    }
                }
            }
            let known = usize::try_from(log.head()).unwrap();
            prop_assert_eq!(&log, &in_order(&events[..known]));
        }
        for event in after(&events, log.cursor().as_ref()) {
            prop_assert!(takes(&mut log, event));
        }
        prop_assert_eq!(&log, &in_order(&events));
        assert_reads(&log, &events)?;
    }

    /// A reader that begins late, at the stage the welcome gives, ends at that stage and with the newest lines.
    #[test]
    fn a_late_beginning_ends_at_the_same_stage(events in model::any_log(), cut in any::<Index>()) {
        let late = &events[cut.index(events.len() + 1)..];
        let from = late.first().map_or(events.len() as u64 + 1, |event| event.seq);
        let mut log = Log::starting(Generation::new("g"), from, model::stage(&events));
        for event in late {
            prop_assert!(takes(&mut log, event));
        }
        prop_assert_eq!(log.stage(), model::stage(&events));
        prop_assert_eq!(log.lines(), model::lines(late));
        prop_assert_eq!(log.head(), events.len() as u64);
    }

    /// Every event that can be said survives the wire, alone and in a frame.
    #[test]
    fn any_log_survives_the_wire(events in model::any_log()) {
        let frame = ServerFrame::Events(events);
        let text = serde_json::to_string(&frame).unwrap();
        let read: Lenient<ServerFrame> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        prop_assert_eq!(read.known(), Some(&frame));
    }
}
