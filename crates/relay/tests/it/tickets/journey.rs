//! From the bot to a ticket, and words both ways.

use crate::harness::{Scene, Settings};
use baton_emulator::TicketStatus;
use baton_protocol::{Block, EventBody, Scalar, Stage, UserDetails};

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_asks_for_a_person_gets_a_ticket_with_what_was_said() {
    let scene = Scene::of(Settings::tickets()).await;
    let (visitor, agent) = scene.ticketed().await;
    let ticket = agent.ticket();
    assert_eq!(ticket.external_id, Some(format!("{}/1", visitor.conversation())));
    assert_eq!((ticket.status, ticket.subject.as_str()), (TicketStatus::New, "Where is my parcel?"));
    assert_eq!(agent.public(), ["Where is my parcel?"]);
    let notes = agent.internal();
    assert_eq!(notes.len(), 1, "{notes:?}");
    for line in
        ["Reason: the visitor asked for a person", "Visitor: Where is my parcel?", "Bot: Parcels take two days."]
    {
        assert!(notes[0].contains(line), "{line:?} in {}", notes[0]);
    }
    assert!(ticket.tags.contains(&"baton_chat".to_owned()));
    assert_eq!(ticket.requester_name, "Website visitor");
    let state = scene.core().snapshot(visitor.conversation()).await.unwrap().state;
    assert_eq!(state.ticket, Some(ticket.id.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_go_both_ways_once_and_in_order() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    agent.says("Hello, this is Ana.");
    visitor.until_line("Ana Lima: Hello, this is Ana.").await;
    visitor.says("It is order 42.").await;
    visitor.says("And 43.").await;
    agent.hears("And 43.").await;
    agent.notes("He is a good customer.");
    agent.says("Both come tomorrow.");
    visitor.until_line("Ana Lima: Both come tomorrow.").await;
    scene.settle(&mut visitor).await;
    visitor.assert_ends(&[
        "Queued > Agent (AgentActed)",
        "Ana Lima joined",
        "Ana Lima: Hello, this is Ana.",
        "visitor: It is order 42.",
        "visitor: And 43.",
        "Ana Lima: Both come tomorrow.",
    ]);
    let public = agent.public();
    assert_eq!(
        public,
        ["Where is my parcel?", "Hello, this is Ana.", "It is order 42.", "And 43.", "Both come tomorrow."],
        "the requester's words are the requester's, each once"
    );
    let requester = agent.ticket().requester;
    let authors: Vec<_> = agent
        .ticket()
        .comments
        .iter()
        .filter(|comment| comment.public)
        .map(|comment| comment.author == requester)
        .collect();
    assert_eq!(authors, [true, false, true, true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_fills_fields_and_tags_and_a_typed_address_is_no_requester() {
    let scene = Scene::of(Settings::tickets().of_site("tags = [\"shop\"]")).await;
    let mut visitor = scene.visitor().await;
    let data = [
        ("dataCapture.ticketField.3584154321651", "order-42"),
        ("dataCapture.systemField.tags", "my_tag1,my_tag2"),
        ("plan", "gold"),
    ];
    let custom_data = data.into_iter().map(|(key, value)| (key.to_owned(), Scalar::Text(value.to_owned()))).collect();
    let user = UserDetails {
        name: Some("Cade Jones".to_owned()),
        email: Some("cade@example.com".to_owned()),
        custom_data,
        ..UserDetails::default()
    };
    visitor.tells(user, Some("https://shop.example/basket?secret=1")).await;
    visitor.asks("Where is my parcel?").await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    let ticket = agent.ticket();
    assert_eq!(ticket.fields.get(&3_584_154_321_651).map(String::as_str), Some("order-42"));
    for tag in ["shop", "my_tag1", "my_tag2", "baton_chat"] {
        assert!(ticket.tags.iter().any(|known| known == tag), "{tag} in {:?}", ticket.tags);
    }
    assert_eq!(ticket.requester_email, None, "nobody proved it");
    assert!(ticket.requester_external_id.as_ref().is_some_and(|id| id.starts_with("baton-")));
    let note = agent.internal().remove(0);
    for line in [
        "E-mail: cade@example.com (said by the page, unverified)",
        "Page: https://shop.example/basket\n",
        "  plan: gold",
    ] {
        assert!(note.contains(line), "{line:?} in {note}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_address_decides_the_requester_only_where_the_operator_wants_it() {
    let scene = Scene::of(Settings::tickets().of_tickets("unverified_email = \"requester\"")).await;
    let mut visitor = scene.visitor().await;
    let user = UserDetails { email: Some("cade@example.com".to_owned()), ..UserDetails::default() };
    visitor.tells(user, None).await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    assert_eq!(agent.ticket().requester_email.as_deref(), Some("cade@example.com"));
    visitor.says("Still there?").await;
    agent.hears("Still there?").await;
    assert_eq!(agent.ticket().comments.last().unwrap().author, agent.ticket().requester);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_leads_to_its_group_and_a_group_that_is_gone_loses_nothing() {
    let skills = "skills = { billing = { group_id = \"9000000000002\" }, lost = { group_id = \"12345\" } }";
    let scene = Scene::of(Settings::tickets().of_site(skills)).await;
    for (skill, group) in [("billing", Some("Billing")), ("lost", None)] {
        let mut visitor = scene.visitor().await;
        visitor.says("Hello").await;
        visitor.wants_a_person_for(skill).await;
        visitor.until_stage(Stage::Queued).await;
        scene.rest().await;
        let agent = scene.desk_agent_of(&visitor).await;
        assert_eq!(agent.ticket().group_name.as_deref(), group, "{skill}");
    }
    assert!(scene.metric("baton_routing_lost_total", &[]).await >= 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_formatting_is_kept_or_not_as_the_operator_wants() {
    let html = "<p>See <a href=\"https://shop.example/x\">this</a> <strong>now</strong></p>";
    for (setting, text, strong) in [
        ("markdown = true", "See this (https://shop.example/x) now", true),
        ("markdown = false", "See this now", false),
        ("markdown = false\nextract_html_links = true", "See this now\nthis (https://shop.example/x)", false),
    ] {
        let scene = Scene::of(Settings::tickets().of_tickets(setting)).await;
        let (mut visitor, agent) = scene.ticketed().await;
        agent.says_html(html);
        visitor.until("the agent's word", |visitor| !visitor.agents_lines().is_empty()).await;
        let said = visitor.came.iter().rev().find_map(|event| match event.body.known() {
            Some(EventBody::Agent(message)) => Some(message.blocks.clone()),
            _ => None,
        });
        let blocks = said.unwrap();
        assert_eq!(Block::text_of(&blocks).trim(), text, "{setting}");
        assert_eq!(serde_json::to_string(&blocks).unwrap().contains("strong"), strong, "{setting}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_requester_writes_by_mail_is_the_visitors_line() {
    let scene = Scene::of(Settings::tickets()).await;
    let (mut visitor, agent) = scene.ticketed().await;
    scene.zendesk.control.requester_writes(agent.ticket, "From my phone").unwrap();
    visitor.until_line("visitor: From my phone").await;
    scene.settle(&mut visitor).await;
    assert_eq!(agent.public().iter().filter(|line| *line == "From my phone").count(), 1, "it is not sent back");
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_do_not_exist_cost_the_ticket_its_fields_and_the_note_tells_their_values() {
    let mut settings = Settings::tickets();
    settings.switches.unknown_field_refused = true;
    let scene = Scene::of(settings).await;
    scene.zendesk.control.define_ticket_field(7);
    let mut visitor = scene.visitor().await;
    let data = [("dataCapture.ticketField.99".to_owned(), Scalar::Text("order-42".to_owned()))];
    visitor.tells(UserDetails { custom_data: data.into(), ..UserDetails::default() }, None).await;
    visitor.says("Hello").await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    scene.rest().await;
    let agent = scene.desk_agent_of(&visitor).await;
    assert!(agent.ticket().fields.is_empty());
    let note = agent.internal().remove(0);
    assert!(note.contains("dataCapture.ticketField.99: order-42"), "{note}");
}
