//! A conversation at Zendesk that has all the messages it takes.

use super::{LEAP, heard};
use crate::harness::{Agent, Scene, Settings, Visitor, Zendesk};
use crate::journey::{PNG, assert_once};
use baton_emulator::{FaultKind, FaultRule, SwitchChange};
use baton_protocol::Stage;

/// From now on a conversation takes no more messages than this.
fn cap(scene: &Scene, messages: usize) {
    scene.zendesk.control.set_switches(SwitchChange { message_cap: Some(messages), ..SwitchChange::default() });
}

/// A talk with an agent, in a conversation that takes no more from now on.
async fn full_talk(scene: &Scene) -> (Visitor, Agent) {
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    lock(scene, &agent);
    (visitor, agent)
}

fn lock(scene: &Scene, agent: &Agent) {
    let locked = FaultRule::always(FaultKind::Locked).on("PostMessage").conversation(agent.conversation().id);
    scene.zendesk.control.add_fault(locked);
}

/// What the visitor wrote, over all the conversations there.
fn written(scene: &Scene, visitor: &Visitor) -> Vec<String> {
    let views = scene.zendesk.conversations_of(visitor.conversation());
    views.iter().flat_map(Zendesk::visitor_lines).collect()
}

async fn number(scene: &Scene, visitor: &Visitor) -> Option<u64> {
    scene.core().snapshot(visitor.conversation()).await.unwrap().state.ticket
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_room_goes_on_in_a_new_conversation_with_a_ticket_of_its_own() {
    let scene = Scene::new().await;
    let (mut visitor, first) = full_talk(&scene).await;
    assert_eq!(number(&scene, &visitor).await, Some(first.ticket.0));
    let file = visitor.uploads("box.png", PNG).await;
    visitor.says("no room").await;
    visitor.shows("see this", vec![file.id]).await;
    visitor.says("next").await;
    scene.settle(&mut visitor).await;
    let second = scene.agent_of(&visitor).await;
    assert_ne!(second.ticket, first.ticket);
    let shown = second.transcript();
    assert!(shown[0].contains("A conversation with a visitor goes on here."), "{shown:#?}");
    assert!(shown[0].contains(&format!("Until now: ticket {}", first.ticket)), "{shown:#?}");
    assert!(shown[1].contains("Visitor: Where is my parcel?") && shown[1].contains("Agent Ana Lima: Hello."));
    assert_eq!(shown[2..], ["no room", "see this", "[box.png]", "next"]);
    assert_eq!(second.file("box.png"), PNG);
    assert_eq!(number(&scene, &visitor).await, Some(second.ticket.0));

    second.says("Here I am.");
    visitor.until_line("Ana Lima: Here I am.").await;
    visitor.says("Good.").await;
    second.hears("Good.").await;
    // What is said late where it was before is the visitor's too, and ends nothing.
    first.says("I had to look it up.");
    visitor.until_line("Ana Lima: I had to look it up.").await;
    first.ends();
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Agent, "{}", visitor.told());
    second.ends();
    visitor.until_stage(Stage::Ended).await;
    assert_eq!(written(&scene, &visitor), ["no room", "see this", "[box.png]", "next", "Good."]);
    assert_once(&scene, &visitor);
    assert!(!visitor.told().contains("was not delivered"), "{}", visitor.told());
}

/// A long talk where conversations take few messages: whatever happens, all of it is there, in order.
async fn long_talk(settings: Settings, faults: Vec<FaultRule>) {
    let scene = Scene::of(settings.more("[budget]\nmessages_per_session_per_minute = 1000")).await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    cap(&scene, 6);
    for fault in faults {
        scene.zendesk.control.add_fault(fault);
    }
    let said: Vec<String> = (0..12).map(|number| format!("line {number}")).collect();
    for line in &said {
        visitor.says(line).await;
    }
    let told = |scene: &Scene, visitor: &Visitor| format!("{}\n{}", visitor.told(), scene.zendesk.told());
    scene.hasten(&mut visitor, "all is there", LEAP, |visitor| written(&scene, visitor).len() >= said.len()).await;
    for _ in 0..4 {
        scene.leap(LEAP);
        scene.settle(&mut visitor).await;
    }
    assert_eq!(written(&scene, &visitor), said, "{}", told(&scene, &visitor));
    assert!(scene.zendesk.conversations_of(visitor.conversation()).len() > 2, "{}", told(&scene, &visitor));
    assert_once(&scene, &visitor);
    let last = scene.agent_of(&visitor).await;
    assert_ne!(last.ticket, first.ticket);
    last.says("All read.");
    visitor.until_line("Ana Lima: All read.").await;
    assert!(!visitor.told().contains("was not delivered"), "{}", told(&scene, &visitor));
    assert_eq!(number(&scene, &visitor).await, Some(last.ticket.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_that_fills_one_conversation_after_the_other_leaves_every_message_once_and_in_order() {
    long_talk(Settings::default(), Vec::new()).await;
    long_talk(Settings::handmade(), Vec::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_so_when_answers_are_lost_on_the_way() {
    for fault in [FaultKind::DropAnswer, FaultKind::FailAfterAccept] {
        for call in ["CreateConversation", "PassControl", "OfferControl", "PostMessage"] {
            let faults = [0, 2, 4].map(|skip| FaultRule::once(fault.clone()).on(call).after(skip));
            long_talk(Settings::default(), faults.to_vec()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_webhook_told_of_the_full_one_is_seen_before_it_is_left() {
    let scene = Scene::new().await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::WebhookLose).event("conversation:message"));
    first.says("unheard");
    scene.rest().await;
    assert!(visitor.find("Ana Lima: unheard").is_none());
    lock(&scene, &first);
    visitor.says("no room").await;
    visitor.until_line("Ana Lima: unheard").await;
    scene.settle(&mut visitor).await;
    let second = scene.agent_of(&visitor).await;
    heard(&scene, &mut visitor, &second, "no room").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_into_a_full_conversation_makes_a_new_one() {
    let scene = Scene::new().await;
    let (mut visitor, first) = scene.handed_over().await;
    first.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    first.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.asks("When are you open?").await;
    // The summary still has room, what was said has none.
    cap(&scene, first.conversation().messages.len() + 1);
    let second = scene.hand_over(&mut visitor).await;
    assert_eq!(scene.zendesk.conversations_of(visitor.conversation()).len(), 2);
    let history = second.transcript().join("\n");
    assert_eq!(history.matches("A visitor asks for a person").count(), 1, "{history}");
    assert_eq!(history.matches("Visitor: When are you open?").count(), 1, "{history}");
    second.says("Yes?");
    visitor.until_line("Ana Lima: Yes?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_other_can_be_made_a_full_conversation_parks_its_own_lane_and_both_sides_see_it() {
    let single = Settings::switched(|switches| switches.multi_conversation = false).account("parked");
    let scene = Scene::of(single).await;
    let (mut visitor, agent) = scene.handed_over().await;
    let (mut other, others) = scene.handed_over().await;
    let before = scene.metric("baton_desk_parked_total", &["parked"]).await;
    lock(&scene, &agent);
    let seq = visitor.says("no room").await;
    visitor.until_line(&format!("{seq} was not delivered")).await;
    assert_eq!(scene.metric("baton_desk_parked_total", &["parked"]).await, before + 1.0);
    other.says("room enough").await;
    others.hears("room enough").await;
    // The agent can still write, and it can be taken back, and the bot is there.
    agent.says("Are you there?");
    visitor.until_line("Ana Lima: Are you there?").await;
    visitor.ends().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everything_is_full_it_is_tried_once_and_parks() {
    let scene = Scene::new().await;
    let (mut visitor, _agent) = scene.handed_over().await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Locked).on("PostMessage"));
    let seq = visitor.says("no room").await;
    visitor.until_line(&format!("{seq} was not delivered")).await;
    for _ in 0..10 {
        scene.leap(LEAP);
        scene.settle(&mut visitor).await;
    }
    assert_eq!(scene.zendesk.conversations_of(visitor.conversation()).len(), 2, "{}", scene.zendesk.told());
    assert_eq!(scene.metric("baton_work", &["parked"]).await, 1.0);
    visitor.cancels().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}
