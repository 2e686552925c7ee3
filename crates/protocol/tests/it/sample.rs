//! Small values the tests are written with.

use baton_protocol::*;

pub(crate) fn agent(id: &str, name: &str) -> Agent {
    Agent { id: AgentId::new(id), name: name.to_owned(), avatar: None }
}

pub(crate) fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Span::Text(text.to_owned())])
}

pub(crate) fn event(seq: u64, body: EventBody) -> Event {
    Event { id: EventId::new(format!("e{seq}")), seq, at: 1000 + seq as i64, client: None, body: body.into() }
}

pub(crate) fn unknown_event(seq: u64) -> Event {
    let json = format!(r#"{{"id":"e{seq}","seq":{seq},"at":{},"body":{{"dance":{{"steps":3}}}}}}"#, 1000 + seq);
    serde_json::from_str(&json).unwrap()
}

pub(crate) fn visitor(text: &str) -> EventBody {
    EventBody::Visitor(VisitorMessage { text: text.to_owned(), ..VisitorMessage::default() })
}

pub(crate) fn answer(form: &str) -> EventBody {
    let form = Some(FormReply { form: FormId::new(form), values: Vec::new() });
    EventBody::Visitor(VisitorMessage { form, ..VisitorMessage::default() })
}

pub(crate) fn bot(text: &str) -> EventBody {
    EventBody::Bot(BotMessage::new(TurnId::new("t"), vec![paragraph(text)]))
}

pub(crate) fn desk(desk_at: i64, desk_id: &str) -> EventBody {
    by_agent(None, desk_at, desk_id)
}

pub(crate) fn by_agent(agent: Option<Agent>, desk_at: i64, desk_id: &str) -> EventBody {
    EventBody::Agent(AgentMessage {
        agent,
        blocks: vec![paragraph("hello")],
        files: Vec::new(),
        desk_at,
        desk_id: desk_id.to_owned(),
    })
}

pub(crate) fn passage(to: Stage) -> EventBody {
    EventBody::Stage(StageChange { from: Stage::Bot, to, reason: StageReason::Unknown })
}

pub(crate) fn rating(id: &str) -> EventBody {
    let fields = vec![FormField::Rating {}, FormField::Comment {}];
    EventBody::Form(Form::new(FormId::new(id), fields, true))
}

pub(crate) fn form(id: &str) -> EventBody {
    let fields = vec![FormField::Name { required: true }];
    EventBody::Form(Form::new(FormId::new(id), fields, false))
}
