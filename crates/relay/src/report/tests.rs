use super::*;
use baton_protocol::{
    Block, BotMessage, Feedback, FormId, FormReply, FormValue, Stage, StageChange, StageReason, TurnId, VisitorMessage,
};

/// Noon of the first of November 2026, UTC.
const NOON: i64 = 1_793_534_400_000;
const HOUR: i64 = 3_600_000;

fn entry(conversation: &str, at: i64, body: EventBody) -> Entry {
    Entry { site: "shop".to_owned(), conversation: ConversationId::new(conversation), at: Moment(at), body: Some(body) }
}

fn asks(text: &str) -> EventBody {
    EventBody::Visitor(VisitorMessage { text: text.to_owned(), ..VisitorMessage::default() })
}

fn answers(turn: &str, unsure: bool) -> EventBody {
    EventBody::Bot(BotMessage { unsure, ..BotMessage::new(TurnId::new(turn), Block::plain("x")) })
}

fn passes(to: Stage, reason: StageReason) -> EventBody {
    EventBody::Stage(StageChange { from: Stage::Bot, to, reason })
}

fn rates(rating: u8) -> EventBody {
    let form = FormReply { form: FormId::new("f"), values: vec![FormValue::Rating(rating)] };
    EventBody::Visitor(VisitorMessage { form: Some(form), ..VisitorMessage::default() })
}

fn report(words: Words, entries: &[Entry]) -> Report {
    let mut reporter = Reporter::new(BTreeMap::new(), words);
    entries.iter().for_each(|entry| reporter.take(entry));
    reporter.finish()
}

fn a_day() -> Vec<Entry> {
    let says = |seq, helpful| EventBody::Feedback(Feedback { seq, helpful });
    [
        asks("where is my parcel"),
        answers("t1", false),
        answers("t1", false),
        says(2, false),
        says(2, true),
        asks("and xyzzy"),
        answers("t2", true),
        passes(Stage::Requested, StageReason::Keyword),
        passes(Stage::Queued, StageReason::Confirmed),
        asks("is nobody there"),
        passes(Stage::Agent, StageReason::AgentActed),
        passes(Stage::Ended, StageReason::TicketClosed),
        rates(5),
        rates(2),
    ]
    .into_iter()
    .map(|body| entry("c1", NOON, body))
    .collect()
}

#[test]
fn a_day_is_counted_once_for_each_thing() {
    let report = report(Words::Common, &a_day());
    let [day] = report.days.as_slice() else { panic!("{report:#?}") };
    assert_eq!((day.date.as_str(), day.site.as_str()), ("2026-11-01", "shop"));
    let numbers = (day.conversations, day.questions, day.unanswered, day.helpful, day.unhelpful);
    assert_eq!(numbers, (1, 2, 1, 1, 0));
    assert_eq!(day.handoffs, BTreeMap::from([("keyword", 1)]));
    assert_eq!(day.outcomes, BTreeMap::from([("confirmed", 1), ("joined", 1)]));
    assert_eq!(day.ends, BTreeMap::from([("ticket_closed", 1)]));
    assert_eq!((day.ratings, day.mean_rating()), ([0, 1, 0, 0, 1], Some(3.5)));
    assert_eq!((report.questions.len(), report.left_out), (0, 1), "one visitor's words are not shown");
}

#[test]
fn a_day_is_one_where_the_sites_hours_are() {
    let late = [entry("c1", NOON + 11 * HOUR + HOUR / 2, asks("hello"))];
    let day = |zone: TimeZone| {
        let mut reporter = Reporter::new(BTreeMap::from([("shop".to_owned(), zone)]), Words::Common);
        late.iter().for_each(|entry| reporter.take(entry));
        reporter.finish().days[0].date.clone()
    };
    assert_eq!(day(TimeZone::UTC), "2026-11-01");
    assert_eq!(day(TimeZone::get("Europe/Vienna").unwrap()), "2026-11-02");
}

fn asked_by(conversation: &str, text: &str) -> [Entry; 2] {
    [entry(conversation, NOON, asks(text)), entry(conversation, NOON, answers("t", true))]
}

#[test]
fn a_question_of_several_visitors_is_shown_without_what_is_their_own() {
    let questions = ["Where is order 4711?", "where is order 0815", "Where is ORDER 123456 !"];
    let entries: Vec<Entry> =
        ["a", "b", "c"].iter().zip(questions).flat_map(|(who, text)| asked_by(who, text)).collect();
    let report = report(Words::Common, &entries);
    let [question] = report.questions.as_slice() else { panic!("{report:#?}") };
    assert_eq!((question.text.as_str(), question.asked, question.conversations), ("Where is order …", 3, 3));
    let csv = report.write(Format::Csv).unwrap();
    let table = report.write(Format::Table).unwrap();
    for own in ["4711", "0815", "123456"] {
        assert!(!csv.contains(own) && !table.contains(own), "{csv}{table}");
    }
}

#[test]
fn one_visitor_who_asks_again_and_again_is_one() {
    let entries: Vec<Entry> = (0..5).flat_map(|_| asked_by("a", "I am Ada, ada@example.org")).collect();
    let common = report(Words::Common, &entries);
    assert!(common.questions.is_empty());
    assert!(!common.write(Format::Table).unwrap().contains("Ada"));
    assert_eq!(report(Words::All, &entries).questions[0].text, "I am Ada, ada@example.org");
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let csv = report(Words::All, &asked_by("a", "=cmd|' /C calc'!A0, \"x\"")).write(Format::Csv).unwrap();
    assert!(csv.contains("\"'=cmd|' /C calc'!A0, \"\"x\"\"\""), "{csv}");
}

#[test]
fn json_says_all_of_it() {
    let json = report(Words::Common, &a_day()).write(Format::Json).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["days"][0]["handoffs"]["keyword"], 1);
    assert_eq!(value["days"][0]["ratings"], serde_json::json!([0, 1, 0, 0, 1]));
}
