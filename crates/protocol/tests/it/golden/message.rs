use super::{both_ways, tags, whole, whole_variant};
use crate::sample::{agent, paragraph};
use crate::shape::variants_of;
use baton_protocol::*;
use serde_json::json;

fn picture() -> FileRef {
    FileRef { id: FileId::new("f1"), name: "cat.png".to_owned(), media_type: "image/png".to_owned(), bytes: 1234 }
}

fn reply() -> FormReply {
    FormReply { form: FormId::new("q"), values: vec![FormValue::Name("Ada".to_owned())] }
}

fn pressed() -> Postback {
    Postback { payload: "returns".to_owned() }
}

#[test]
fn an_outgoing_message() {
    whole(
        &Outgoing {
            text: "hi".to_owned(),
            files: vec![FileId::new("f1"), FileId::new("f2")],
            postback: Some(pressed()),
            form: Some(reply()),
        },
        &json!({
            "text": "hi",
            "files": ["f1", "f2"],
            "postback": {"payload": "returns"},
            "form": {"form": "q", "values": [{"name": "Ada"}]}
        }),
    );
    both_ways(&Outgoing::default(), &json!({}));
}

#[test]
fn a_visitors_message() {
    whole(
        &VisitorMessage {
            text: "hi".to_owned(),
            files: vec![picture()],
            postback: Some(pressed()),
            form: Some(reply()),
        },
        &json!({
            "text": "hi",
            "files": [{"id": "f1", "name": "cat.png", "media_type": "image/png", "bytes": 1234}],
            "postback": {"payload": "returns"},
            "form": {"form": "q", "values": [{"name": "Ada"}]}
        }),
    );
    both_ways(&VisitorMessage::default(), &json!({}));
}

#[test]
fn a_bots_message() {
    whole(
        &BotMessage {
            turn: TurnId::new("t1"),
            blocks: vec![paragraph("Which one?")],
            choices: vec![returns()],
            cards: vec![Card { title: "Fern".to_owned(), ..Card::default() }],
            unsure: true,
            stopped: true,
        },
        &json!({
            "turn": "t1",
            "blocks": [{"paragraph": [{"text": "Which one?"}]}],
            "choices": [{"label": "Returns", "action": {"postback": "returns"}}],
            "cards": [{"title": "Fern"}],
            "unsure": true,
            "stopped": true
        }),
    );
    both_ways(&BotMessage::new(TurnId::new("t1"), Vec::new()), &json!({"turn": "t1", "blocks": []}));
}

fn returns() -> Choice {
    Choice { label: "Returns".to_owned(), action: ChoiceAction::Postback("returns".to_owned()) }
}

#[test]
fn a_card() {
    whole(
        &Card {
            title: "Fern".to_owned(),
            blocks: vec![paragraph("Likes shade.")],
            image: Some("https://shop.example/fern.jpg".to_owned()),
            choices: vec![returns()],
        },
        &json!({
            "title": "Fern",
            "blocks": [{"paragraph": [{"text": "Likes shade."}]}],
            "image": "https://shop.example/fern.jpg",
            "choices": [{"label": "Returns", "action": {"postback": "returns"}}]
        }),
    );
}

#[test]
fn a_field_with_a_name() {
    let mut field = TextField {
        name: "order".to_owned(),
        label: "Order".to_owned(),
        kind: TextKind::Number,
        required: true,
        options: vec!["1".to_owned()],
    };
    let json = json!({"name": "order", "label": "Order", "kind": "number", "required": true, "options": ["1"]});
    whole(&field, &json);
    field = TextField { name: "order".to_owned(), label: "Order".to_owned(), ..TextField::default() };
    both_ways(&field, &json!({"name": "order", "label": "Order", "kind": "line"}));
    let kinds = [
        (TextKind::Line, json!("line")),
        (TextKind::Long, json!("long")),
        (TextKind::Email, json!("email")),
        (TextKind::Phone, json!("phone")),
        (TextKind::Number, json!("number")),
        (TextKind::Date, json!("date")),
    ];
    assert_eq!(tags(kinds.iter().map(|(_, json)| json)), variants_of::<TextKind>());
    for (kind, json) in &kinds {
        both_ways(kind, json);
    }
    assert_eq!(serde_json::from_value::<TextKind>(json!("colour")).unwrap(), TextKind::Line);
}

#[test]
fn an_agents_message() {
    whole(
        &AgentMessage {
            agent: Some(agent("a", "Ines")),
            blocks: vec![paragraph("Hello")],
            files: vec![picture()],
            desk_at: 1_700_000_000_123,
            desk_id: "m1".to_owned(),
        },
        &json!({
            "agent": {"id": "a", "name": "Ines"},
            "blocks": [{"paragraph": [{"text": "Hello"}]}],
            "files": [{"id": "f1", "name": "cat.png", "media_type": "image/png", "bytes": 1234}],
            "desk_at": 1_700_000_000_123_i64,
            "desk_id": "m1"
        }),
    );
}

#[test]
fn a_file() {
    whole(&picture(), &json!({"id": "f1", "name": "cat.png", "media_type": "image/png", "bytes": 1234}));
}

#[test]
fn only_four_media_types_are_pictures() {
    for (media_type, shown) in [
        ("image/png", true),
        ("image/jpeg", true),
        ("image/webp", true),
        ("image/gif", true),
        ("image/svg+xml", false),
        ("image/png; charset=utf-8", false),
        ("IMAGE/PNG", false),
        ("text/html", false),
        ("application/octet-stream", false),
        ("", false),
    ] {
        assert_eq!(FileRef { media_type: media_type.to_owned(), ..picture() }.is_picture(), shown, "{media_type}");
    }
}

#[test]
fn every_choice() {
    let all = [
        (ChoiceAction::Postback("returns".to_owned()), json!({"postback": "returns"})),
        (ChoiceAction::Link("https://shop.example/".to_owned()), json!({"link": "https://shop.example/"})),
        (ChoiceAction::Handoff { skill: Some("billing".to_owned()) }, json!({"handoff": {"skill": "billing"}})),
        (ChoiceAction::Location {}, json!({"location": {}})),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<ChoiceAction>());
    for (action, json) in &all {
        whole_variant(action, json);
    }
    both_ways(&ChoiceAction::Handoff { skill: None }, &json!({"handoff": {}}));
    whole(
        &Choice { label: "Help".to_owned(), action: ChoiceAction::Handoff { skill: None } },
        &json!({"label": "Help", "action": {"handoff": {}}}),
    );
}

#[test]
fn a_form_and_its_reply() {
    let fields = [
        (FormField::Name { required: true }, json!({"name": {"required": true}})),
        (FormField::Email { required: false }, json!({"email": {"required": false}})),
        (FormField::Message { required: true }, json!({"message": {"required": true}})),
        (
            FormField::AnswerByEmail { address: Some("ada@example.org".to_owned()) },
            json!({"answer_by_email": {"address": "ada@example.org"}}),
        ),
        (FormField::Rating {}, json!({"rating": {}})),
        (FormField::Comment {}, json!({"comment": {}})),
        (
            FormField::Text(TextField { name: "order".to_owned(), label: "Order".to_owned(), ..TextField::default() }),
            json!({"text": {"name": "order", "label": "Order", "kind": "line"}}),
        ),
        (
            FormField::Agree { text: vec![paragraph("Yes.")], required: true },
            json!({"agree": {"text": [{"paragraph": [{"text": "Yes."}]}], "required": true}}),
        ),
    ];
    both_ways(&FormField::AnswerByEmail { address: None }, &json!({"answer_by_email": {}}));
    assert_eq!(tags(fields.iter().map(|(_, json)| json)), variants_of::<FormField>());
    for (field, json) in &fields {
        match field {
            FormField::Text(_) => both_ways(field, json),
            _ => whole_variant(field, json),
        }
    }
    whole(
        &Form {
            id: FormId::new("q"),
            lead: vec![paragraph("First:")],
            fields: fields.iter().map(|(field, _)| field.clone()).collect(),
            optional: false,
        },
        &json!({"id": "q", "lead": [{"paragraph": [{"text": "First:"}]}], "fields": fields.each_ref().map(|(_, json)| json), "optional": false}),
    );
    let values = [
        (FormValue::Name("Ada".to_owned()), json!({"name": "Ada"})),
        (FormValue::Email("ada@example.org".to_owned()), json!({"email": "ada@example.org"})),
        (FormValue::Message("Please call me.".to_owned()), json!({"message": "Please call me."})),
        (FormValue::AnswerByEmail(true), json!({"answer_by_email": true})),
        (FormValue::Rating(4), json!({"rating": 4})),
        (FormValue::Comment("Quick!".to_owned()), json!({"comment": "Quick!"})),
        (
            FormValue::Text { name: "order".to_owned(), value: "4711".to_owned() },
            json!({"text": {"name": "order", "value": "4711"}}),
        ),
        (FormValue::Agree(true), json!({"agree": true})),
    ];
    assert_eq!(tags(values.iter().map(|(_, json)| json)), variants_of::<FormValue>());
    whole(
        &FormReply { form: FormId::new("q"), values: values.iter().map(|(value, _)| value.clone()).collect() },
        &json!({"form": "q", "values": values.each_ref().map(|(_, json)| json)}),
    );
    // Skipped.
    both_ways(&FormReply { form: FormId::new("q"), values: Vec::new() }, &json!({"form": "q"}));
    whole(&pressed(), &json!({"payload": "returns"}));
}
