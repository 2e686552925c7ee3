//! Taking a request back, ending it, being ended.

use crate::harness::Scene;
use baton_emulator::{Control, ConversationView, Failure, FaultKind, FaultRule, TicketId, TicketStatus};
use baton_protocol::{ClientFrame, ErrorCode, Stage};
use std::time::Duration;

const TAKEN_BACK: &str = "The visitor has taken the request for a person back.";
const ENDED: &str = "The visitor has ended the conversation.";

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_in_time_leaves_no_ticket() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    visitor.asks("Where is my parcel?").await;
    let held = scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).on("PostMessage"));
    visitor.wants_a_person().await;
    visitor.says("hello?").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Requested);
    visitor.cancels().await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    scene.zendesk.control.remove_fault(held);
    for _ in 0..20 {
        scene.leap(Duration::from_secs(30));
        scene.rest().await;
    }
    assert!(scene.zendesk.control.tickets().is_empty(), "{}", scene.zendesk.told());
    assert_eq!(scene.metric("baton_work", &["parked"]).await, 0.0);
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_while_a_call_is_under_way_is_settled() {
    type Done = fn(&ConversationView) -> bool;
    let calls: [(&str, Done); 3] = [
        ("CreateConversation", |_| true),
        ("PostMessage", |view| !view.messages.is_empty()),
        ("PassControl", |view| view.active.as_deref() == Some("zd-agentWorkspace")),
    ];
    for (call, done) in calls {
        let scene = Scene::new().await;
        let mut visitor = scene.visitor().await;
        visitor.asks("Where is my parcel?").await;
        scene.zendesk.control.add_fault(FaultRule::once(FaultKind::Hang { ms: 20_000 }).on(call));
        visitor.wants_a_person().await;
        // It is done, and the answer takes its time.
        let made = || scene.zendesk.control.ledger().first().is_some_and(done).then_some(());
        crate::harness::until(call, made).await;
        visitor.cancels().await;
        assert_eq!(visitor.log.stage(), Stage::Bot);
        for _ in 0..20 {
            scene.leap(Duration::from_secs(20));
            scene.settle(&mut visitor).await;
        }
        let view = scene.zendesk.control.ledger().remove(0);
        assert_ne!(view.active.as_deref(), Some("zd-agentWorkspace"), "{call}\n{}", scene.zendesk.told());
        assert_eq!(visitor.log.stage(), Stage::Bot, "{call}\n{}", visitor.told());
        assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
        let agent = scene.hand_over(&mut visitor).await;
        assert_eq!(scene.zendesk.control.ledger().len(), 1, "{call}\n{}", scene.zendesk.told());
        let whole = agent.conversation();
        let told: Vec<&str> = whole.messages.iter().filter_map(|message| message.text()).collect();
        assert_eq!(told.join("\n").matches("Where is my parcel?").count(), 1, "{call}: {told:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_in_the_queue_tells_the_agent_and_takes_control_back() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    visitor.cancels().await;
    assert_eq!(visitor.log.stage(), Stage::Bot);
    agent.hears(TAKEN_BACK).await;
    scene.settle(&mut visitor).await;
    assert_ne!(agent.conversation().active.as_deref(), Some("zd-agentWorkspace"), "{}", scene.zendesk.told());
    assert_eq!(agent.count(TAKEN_BACK), 1);
    let posts = agent.conversation().messages.len();
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    scene.rest().await;
    assert_eq!(agent.conversation().messages.len(), posts, "what the bot hears stays here");
    assert!(!visitor.lines().iter().any(|line| line.contains(TAKEN_BACK)), "{}", visitor.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_cancel_a_new_request_is_made_and_confirmed() {
    let scene = Scene::new().await;
    let (mut visitor, _) = scene.handed_over().await;
    visitor.cancels().await;
    visitor.asks("When are you open?").await;
    scene.rest().await;
    let agent = scene.hand_over(&mut visitor).await;
    agent.says("Now I am here.");
    visitor.until_line("Ana Lima: Now I am here.").await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    let history = agent.conversation();
    let whole: Vec<&str> = history.messages.iter().filter_map(|message| message.text()).collect();
    assert_eq!(whole.join("\n").matches("Where is my parcel?").count(), 1, "{whole:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_was_quicker_than_the_cancel_is_heard() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    visitor.cancels().await;
    agent.says("Wait, I am here!");
    visitor.until_line("Ana Lima: Wait, I am here!").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Agent, "a person who writes is there\n{}", visitor.told());
    visitor.says("Oh, hello").await;
    scene
        .hasten(&mut visitor, "the answer at the agent", Duration::from_secs(2), |_| agent.count("Oh, hello") == 1)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_visitor_ends_and_the_bot_answers_again() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello.");
    visitor.until_stage(Stage::Agent).await;
    visitor.ends().await;
    assert_eq!(visitor.log.stage(), Stage::Ended);
    agent.hears(ENDED).await;
    scene.settle(&mut visitor).await;
    assert_ne!(agent.conversation().active.as_deref(), Some("zd-agentWorkspace"), "{}", scene.zendesk.told());
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    visitor.assert_ends(&[
        "Agent > Ended (VisitorEnded)",
        "form: rating comment",
        "Ended > Bot (VisitorWrote)",
        "visitor: When are you open?",
        "bot: Monday to Friday, 9 to 5.",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_stage_is_refused() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    for frame in [|id| ClientFrame::Cancel { id }, |id| ClientFrame::End { id }] {
        let id = visitor.id();
        visitor.send(&frame(id.clone())).await;
        let (refused, code, _, _) = visitor.until_refused().await;
        assert_eq!((refused, code), (Some(id), ErrorCode::StageRefused));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_by_its_reason() {
    type End = fn(&Control, TicketId) -> Result<(), Failure>;
    // Whether how it was is asked then, for the ticket to tell.
    let ends: [(End, &str, bool); 3] = [
        (Control::end_session, "SessionEnded", true),
        (Control::close, "TicketClosed", false),
        (Control::transfer_to_email, "MovedToEmail", false),
    ];
    for (end, reason, asks) in ends {
        let scene = Scene::new().await;
        let (mut visitor, agent) = scene.handed_over().await;
        agent.says("Bye.");
        visitor.until_stage(Stage::Agent).await;
        end(&scene.zendesk.control, agent.ticket).unwrap();
        visitor.until_stage(Stage::Ended).await;
        scene.settle(&mut visitor).await;
        let ended = format!("Agent > Ended ({reason})");
        let mut lines = vec!["Ana Lima: Bye.", &ended];
        lines.extend(asks.then_some("form: rating comment"));
        visitor.assert_ends(&lines);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn solved_is_not_closed_and_closes_after_four_days() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Solved, I think.");
    visitor.until_stage(Stage::Agent).await;
    scene.zendesk.control.solve(agent.ticket).unwrap();
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    visitor.says("Not quite").await;
    agent.hears("Not quite").await;
    assert_eq!(agent.ticket().status, TicketStatus::Open, "writing opens it again");
    scene.zendesk.control.solve(agent.ticket).unwrap();
    scene.leap(Duration::from_secs(4 * 24 * 3600 + 1));
    visitor.until_stage(Stage::Ended).await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&["Agent > Ended (TicketClosed)"]);
}
