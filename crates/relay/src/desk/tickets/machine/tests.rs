//! What the machine asks for next where a call was slow, a file is old, or a text is long.

use super::super::call::{Answer, Call, Next, Reply, Stand, Survey};
use super::super::contents::{Contents, MOST_BYTES};
use super::super::filter::Filter;
use super::super::settings::Settings;
use super::super::state::{State, Upload};
use super::Machine;
use crate::clock::Moment;
use crate::config::UnverifiedEmail;
use crate::desk::{Job, Order, Task, Then, What};
use crate::identity::Requester;
use crate::visitor::Profile;
use baton_protocol::{ConversationId, Event, EventBody, EventId, FileId, FileRef, Stage, VisitorMessage};
use baton_zendesk::ids::{SupportUserId, TicketId, UploadToken};
use baton_zendesk::support::TicketStatus;
use std::collections::BTreeMap;
use std::time::Duration;

const SETTLED: Duration = Duration::from_secs(15);

fn machine() -> Machine {
    Machine::new(Settings {
        account: "main".to_owned(),
        unverified_email: UnverifiedEmail::Note,
        unlink_at: Vec::new(),
        auto_reopen: true,
        solve_on_end: false,
        markdown: true,
        extract_html_links: false,
        text_with_media: true,
        kind: None,
        phone_field: None,
        filter: Filter::parse("ticket.tags:baton_send").unwrap(),
        match_before_resend: true,
    })
}

fn line(seq: u64, text: &str, files: Vec<FileRef>) -> Event {
    let body = EventBody::Visitor(VisitorMessage { text: text.to_owned(), files, ..VisitorMessage::default() });
    let client = Some(baton_protocol::ClientId::new(format!("c{seq}")));
    Event { seq, id: EventId::new(format!("e{seq}")), at: 0, client, body: body.into() }
}

fn job(task: Task, events: Vec<Event>) -> Job {
    Job {
        task,
        attempt: 0,
        ambiguous: false,
        now: Moment(0),
        conversation: ConversationId::new("c"),
        stage: Stage::Agent,
        profile: Profile::default(),
        external_id: "baton-v".to_owned(),
        requester: Requester::default(),
        ticket_data: BTreeMap::new(),
        variables: BTreeMap::new(),
        ticket: None,
        confirmed: None,
        verified_through: None,
        events,
    }
}

fn handoff(through: u64) -> Task {
    let (id, reason) = (EventId::new("h"), "the visitor asked for a person".to_owned());
    Task::Handoff(Order { id, seq: through, skill: None, reason, note: None, is_left: false })
}

fn stand() -> Stand {
    let requester = Some(SupportUserId(7));
    Stand { ticket: TicketId(1), status: TicketStatus::Open, made_at: Moment(0), requester }
}

fn on_a_ticket() -> State {
    State { ticket: Some(1), tickets: 1, person: Some(7), ..State::default() }
}

/// A step with this reply, at the job's time.
fn step(machine: &Machine, state: &mut State, job: &Job, reply: Reply) -> Then {
    machine.prepare(state, job);
    machine.learned(state, job, reply).then
}

fn next(machine: &Machine, state: &mut State, job: &Job) -> Next {
    machine.prepare(state, job);
    machine.next(state, job)
}

fn late() -> Reply {
    Reply::Unknown { detail: "no answer in time".to_owned(), after: None, late: true }
}

#[test]
fn after_a_call_that_ran_out_of_time_nothing_is_looked_for_before_zendesk_is_done_with_it() {
    let (machine, mut state) = (machine(), on_a_ticket());
    let mut job = job(Task::Send(1), vec![line(1, "Hello", Vec::new())]);
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::Comment(..))));
    assert!(matches!(step(&machine, &mut state, &job, late()), Then::Retry { ambiguous: true, .. }));
    job.now = Moment(1_000);
    assert!(matches!(next(&machine, &mut state, &job), Next::Then(Then::Wait(rest)) if rest == SETTLED));
    job.now = job.now + SETTLED;
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::FindComment(..))));
    // What is proved to be missing is sent again, at once.
    step(&machine, &mut state, &job, Reply::Answered(Answer::Marked(false)));
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::Comment(..))));
}

#[test]
fn files_that_were_up_too_long_ago_are_put_up_again_before_their_ticket_is_made() {
    let file = FileRef { id: FileId::new("f"), name: "a.png".to_owned(), media_type: "image/png".to_owned(), bytes: 1 };
    let (machine, mut state) = (machine(), State::default());
    let mut job = job(handoff(1), vec![line(1, "Look", vec![file])]);
    step(&machine, &mut state, &job, Reply::Answered(Answer::Person(SupportUserId(7))));
    step(&machine, &mut state, &job, Reply::Answered(Answer::Uploaded(UploadToken::new("t"))));
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::Create(..))));
    job.now = Moment(51 * 60 * 1_000);
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::Upload(_))));
    step(&machine, &mut state, &job, Reply::Answered(Answer::Uploaded(UploadToken::new("u"))));
    let Next::Call(call) = next(&machine, &mut state, &job) else { panic!("nothing is made") };
    let Call::Create(ticket, _) = *call else { panic!("{call:?}") };
    assert_eq!(ticket.comment.uploads, [UploadToken::new("u")]);
}

#[test]
fn what_does_not_fit_into_the_first_comment_is_in_the_note() {
    let texts: Vec<Event> = (1..=9).map(|seq| line(seq, &format!("{seq}{}", "ж".repeat(5_000)), Vec::new())).collect();
    let (machine, mut state, job) = (machine(), State::default(), job(handoff(9), texts));
    machine.prepare(&mut state, &job);
    let opening = state.opening.clone().unwrap();
    let contents = Contents { settings: machine.settings(), opening: &opening, job: &job };
    state.person = Some(7);
    let first = contents.ticket(&state, Vec::new()).unwrap().comment.body;
    let note = contents.note().body;
    let (first, note) = (format!("{first:?}"), format!("{note:?}"));
    assert!(first.len() < MOST_BYTES + 100 && note.len() < MOST_BYTES + 100, "{} {}", first.len(), note.len());
    let told = |text: &str| text.matches('ж').count();
    assert!(first.contains("1ж") && note.contains("9ж"), "{note}");
    assert!(told(&first) + told(&note) >= 9 * 5_000);
}

#[test]
fn whoever_leaves_while_the_ticket_is_made_marks_no_earlier_one() {
    let (machine, mut state) = (machine(), on_a_ticket());
    let asked = job(handoff(1), vec![line(1, "Hello", Vec::new())]);
    step(&machine, &mut state, &asked, Reply::Answered(Answer::Person(SupportUserId(7))));
    let unknown = Reply::Unknown { detail: "cut".to_owned(), after: None, late: false };
    step(&machine, &mut state, &asked, unknown);
    let left = job(Task::TakeBack { line: "gone".to_owned() }, Vec::new());
    assert!(matches!(next(&machine, &mut state, &left), Next::Call(call) if matches!(*call, Call::Find(_))));
    assert_eq!(step(&machine, &mut state, &left, Reply::Answered(Answer::Found(None))), Then::Done);
    assert!(matches!(next(&machine, &mut state, &job(Task::Send(1), Vec::new())), Next::Then(_)));
}

#[test]
fn a_comment_that_is_found_opens_its_ticket_again() {
    let (machine, mut state) = (machine(), on_a_ticket());
    let mut job = job(Task::Send(1), vec![line(1, "Hello", Vec::new())]);
    job.ambiguous = true;
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::FindComment(..))));
    step(&machine, &mut state, &job, Reply::Answered(Answer::Marked(true)));
    job.ambiguous = false;
    assert!(matches!(next(&machine, &mut state, &job), Next::Call(call) if matches!(*call, Call::Change(..))));
    assert_eq!(step(&machine, &mut state, &job, Reply::Answered(Answer::Stands(stand()))), Then::Done);
    assert!(!state.doubt && state.sent_through == 1);
}

#[test]
fn that_a_ticket_is_solved_is_told_once_however_often_it_is_touched() {
    let (machine, state) = (machine(), on_a_ticket());
    let job = job(Task::Reconcile, Vec::new());
    let told = |updated: &str| {
        let ticket = serde_json::json!({"id": 1, "status": "solved", "updated_at": updated});
        let ticket = serde_json::from_value(ticket).unwrap();
        let survey = Survey { ticket, comments: Vec::new(), people: BTreeMap::new(), complete: true };
        let reply = Reply::Answered(Answer::Survey(Box::new(survey)));
        let learned = machine.learned(&mut state.clone(), &job, reply);
        learned.incoming.into_iter().find(|it| it.what == What::Solved).unwrap().key
    };
    assert_eq!(told("2026-11-27T10:00:00Z"), told("2026-11-27T11:00:00Z"));
}

#[test]
fn an_upload_is_dated_by_its_job() {
    let (machine, mut state) = (machine(), on_a_ticket());
    let file = FileRef { id: FileId::new("f"), name: "a.png".to_owned(), media_type: "image/png".to_owned(), bytes: 1 };
    let mut job = job(Task::Send(1), vec![line(1, "Look", vec![file])]);
    job.now = Moment(9);
    step(&machine, &mut state, &job, Reply::Answered(Answer::Uploaded(UploadToken::new("t"))));
    assert_eq!(state.uploads, [Upload::Up { token: "t".to_owned(), at: 9 }]);
}
