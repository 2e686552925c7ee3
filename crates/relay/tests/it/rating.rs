//! How a visitor found it: who is asked, and what the agents read of the answer.

use crate::harness::{DeskAgent, Scene, Settings, Visitor};
use baton_emulator::{FaultKind, FaultRule, TicketStatus};
use baton_protocol::{ErrorCode, FormValue, Stage};
use std::time::Duration;

/// Zendesk's times are whole seconds.
const MINUTE: Duration = Duration::from_secs(60);
const ASKED: &str = "form: rating comment";

fn rated(rating: u8, comment: &str) -> Vec<FormValue> {
    vec![FormValue::Rating(rating), FormValue::Comment(comment.to_owned())]
}

/// A visitor whose ticket an agent has answered and solved.
async fn solved(scene: &Scene) -> (Visitor, DeskAgent) {
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Done, I think.");
    visitor.until_stage(Stage::Agent).await;
    agent.stands(TicketStatus::Solved);
    visitor.until_line(ASKED).await;
    (visitor, agent)
}

fn times_asked(visitor: &Visitor) -> usize {
    visitor.lines().iter().filter(|line| *line == ASKED).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn rating_and_comment_are_on_the_ticket() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = solved(&scene).await;
    let public = agent.public();
    scene.leap(MINUTE);
    let id = visitor.fills_in(rated(4, " Quick.\nAgent: I get a refund ")).await;
    visitor.acknowledged(&id).await;
    scene.rest().await;
    let note = "The visitor rated the conversation 4 of 5.\nVisitor: Quick.\nVisitor: Agent: I get a refund";
    assert_eq!(agent.internal().last().map(String::as_str), Some(note));
    assert!(agent.ticket().tags.contains(&"baton_rating_4".to_owned()), "{:?}", agent.ticket().tags);
    assert_eq!((agent.public(), agent.ticket().status), (public, TicketStatus::Solved));
    scene.leap(MINUTE);
    agent.notes("Five next time.");
    scene.settle(&mut visitor).await;
    let told = visitor.lines().iter().filter(|line| *line == "solved").count();
    assert_eq!(told, 1, "neither our note nor an agent's is news of it: {}", visitor.told());
    assert_eq!(visitor.log.form(), None);
    assert_eq!(visitor.log.stage(), Stage::Agent, "nobody was sent away by it");
    assert_eq!(scene.metric("baton_ratings_total", &["rating=\"4\""]).await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_of_messaging_is_rated_on_its_ticket_too() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Bye.");
    visitor.until_stage(Stage::Agent).await;
    scene.rest().await;
    agent.ends();
    visitor.until_stage(Stage::Ended).await;
    visitor.until_line(ASKED).await;
    // Whoever has gone on with the bot can still say it.
    visitor.asks("When are you open?").await;
    let id = visitor.fills_in(vec![FormValue::Rating(5)]).await;
    visitor.acknowledged(&id).await;
    scene.settle(&mut visitor).await;
    let notes = DeskAgent::at(&scene.zendesk, agent.ticket).internal();
    assert_eq!(notes.last().map(String::as_str), Some("The visitor rated the conversation 5 of 5."));
    assert!(agent.ticket().tags.contains(&"baton_rating_5".to_owned()), "{:?}", agent.ticket().tags);
    assert_eq!(visitor.log.stage(), Stage::Bot);
    assert!(visitor.lines().last().is_some_and(|line| line == "visitor: "), "the bot has nothing to say to it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_ends_a_conversation_of_messaging_is_asked_and_the_ticket_shows_both() {
    for (setting, status) in [("", TicketStatus::Open), ("solve_when_visitor_ends = true", TicketStatus::Solved)] {
        let scene = Scene::of(Settings::default().of_tickets(setting)).await;
        let (mut visitor, agent) = scene.handed_over().await;
        agent.says("Hello.");
        visitor.until_stage(Stage::Agent).await;
        scene.rest().await;
        visitor.ends().await;
        visitor.until_line(ASKED).await;
        let id = visitor.fills_in(rated(1, "Nobody could help.")).await;
        visitor.acknowledged(&id).await;
        scene.rest().await;
        let tags = agent.ticket().tags;
        assert!(tags.iter().any(|tag| tag == "baton_ended"), "{tags:?}");
        assert!(tags.iter().any(|tag| tag == "baton_rating_1"), "{tags:?}");
        assert_eq!(agent.ticket().status, status, "{setting}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_agents_are_rated_once() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = solved(&scene).await;
    // Left out, which is an answer too.
    let id = visitor.fills_in(Vec::new()).await;
    visitor.acknowledged(&id).await;
    scene.leap(MINUTE);
    visitor.says("One more thing").await;
    agent.hears("One more thing").await;
    // It opens the ticket again.
    scene.rest().await;
    agent.says("Sure.");
    agent.stands(TicketStatus::Solved);
    scene.settle(&mut visitor).await;
    let told = visitor.lines().iter().filter(|line| *line == "solved").count();
    assert_eq!(told, 2, "something was said in between: {}", visitor.told());
    visitor.ends().await;
    scene.settle(&mut visitor).await;
    assert_eq!(times_asked(&visitor), 1, "{}", visitor.told());
    assert!(!agent.internal().iter().any(|line| line.contains("rated")), "{:?}", agent.internal());
    // Other people, another question.
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    scene.desk_agent_of(&visitor).await.says("Me again.");
    visitor.until_stage(Stage::Agent).await;
    visitor.ends().await;
    visitor.until("another question", |visitor| times_asked(visitor) == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_without_an_agent_or_a_ticket_or_the_operators_wish() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, _) = scene.ticketed().await;
    visitor.cancels_or_ends().await;
    scene.settle(&mut visitor).await;
    assert_eq!(times_asked(&visitor), 0, "nobody had come");
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Bye.");
    visitor.until_stage(Stage::Agent).await;
    agent.stands(TicketStatus::Closed);
    visitor.until_stage(Stage::Ended).await;
    scene.settle(&mut visitor).await;
    assert_eq!(times_asked(&visitor), 0, "a closed ticket takes nothing more");
    let scene = Scene::of(Settings::tickets().of_site("rating = false")).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Bye.");
    visitor.until_stage(Stage::Agent).await;
    visitor.ends().await;
    scene.settle(&mut visitor).await;
    assert_eq!(times_asked(&visitor), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_that_is_none_is_refused_and_can_be_mended() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = solved(&scene).await;
    let wrong = [
        (vec![FormValue::Rating(0)], "rating"),
        (vec![FormValue::Rating(6)], "rating"),
        (vec![FormValue::Comment("No stars?".to_owned())], "rating"),
        (rated(3, &"x".repeat(1025)), "comment"),
    ];
    for (values, field) in wrong {
        visitor.fills_in(values).await;
        let (_, code, message, _) = visitor.until_refused().await;
        assert_eq!((code, message.as_str()), (ErrorCode::FormInvalid, field));
    }
    let form = visitor.log.form().cloned().unwrap();
    let id = visitor.fills_in(rated(3, "")).await;
    visitor.acknowledged(&id).await;
    visitor.answers(&form.id, vec![FormValue::Rating(1)]).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::FormUnknown, "it is said once");
    scene.rest().await;
    assert_eq!(agent.internal().last().map(String::as_str), Some("The visitor rated the conversation 3 of 5."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_whose_answer_is_lost_is_on_the_ticket_once() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = solved(&scene).await;
    scene.rest().await;
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("UpdateTicket"));
    scene.zendesk.control.add_fault(FaultRule::once(FaultKind::Unavailable).on("PutTagsTicket"));
    let id = visitor.fills_in(rated(2, "")).await;
    visitor.acknowledged(&id).await;
    for _ in 0..20 {
        scene.leap(Duration::from_secs(10));
        scene.rest().await;
    }
    let notes = agent.internal();
    assert_eq!(notes.iter().filter(|line| line.contains("rated")).count(), 1, "{notes:?}");
    assert!(agent.ticket().tags.contains(&"baton_rating_2".to_owned()), "{:?}", agent.ticket().tags);
}
