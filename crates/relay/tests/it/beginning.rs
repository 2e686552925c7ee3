//! An agent writes first: the ticket reaches the chat of whom it is for, and nobody else's.

use crate::harness::{Agent, DeskAgent, GLANCE, PATIENCE, Scene, Settings, Visitor, until};
use baton_emulator::{Opening, PersonId, Requester, TicketStatus};
use baton_protocol::{ClientFrame, ConversationId, ErrorCode, Stage};
use baton_relay::store::{Commit, Identity, IdentityKind, Operation};
use std::time::{Duration, Instant};

const ROUND: Duration = Duration::from_secs(15);

/// A site on messaging whose account also tells of its tickets.
pub(crate) fn settings() -> Settings {
    Settings { support_webhook: true, ..Settings::default() }
}

fn opens(scene: &Scene, requester: Requester, text: &str, tag: &str) -> DeskAgent {
    let opening = Opening::new(requester, "About your order", text);
    let opening = if tag.is_empty() { opening } else { opening.tag(tag) };
    DeskAgent::at(&scene.zendesk, scene.zendesk.control.open_ticket(opening).unwrap())
}

/// Waits until nothing that came waits to be looked at.
async fn taken_in(scene: &Scene) {
    scene.rest().await;
    let begun = Instant::now();
    loop {
        let waiting = scene.core().store.unclaimed_remotes("main", "", 9).await.unwrap();
        if waiting.is_empty() {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "not looked at: {waiting:?}\n{}", scene.zendesk.told());
        tokio::time::sleep(GLANCE).await;
    }
}

/// Who a visitor is at Zendesk, after one conversation that is over.
async fn known(scene: &Scene) -> (Visitor, PersonId) {
    let (mut visitor, agent) = scene.handed_over().await;
    let person = agent.ticket().requester;
    agent.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    agent.ends();
    visitor.until_stage(Stage::Ended).await;
    scene.settle(&mut visitor).await;
    (visitor, person)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tagged_ticket_reaches_the_chat_and_the_answers_reach_the_ticket() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, person) = known(&scene).await;
    let agent = opens(&scene, Requester::Person(person), "Your parcel is back with us.", "sunco_send");
    visitor.until_line("Ana Lima: Your parcel is back with us.").await;
    assert_eq!(visitor.log.stage(), Stage::Agent, "the bot is silent");
    visitor.says("Please send it again").await;
    agent.hears("Please send it again").await;
    assert_eq!(agent.ticket().comments.last().unwrap().author, person, "it is the requester's own word");
    agent.notes("He wants it again.");
    agent.says("On its way.");
    visitor.until_line("Ana Lima: On its way.").await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("He wants it again"), "notes stay among agents");
    agent.stands(TicketStatus::Closed);
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    let next = scene.hand_over(&mut visitor).await;
    assert!(next.ticket().conversation.is_some(), "the next request goes the site's own way again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_is_away_finds_it_on_coming_back() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, person) = known(&scene).await;
    visitor.vanish();
    opens(&scene, Requester::Person(person), "We found your hat.", "sunco_send");
    scene.rest().await;
    visitor.connect().await;
    visitor.until_line("Ana Lima: We found your hat.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_tag_or_by_an_end_user_nothing_reaches_anybody() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, person) = known(&scene).await;
    let before = visitor.lines().len();
    let agent = opens(&scene, Requester::Person(person), "Only by mail.", "");
    opens(&scene, Requester::Person(person), "Solved already.", "vip");
    taken_in(&scene).await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.lines().len(), before, "{}", visitor.told());

    // Tagged later: what was said before stays where it was.
    scene.leap(Duration::from_secs(60));
    scene.zendesk.control.tag(agent.ticket, &["sunco_send"], &[]).unwrap();
    scene.leap(Duration::from_secs(5));
    agent.says("And now here.");
    visitor.until_line("Ana Lima: And now here.").await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("Only by mail"), "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verified_address_leads_to_its_owner_and_a_typed_one_to_nobody() {
    let scene = Scene::of(settings()).await;
    let mut owner = scene.visitor().await;
    owner.says("Hello").await;
    let mut typist = scene.visitor().await;
    let user = baton_protocol::UserDetails { email: Some("cade@example.com".to_owned()), ..Default::default() };
    typist.tells(user, None).await;
    typist.says("Hello").await;
    let agent = opens(&scene, Requester::Email("cade@example.com".to_owned()), "Your invoice.", "sunco_send");
    until("the agents are told", || (!agent.internal().is_empty()).then_some(())).await;
    assert_eq!(agent.internal().len(), 1, "the agents are told that nobody is known: {:?}", agent.internal());
    assert!(agent.internal()[0].starts_with("Nobody in the chat is known as this requester"));
    scene.leap(ROUND);
    scene.rest().await;
    assert_eq!(agent.internal().len(), 1, "once");

    let row = scene.core().snapshot(owner.conversation()).await.unwrap().row;
    let identity = Identity::new("main", IdentityKind::VerifiedEmail, "Cade@example.com");
    let operations = vec![Operation::Identify(identity, row.visitor)];
    scene.core().store.commit(Commit { guards: Vec::new(), operations }).await.unwrap();
    scene.leap(ROUND);
    owner.until_line("Ana Lima: Your invoice.").await;
    scene.settle(&mut typist).await;
    assert!(!typist.told().contains("Your invoice"), "nobody else's data is shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agents_conversation_is_not_taken_over_but_a_second_one_is_made() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    let person = first.ticket().requester;
    opens(&scene, Requester::Person(person), "Something else.", "sunco_send");
    taken_in(&scene).await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("Something else"), "{}", visitor.told());
    let row = scene.core().snapshot(visitor.conversation()).await.unwrap().row;
    let theirs = scene.core().store.conversations_of(&row.visitor, 9).await.unwrap();
    assert_eq!(theirs.len(), 2);
    let second = theirs.iter().find(|row| row.id != *visitor.conversation()).unwrap();
    assert_eq!(second.stage, Stage::Agent);
    let said = scene.core().events(&second.id, 0, 9).await.unwrap();
    assert!(said.iter().any(|event| crate::harness::line(event) == "Ana Lima: Something else."), "{said:?}");
}

/// A visitor who talks to one agent while another has begun a second conversation; the second agent.
pub(crate) async fn with_two(scene: &Scene) -> (Visitor, Agent, DeskAgent) {
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    let second = opens(scene, Requester::Person(first.ticket().requester), "Something else.\nRead me.", "sunco_send");
    visitor.until("the other conversation is listed", |visitor| !visitor.others.is_empty()).await;
    (visitor, first, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_conversation_is_listed_and_each_goes_on_with_its_own_agent() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, first, second) = with_two(&scene).await;
    let (one, other) = (visitor.conversation().clone(), visitor.others[0].clone());
    assert_eq!((other.unread, other.by.as_deref(), other.line.as_str()), (1, Some("Ana Lima"), "Something else."));
    let mut tab = visitor.tab().await;
    assert_eq!(tab.others, std::slice::from_ref(&other), "whoever comes is told at once");
    second.says("Are you there?");
    visitor.until("it is told anew", |visitor| visitor.others[0].unread == 2).await;
    visitor.opens(&other.conversation).await;
    tab.comes_back().await;
    assert_eq!(tab.conversation(), &other.conversation, "every tab of the browser has gone there");
    assert_eq!(visitor.others[0].conversation, one);
    visitor.says("I am here").await;
    second.hears("I am here").await;
    first.says("Still with me?");
    visitor.until("the first is unread", |visitor| visitor.others[0].line == "Still with me?").await;
    assert!(!visitor.told().contains("Still with me?"), "{}", visitor.told());
    visitor.opens(&one).await;
    visitor.until_line("Ana Lima: Still with me?").await;
    visitor.says("Yes").await;
    first.hears("Yes").await;
    assert_eq!(first.count("I am here"), 0);
    assert!(!second.public().contains(&"Yes".to_owned()), "{:?}", second.public());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_elses_conversation_is_listed_or_opened() {
    let scene = Scene::of(settings()).await;
    let (mut visitor, _, _) = with_two(&scene).await;
    let theirs = visitor.others[0].conversation.clone();
    let mut stranger = scene.visitor().await;
    stranger.asks("When are you open?").await;
    assert!(stranger.others.is_empty());
    for conversation in [theirs, ConversationId::new("no such"), visitor.conversation().clone()] {
        stranger.send(&ClientFrame::Open { conversation }).await;
        assert_eq!(stranger.until_refused().await.1, ErrorCode::ValueRefused);
    }
    stranger.says("Still here").await;
    visitor.says("Me too").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_is_the_operators() {
    let filter = "filter = \"ticket.tags:(chat* OR sms_in) AND NOT ticket.status:pending\"";
    let scene = Scene::of(settings().of_tickets(filter)).await;
    let (mut visitor, person) = known(&scene).await;
    opens(&scene, Requester::Person(person), "Not this.", "sunco_send");
    opens(&scene, Requester::Person(person), "But this.", "chat_please");
    visitor.until_line("Ana Lima: But this.").await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("Not this"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_of_ours_tells_as_well_as_supports_own_events() {
    let scene = Scene::of(Settings { by_trigger: true, ..settings() }).await;
    let (mut visitor, person) = known(&scene).await;
    let agent = opens(&scene, Requester::Person(person), "Your parcel is back with us.", "sunco_send");
    visitor.until_line("Ana Lima: Your parcel is back with us.").await;
    visitor.says("Please send it again").await;
    agent.hears("Please send it again").await;
    agent.says("On its way.");
    visitor.until_line("Ana Lima: On its way.").await;
    opens(&scene, Requester::Person(person), "Only by mail.", "");
    taken_in(&scene).await;
    scene.settle(&mut visitor).await;
    assert!(!visitor.told().contains("Only by mail"));
}
