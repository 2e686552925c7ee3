//! The desk `messaging` alone against the emulator: every kind of account, both presets, calls that go wrong.

use baton_emulator::{Emulator, FaultKind, FaultRule, Options, Preset, Reply, Running, SwitchChange, TicketView, demo};
use baton_protocol::{
    Block, BotMessage, ClientId, ConversationId, Event, EventBody, EventId, FileId, FileRef, Lenient, SiteToken, Stage,
    TurnId, VisitorMessage,
};
use baton_relay::clock::Moment;
use baton_relay::config::Account;
use baton_relay::desk::messaging::Messaging;
use baton_relay::desk::{Attachments, Desk as _, Incoming, Job, Order, Task, Then, Verdict, What};
use baton_relay::files::Files;
use baton_relay::provenance::{Provenance, Sourced};
use baton_relay::store::sqlite::{Sqlite, SqliteOptions};
use baton_relay::store::{Commit, NewConversation, NewFile, NewSession, Operation, Store, VisitorId};
use baton_relay::visitor::Profile;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use std::collections::BTreeMap;
use std::sync::Arc;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const HOOK: &str = "http://127.0.0.1:9/v1/webhooks/conversations/main";

/// A desk and its Zendesk.
struct Scene {
    zendesk: Running,
    desk: Messaging,
    state: String,
    stage: Stage,
    events: Vec<Event>,
    told: Vec<Incoming>,
    now: i64,
    _folder: tempfile::TempDir,
}

fn account(zendesk: &Running, whole_app: bool) -> Account {
    let (key_id, secret) = if whole_app {
        (demo::APP_KEY_ID, demo::APP_KEY_SECRET)
    } else {
        (demo::INTEGRATION_KEY_ID, demo::INTEGRATION_KEY_SECRET)
    };
    Account {
        base_url: Some(zendesk.api_url.parse().unwrap()),
        app_id: demo::APP_ID.to_owned(),
        integration_id: demo::INTEGRATION_ID.to_owned(),
        key_id: key_id.to_owned(),
        key_secret: secret.to_owned().into(),
        webhook_secrets: vec![demo::WEBHOOK_SECRET.to_owned().into()],
        media_hosts: vec![zendesk.media_url.clone()],
        oauth_client_id: Some(demo::OAUTH_CLIENT_ID.to_owned()),
        oauth_client_secret: Some(demo::OAUTH_CLIENT_SECRET.to_owned().into()),
        ..Account::default()
    }
}

async fn start(preset: Preset) -> Running {
    let webhook_target = Some(HOOK.to_owned());
    let journal = crate::harness::recorded();
    Emulator::start(Options { preset, webhook_target, journal, ..Options::default() }).await.unwrap()
}

impl Scene {
    async fn new(preset: Preset) -> Self {
        Self::with(preset, |_| ()).await
    }

    async fn with(preset: Preset, change: fn(&mut Account)) -> Self {
        let zendesk = start(preset).await;
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder.path(), SqliteOptions::default()).unwrap());
        let files = Files::open(&folder.path().join("files")).unwrap();
        keep_picture(&*store, &files).await;
        let attachments = Attachments::new(store, files);
        let skills = baton_relay::desk::Routing::default();
        let mut account = account(&zendesk, false);
        change(&mut account);
        let desk = Messaging::new("main", &account, HOOK, skills, Some(attachments)).unwrap();
        let state = desk.blank();
        let now = zendesk.control().now_ms();
        let (stage, events) = (Stage::Requested, log());
        Self { zendesk, desk, state, stage, events, told: Vec::new(), now, _folder: folder }
    }

    fn job(&self, task: Task, attempt: u32, ambiguous: bool) -> Job {
        let after = self.desk.needs_after(&self.state);
        Job {
            task,
            attempt,
            ambiguous,
            now: Moment(self.now),
            conversation: ConversationId::new("ours"),
            stage: self.stage,
            profile: Profile {
                email: Some(Sourced::new("ceo@example.com".to_owned(), Provenance::Visitor)),
                ..Profile::default()
            },
            external_id: "baton-visitor".to_owned(),
            requester: Default::default(),
            ticket_data: BTreeMap::from([
                ("dataCapture.ticketField.7".to_owned(), "order-42".to_owned()),
                ("dataCapture.systemField.tags".to_owned(), "web,vip".to_owned()),
            ]),
            variables: BTreeMap::new(),
            ticket: None,
            confirmed: None,
            verified_through: None,
            events: self.events.iter().filter(|event| event.seq > after).cloned().collect(),
        }
    }

    /// Works on a task as the relay does, until it is over.
    async fn work(&mut self, task: Task) -> Then {
        let mut ambiguous = false;
        for attempt in 0..200 {
            let job = self.job(task.clone(), attempt, ambiguous);
            let step = self.desk.step(&self.state, job).await;
            self.told.extend(step.incoming);
            if !matches!(task, Task::Reconcile | Task::Ticket) {
                self.state = step.state;
            }
            ambiguous = false;
            match step.then {
                Then::Continue => {}
                Then::Wait(span) | Then::Again(span) => self.now += i64::try_from(span.as_millis()).unwrap(),
                Then::Retry { after, ambiguous: unsure, .. } => {
                    ambiguous = unsure;
                    self.now += after.map_or(1_000, |span| i64::try_from(span.as_millis()).unwrap());
                }
                then => return then,
            }
        }
        panic!("{task:?} comes to no end: {}", self.state);
    }

    async fn hand_over(&mut self) -> TicketView {
        let id = EventId::new("handoff-1");
        let order = Order {
            id,
            seq: 3,
            skill: None,
            reason: "the visitor asked for a person".to_owned(),
            note: None,
            is_left: false,
        };
        assert_eq!(self.work(Task::Handoff(order)).await, Then::Done);
        assert!(self.told.iter().any(|told| matches!(told.what, What::Confirmed { .. })));
        self.stage = Stage::Agent;
        self.ticket()
    }

    fn ticket(&self) -> TicketView {
        let mut tickets = self.zendesk.control().tickets();
        assert_eq!(tickets.len(), 1, "{tickets:#?}");
        tickets.remove(0)
    }

    async fn say(&mut self, text: &str) -> Then {
        let seq = self.events.len() as u64 + 1;
        self.events.push(visitor(seq, text, Vec::new()));
        self.work(Task::Send(seq)).await
    }

    /// Our ids of what Zendesk has, in order.
    fn posts(&self) -> Vec<String> {
        let talks = self.zendesk.control().ledger();
        assert_eq!(talks.len(), 1);
        talks[0].messages.iter().map(|said| said.metadata_text("baton.id").unwrap_or("-").to_owned()).collect()
    }
}

async fn keep_picture(store: &dyn Store, files: &Files) {
    let id = FileId::new("0198-picture");
    let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(PNG))]);
    let stored = files.put(&id, 1_000, bytes).await.unwrap();
    let conversation = NewConversation {
        id: ConversationId::new("ours"),
        visitor: VisitorId("visitor".to_owned()),
        profile: "{}".to_owned(),
        site: "shop".to_owned(),
        site_token: SiteToken::new("token"),
        state: "{}".to_owned(),
        at: Moment(1),
    };
    let begin = Operation::Begin(Box::new(conversation), Some(NewSession { token_hash: [7; 32], at: Moment(1) }));
    let file = NewFile {
        id,
        conversation: ConversationId::new("ours"),
        name: "picture.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: stored.bytes,
        location: stored.location,
        account: None,
        claimed: true,
        at: Moment(1),
    };
    store.commit(Commit { guards: Vec::new(), operations: vec![begin, Operation::PutFile(file)] }).await.unwrap();
}

fn visitor(seq: u64, text: &str, files: Vec<FileRef>) -> Event {
    let body = EventBody::Visitor(VisitorMessage { text: text.to_owned(), files, ..VisitorMessage::default() });
    let client = Some(ClientId::new(format!("client-{seq}")));
    Event { id: EventId::new(format!("event-{seq}")), seq, at: 0, client, body: Lenient::Known(body) }
}

fn log() -> Vec<Event> {
    let picture = FileRef {
        id: FileId::new("0198-picture"),
        name: "picture.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: PNG.len() as u64,
    };
    let bot = BotMessage::new(TurnId::new("t"), Block::plain("At nine."));
    let bot = Event { body: Lenient::Known(EventBody::Bot(bot)), client: None, ..visitor(2, "", Vec::new()) };
    vec![visitor(1, "When do you open?", Vec::new()), bot, visitor(3, "See this", vec![picture])]
}

const POSTS: [&str; 3] = ["handoff-1/summary/0", "handoff-1/said/0", "handoff-1/file/0"];

fn check_ticket(ticket: &TicketView) {
    assert_eq!(ticket.fields.get(&7).map(String::as_str), Some("order-42"));
    assert_eq!(ticket.tags, ["web", "vip"]);
    assert!(ticket.ignored.is_empty(), "{:?}", ticket.ignored);
    assert_ne!(ticket.requester_email.as_deref(), Some("ceo@example.com"), "what was typed identifies nobody");
    let said: Vec<&str> = ticket.transcript.iter().filter_map(|said| said.text()).collect();
    assert!(said[0].contains("E-mail: ceo@example.com (typed by the visitor, unverified)"), "{said:?}");
    assert_eq!(said[1], "Visitor: When do you open?\nBot: At nine.\nVisitor: See this\nVisitor: [file: picture.png]");
}

#[tokio::test]
async fn a_handoff_and_a_message_in_both_kinds_of_account() {
    for preset in [Preset::Provisioned, Preset::Handmade] {
        let mut scene = Scene::new(preset).await;
        check_ticket(&scene.hand_over().await);
        assert_eq!(scene.say("hello?").await, Then::Done);
        assert_eq!(scene.posts(), [&POSTS[..], &["event-4/0"]].concat(), "{preset:?}");
        let last = scene.ticket().transcript.pop().unwrap();
        assert_eq!((last.text(), last.user.is_some()), (Some("hello?"), true));
    }
}

#[tokio::test]
async fn a_user_with_one_conversation_for_ever_keeps_it() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    let single = SwitchChange { multi_conversation: Some(false), ..SwitchChange::default() };
    scene.zendesk.control().set_switches(single);
    check_ticket(&scene.hand_over().await);
}

#[tokio::test]
async fn every_call_may_lose_its_answer_once() {
    for operation in
        ["CreateUser", "CreateConversation", "PassControl", "UploadAttachment", "PostMessage", "OfferControl"]
    {
        for fault in [FaultKind::DropAnswer, FaultKind::FailAfterAccept, FaultKind::DropRequest] {
            let mut scene = Scene::new(Preset::Provisioned).await;
            scene.zendesk.control().add_fault(FaultRule::once(fault.clone()).on(operation));
            check_ticket(&scene.hand_over().await);
            scene.zendesk.control().add_fault(FaultRule::once(fault.clone()).on(operation));
            assert_eq!(scene.say("hello?").await, Then::Done);
            assert_eq!(scene.posts(), [&POSTS[..], &["event-4/0"]].concat(), "{fault:?} of {operation}");
        }
    }
}

#[tokio::test]
async fn a_pass_that_fails_after_its_200_is_repeated() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    // The first pass is that to ourselves.
    scene.zendesk.control().add_fault(FaultRule::once(FaultKind::PassControlFails).on("PassControl").after(1));
    check_ticket(&scene.hand_over().await);
}

#[tokio::test]
async fn too_many_requests_are_waited_for() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    let limit = FaultKind::RateLimit { retry_after_s: Some(7) };
    scene.zendesk.control().add_fault(FaultRule::always(limit).times(3));
    let began = scene.now;
    check_ticket(&scene.hand_over().await);
    assert!(scene.now - began >= 21_000, "{}", scene.now - began);
}

#[tokio::test]
async fn control_is_taken_back_and_given_again() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    scene.hand_over().await;
    scene.stage = Stage::Bot;
    let line = "The visitor has taken it back.".to_owned();
    assert_eq!(scene.work(Task::TakeBack { line: line.clone() }).await, Then::Done);
    let talk = scene.zendesk.control().ledger().remove(0);
    assert_eq!(talk.active.as_deref(), Some(demo::INTEGRATION_ROW_NAME));
    assert_eq!(talk.messages.last().unwrap().text(), Some(line.as_str()));
    // The agent goes on writing: the visitor's answer has to reach them.
    scene.stage = Stage::Agent;
    assert_eq!(scene.say("still here").await, Then::Done);
    let talk = scene.zendesk.control().ledger().remove(0);
    assert_eq!(talk.active.as_deref(), Some("zd-agentWorkspace"));
}

#[tokio::test]
async fn what_no_webhook_brought_is_found_and_its_file_opens() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    let ticket = scene.hand_over().await;
    let control = scene.zendesk.control();
    control.reply(ticket.id, Reply::text("Hi, this is Bo")).unwrap();
    control.reply(ticket.id, Reply::file("terms.pdf", &b"%PDF-1.4 terms"[..])).unwrap();
    control.end_session(ticket.id).unwrap();
    scene.told.clear();
    assert_eq!(scene.work(Task::Reconcile).await, Then::Done);
    let said = scene.told.iter().filter_map(|told| if let What::Said(said) = &told.what { Some(said) } else { None });
    let said: Vec<_> = said.collect();
    assert_eq!(said.iter().filter(|said| said.agent.is_some()).count(), 2, "{:#?}", scene.told);
    assert!(scene.told.iter().any(|told| matches!(told.what, What::Ended(_))), "control went back: {:#?}", scene.told);
    let file = said.iter().find_map(|said| said.files.first()).unwrap();
    let mut open = scene.desk.open(&file.url).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = open.stream.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(bytes, b"%PDF-1.4 terms");
    assert!(scene.desk.open("http://169.254.169.254/latest/meta-data").await.is_err());
}

#[tokio::test]
async fn the_tickets_number_is_looked_up() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    scene.hand_over().await;
    scene.work(Task::Ticket).await;
    assert!(scene.told.iter().any(|told| matches!(told.what, What::Ticket(_))));
}

#[tokio::test]
async fn too_many_questions_to_support_hold_up_no_message() {
    let mut scene = Scene::new(Preset::Provisioned).await;
    scene.hand_over().await;
    let began = scene.now;
    let limit = FaultRule::once(FaultKind::RateLimit { retry_after_s: Some(600) });
    scene.zendesk.control().add_fault(limit.on("ShowTicketByMessagingConversationId"));
    assert_eq!(scene.work(Task::Ticket).await, Then::Done);
    assert!(scene.now - began >= 600_000, "Support is left alone for as long as it asks for");
    scene.now = began;
    assert_eq!(scene.say("hello?").await, Then::Done);
    assert!(scene.now - began < 10_000, "{}", scene.now - began);
}

#[tokio::test]
async fn every_page_of_a_listing_counts() {
    let mut scene = Scene::with(Preset::Provisioned, |account| account.requests_per_second = 1).await;
    let ticket = scene.hand_over().await;
    for number in 0..450 {
        scene.zendesk.control().reply(ticket.id, Reply::text(format!("line {number}"))).unwrap();
    }
    scene.now += 60_000;
    let step = scene.desk.step(&scene.state, scene.job(Task::Reconcile, 0, false)).await;
    assert_eq!((step.then, step.verified_through.is_some()), (Then::Done, true));
    // Five pages and the conversation itself: more than may go at once.
    scene.events.push(visitor(4, "hello?", Vec::new()));
    let step = scene.desk.step(&scene.state, scene.job(Task::Send(4), 0, false)).await;
    assert_eq!(step.then, Then::Wait(std::time::Duration::from_secs(2)));
    assert_eq!(scene.work(Task::Send(4)).await, Then::Done);
}

#[tokio::test]
async fn check_names_what_is_missing_and_where_to_click() {
    let check = async |preset, whole_app, change: fn(&mut Account)| {
        let zendesk = start(preset).await;
        let mut account = account(&zendesk, whole_app);
        change(&mut account);
        Messaging::new("main", &account, HOOK, baton_relay::desk::Routing::default(), None).unwrap().check().await
    };
    let good = check(Preset::Provisioned, true, |_| ()).await;
    assert!(good.iter().all(|finding| finding.verdict == Verdict::Good), "{good:#?}");
    let good = check(Preset::Provisioned, false, |_| ()).await;
    assert!(good.iter().all(|finding| finding.verdict == Verdict::Good), "{good:#?}");

    let handmade = check(Preset::Handmade, true, |_| ()).await;
    let lossy: Vec<_> = handmade.iter().filter(|finding| finding.verdict == Verdict::Lossy).collect();
    let subjects: Vec<_> = lossy.iter().map(|finding| finding.subject.as_str()).collect();
    assert_eq!(subjects, ["webhook", "webhook", "switchboard"], "{handmade:#?}");
    assert!(lossy[0].detail.contains("switchboard:releaseControl") && lossy[0].detail.contains("Admin Center"));
    assert!(lossy[1].detail.contains("includeFullUser"));

    let bad = check(Preset::Provisioned, false, |account| account.key_secret = "wrong".to_owned().into()).await;
    assert_eq!((bad[0].subject.as_str(), bad[0].verdict), ("key", Verdict::Bad));
    assert!(bad[0].detail.contains("API keys"));
    let bad =
        check(Preset::Provisioned, false, |account| account.webhook_secrets = vec!["other".to_owned().into()]).await;
    assert!(
        bad.iter().any(|finding| finding.subject == "webhook secret" && finding.verdict == Verdict::Bad),
        "{bad:#?}"
    );
}
