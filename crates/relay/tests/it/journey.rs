//! The main job, from the first question to the bot's word after the agent's last.

mod again;
mod agents;
mod crowd;
mod details;
mod files;
mod handoff;
mod leaving;
mod rules;
mod switches;
mod ticket;

use crate::harness::{Scene, Settings, Visitor};
use baton_protocol::{FormValue, Stage, UserDetails};
use std::time::Duration;

/// A picture that is one: 1 by 1 pixel.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// A document, larger than what is looked at to tell what it is.
pub(crate) fn pdf() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..30_000_u32).flat_map(u32::to_le_bytes));
    bytes.extend_from_slice(b"\n%%EOF\n");
    bytes
}

/// What a journey may need to be told about the account it runs on.
pub(crate) struct Account {
    /// Whether the end of an ended session is heard.
    pub(crate) session_end: bool,
    /// Whether a ticket shows what was said from the first post of its handoff on. Where the first post makes the ticket,
    /// it cannot be told which that is, and shows the last ten messages.
    pub(crate) history: bool,
}

/// The whole journey: bot, button, person, form, ticket, both write and send files, end, bot, second handoff.
pub(crate) async fn whole(settings: Settings, account: &Account) {
    let scene = Scene::of(settings.of_site("ask_name = \"required\"\nask_email = \"optional\"")).await;
    let mut visitor = scene.visitor().await;
    let user = UserDetails {
        custom_data: [("dataCapture.ticketField.7787437179547".to_owned(), "order-42".to_owned().into_scalar())].into(),
        ..UserDetails::default()
    };
    visitor.tells(user, Some("http://shop.example/basket?card=4111#x")).await;
    assert_eq!(visitor.asks("Where is my parcel?").await, "Parcels take two days.");
    let pressed = visitor.presses("Opening hours", "hours").await;
    assert_eq!(visitor.answer_after(pressed).await, "Monday to Friday, 9 to 5.");

    visitor.wants_a_person().await;
    visitor.fills_in(vec![FormValue::Name("Jane Doe".to_owned())]).await;
    scene.hasten(&mut visitor, "the handoff is confirmed", Duration::from_secs(1), queued).await;
    let agent = scene.agent_of(&visitor).await;
    let history = agent.transcript().join("\n");
    for told in ["Jane Doe (typed by the visitor, unverified)", "Visitor: Where is my parcel?", "Bot: Monday to Friday"]
    {
        assert!(history.contains(told), "{told:?} in {history}");
    }
    assert!(!history.contains("4111"), "a page's query stays here: {history}");
    assert_eq!(agent.ticket().fields.get(&7_787_437_179_547).map(String::as_str), Some("order-42"));
    assert_eq!(agent.ticket().ignored, Vec::<String>::new());

    agent.says("Hello Jane, this is Ana.");
    visitor.until_line("Ana Lima: Hello Jane, this is Ana.").await;
    assert_eq!(visitor.log.stage(), Stage::Agent);
    visitor.says("Is it lost?").await;
    agent.hears("Is it lost?").await;
    let (picture, document) = (visitor.uploads("box.png", PNG).await, visitor.uploads("bill.pdf", &pdf()).await);
    visitor.shows("see these", vec![picture.id, document.id]).await;
    agent.hears("[bill.pdf]").await;
    assert_eq!(agent.file("box.png"), PNG);
    assert_eq!(agent.file("bill.pdf"), pdf());
    agent.shows("label.png", PNG);
    agent.shows("form.pdf", &pdf());
    assert_eq!(shown(&mut visitor, "label.png").await, PNG);
    assert_eq!(shown(&mut visitor, "form.pdf").await, pdf());

    if account.session_end {
        agent.ends()
    } else {
        agent.closes()
    }
    visitor.until_stage(Stage::Ended).await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
    assert_eq!(visitor.log.stage(), Stage::Bot);

    visitor.wants_a_person().await;
    scene.hasten(&mut visitor, "the second handoff is confirmed", Duration::from_secs(1), queued).await;
    let second = scene.agent_of(&visitor).await;
    assert_ne!(second.ticket, agent.ticket, "a second ticket");
    let history = second.transcript().join("\n");
    assert!(history.contains("Visitor: When are you open?"), "{history}");
    assert!(!account.history || !history.contains("Where is my parcel?"), "{history}");
    second.says("Me again.");
    visitor.until_line("Ana Lima: Me again.").await;
    scene.settle(&mut visitor).await;
    assert_once(&scene, &visitor);
    let view = second.conversation();
    let told: Vec<&str> = view.messages.iter().filter_map(|message| message.text()).collect();
    assert_eq!(
        told.join("\n").matches("Where is my parcel?").count(),
        1,
        "what agents know is not told again: {told:#?}"
    );
}

fn queued(visitor: &Visitor) -> bool {
    matches!(visitor.log.stage(), Stage::Queued)
}

/// The bytes of a file an agent sent, once it is there.
async fn shown(visitor: &mut Visitor, name: &str) -> Vec<u8> {
    let event = visitor.until_line(&format!("Ana Lima: [{name}]")).await;
    let Some(baton_protocol::EventBody::Agent(message)) = event.body.known() else { panic!("{event:?}") };
    let answer = visitor.fetches(&message.files[0].id).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.bytes
}

/// Asserts that nothing anybody said is there twice, on either side.
pub(crate) fn assert_once(scene: &Scene, visitor: &Visitor) {
    let views = scene.zendesk.conversations_of(visitor.conversation());
    assert!(!views.is_empty(), "a conversation at Zendesk");
    let messages = views.iter().flat_map(|view| &view.messages);
    let mut ids: Vec<&str> = messages.filter_map(|message| message.metadata_text("baton.id")).collect();
    let posts = ids.len();
    ids.sort_unstable();
    ids.dedup();
    // Where one post becomes two messages, both carry its id.
    let split = scene.zendesk.control.switches().two_messages;
    assert!(split || ids.len() == posts, "a post is there twice: {ids:?}\n{}", scene.zendesk.told());
    let mut said: Vec<String> = visitor.agents_lines();
    let lines = said.len();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), lines, "an agent's line is there twice\n{}", visitor.told());
}

/// A value of the page's data.
pub(crate) trait IntoScalar {
    fn into_scalar(self) -> baton_protocol::Scalar;
}

impl IntoScalar for String {
    fn into_scalar(self) -> baton_protocol::Scalar {
        baton_protocol::Scalar::Text(self)
    }
}
