//! How it ends: solved, closed, left by the visitor; and how it begins again.

use crate::harness::{Scene, Settings};
use baton_emulator::TicketStatus;
use baton_protocol::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn solved_is_no_end_and_writing_opens_the_ticket_again() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    for waiting in [TicketStatus::Solved, TicketStatus::Pending, TicketStatus::Hold] {
        agent.says("Done, I think.");
        visitor.until_stage(Stage::Agent).await;
        agent.stands(waiting);
        scene.settle(&mut visitor).await;
        assert_eq!(visitor.log.stage(), Stage::Agent);
        let line = format!("Not quite, after {waiting:?}.");
        visitor.says(&line).await;
        agent.hears(&line).await;
        scene.rest().await;
        assert_eq!(agent.ticket().status, TicketStatus::Open);
    }
    scene.settle(&mut visitor).await;
    let solved = visitor.lines().iter().filter(|line| line.as_str() == "solved").count();
    assert_eq!(solved, 1, "{:?}", visitor.lines());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solved_ticket_stays_so_where_the_operator_wants_it() {
    let scene = Scene::of(Settings::tickets().of_tickets("auto_reopen_ticket = false")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Done.");
    visitor.until_stage(Stage::Agent).await;
    agent.stands(TicketStatus::Solved);
    visitor.says("Thanks").await;
    agent.hears("Thanks").await;
    scene.rest().await;
    assert_eq!(agent.ticket().status, TicketStatus::Solved);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_an_unlinking_status_the_conversation_leaves_the_ticket() {
    let scene = Scene::of(Settings::tickets().of_tickets("unlink_ticket_status = [\"closed\", \"solved\"]")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Done.");
    visitor.until_stage(Stage::Agent).await;
    agent.stands(TicketStatus::Solved);
    visitor.until_line("form: rating comment").await;
    visitor.assert_ends(&["Ana Lima: Done.", "Agent > Ended (TicketSolved)", "form: rating comment"]);
    let before = agent.public().len();
    visitor.asks("When are you open?").await;
    scene.rest().await;
    assert_eq!(agent.public().len(), before, "nothing more is sent to it");
    assert_eq!(agent.ticket().status, TicketStatus::Solved);
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    let next = scene.desk_agent_of(&visitor).await;
    assert_ne!(next.ticket, agent.ticket);
    assert_eq!(next.public(), ["When are you open?"], "what the first agents had is not told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_is_the_end() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Bye.");
    visitor.until_stage(Stage::Agent).await;
    agent.stands(TicketStatus::Closed);
    visitor.until_stage(Stage::Ended).await;
    visitor.assert_ends(&["Ana Lima: Bye.", "Agent > Ended (TicketClosed)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_ticket_was_closed_underneath_goes_on_in_one_that_follows() {
    // Nothing tells the relay that it was closed.
    let scene = Scene::of(Settings { support_webhook: false, ..Settings::tickets() }).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Hello.");
    agent.stands(TicketStatus::Closed);
    visitor.says("One more thing").await;
    scene.rest().await;
    let next = scene.desk_agent_of(&visitor).await;
    assert_ne!(next.ticket, agent.ticket);
    assert_eq!(next.ticket().followup_of, Some(agent.ticket));
    assert_eq!(next.public(), ["One more thing"]);
    visitor.says("And another").await;
    next.hears("And another").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), Stage::Queued, "the end of the old ticket is not the end of this one");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_sees_a_line_and_a_tag_when_the_visitor_leaves() {
    for (setting, status) in [("", TicketStatus::Open), ("solve_when_visitor_ends = true", TicketStatus::Solved)] {
        let scene = Scene::of(Settings::tickets().of_tickets(setting)).await;
        let (mut visitor, agent) = scene.ticketed().await;
        agent.says("Hello.");
        visitor.until_stage(Stage::Agent).await;
        agent.stands(TicketStatus::Open);
        visitor.ends().await;
        scene.rest().await;
        assert_eq!(agent.internal().last().map(String::as_str), Some("The visitor has ended the conversation."));
        assert!(agent.ticket().tags.contains(&"baton_ended".to_owned()));
        assert_eq!(agent.ticket().status, status, "{setting}");
        visitor.asks("When are you open?").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_tells_the_agents_once() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    visitor.cancels().await;
    scene.rest().await;
    let told = "The visitor has taken the request for a person back.";
    assert_eq!(agent.internal().iter().filter(|line| *line == told).count(), 1, "{:?}", agent.internal());
    assert_eq!(visitor.log.stage(), Stage::Bot);
}
