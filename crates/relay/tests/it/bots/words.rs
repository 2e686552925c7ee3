//! The words of each kind: what becomes of what a bot says in its own way.

use super::stage::{Kind, QUESTION, Stage, pressed, said, turn};
use baton_emulator::BotReply;
use baton_protocol::{Choice, ChoiceAction, FormField, TurnId};
use baton_relay::bot::{Action, BotError, SPENT_TOKENS, SPENT_TURNS, Said, SaidFile, Say, What};
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn meant(kind: Kind, body: Value) -> Result<Vec<Action>, BotError> {
    let stage = Stage::new(kind).await;
    stage.will_reply(BotReply::Says { body });
    stage.does(turn(QUESTION)).await
}

fn labels(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.label.as_str()).collect()
}

#[tokio::test]
async fn a_bot_is_sent_all_there_is_to_know_and_signed_by_each_secret() {
    let stage = Stage::new(Kind::Http).await;
    let mut asked = pressed("Returns", "returns");
    let file = SaidFile { name: "bill.pdf".to_owned(), media_type: "application/pdf".to_owned(), bytes: 7 };
    let form = Some(BTreeMap::from([("order".to_owned(), "A-77".to_owned())]));
    asked.said.push(Said { files: vec![file], form, ..Said::default() });
    stage.says(asked).await;
    let heard = stage.last();
    let expected = json!({
        "type": "turn", "version": 1, "id": "turn-1", "conversation": "conversation-1", "site": "shop",
        "said": [
            { "text": "Returns", "payload": "returns", "files": [], "form": null },
            {
                "text": "", "payload": null, "form": { "order": "A-77" },
                "files": [{ "name": "bill.pdf", "media_type": "application/pdf", "bytes": 7 }],
            },
        ],
        "history": [],
        "variables": { "plan": "gold", "baton.available": "yes" },
        "page": "https://shop.example.com/cart", "locale": "en-GB",
        "person": { "external_id": null, "name": null, "email": null, "signed": false },
        "returned": false, "available": "yes", "skills": ["bills"],
    });
    assert_eq!(heard.body, expected);
    let signature = &heard.headers["baton-signature"];
    let parts: Vec<&str> = signature.split(',').collect();
    assert_eq!(parts[0], "t=1795219200");
    assert_eq!(parts.len(), 3, "one for each secret: {signature}");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, super::stage::SECRET.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, format!("1795219200.{}", heard.raw).as_bytes());
    assert_eq!(parts[1], format!("v1={}", hex::encode(tag)));
}

#[tokio::test]
async fn every_word_of_baton_is_understood() {
    let card = json!({
        "title": "Fern", "markdown": "A *plant*", "image": "https://shop.example.com/fern.png",
        "choices": [{ "label": "Buy", "link": "https://shop.example.com/fern" }],
    });
    let actions = meant(
        Kind::Http,
        json!([
            { "type": "say", "markdown": "Look", "cards": [card], "unsure": true, "newer": 1, "choices": [
                { "label": "A", "postback": "a" }, { "label": "B", "link": "mailto:a@b.example" },
                { "label": "C", "handoff": true }, { "label": "D", "handoff": "bills" }, { "label": "E", "location": true },
            ] },
            { "type": "ask", "lead": "You are?", "optional": true, "fields": [
                { "name": "mail", "label": "E-mail", "kind": "email" },
                { "name": "size", "label": "Size", "options": ["S", "L"] },
                { "label": "I agree", "kind": "agree", "required": true },
            ] },
            { "type": "set", "name": "seats", "value": 3 },
            { "type": "dance", "how": "newer than this relay" },
            { "type": "end" },
        ]),
    );
    let actions = actions.await.unwrap();
    let [Action::Say(say), Action::Ask(ask), Action::Set { name, value }, Action::End] = &actions[..] else {
        panic!("{actions:?}")
    };
    assert!(say.unsure && say.cards[0].title == "Fern" && say.cards[0].choices.len() == 1);
    assert_eq!(labels(&say.choices), ["A", "B", "C", "D", "E"]);
    assert_eq!(say.choices[4].action, ChoiceAction::Location {});
    assert_eq!(say.choices[3].action, ChoiceAction::Handoff { skill: Some("bills".to_owned()) });
    assert!(ask.optional && matches!(ask.fields[2], FormField::Agree { required: true, .. }));
    assert_eq!((name.as_str(), value.as_str()), ("seats", "3"));
}

#[tokio::test]
async fn a_known_word_that_is_not_as_it_should_be_voids_the_answer() {
    for wrong in [
        json!({ "type": "say" }),
        json!({ "type": "say", "markdown": 7 }),
        json!({ "type": "say", "markdown": "x", "choices": [{ "label": "A" }] }),
        json!({ "type": "say", "markdown": "x", "choices": [{ "label": "A", "link": "javascript:alert(1)" }] }),
        json!({ "type": "say", "markdown": "x", "choices": [{ "label": "A", "postback": "a", "handoff": true }] }),
        json!({ "type": "say", "markdown": "x", "choices": [{ "label": "A", "postback": "a", "location": true }] }),
        json!({ "type": "ask", "lead": "x" }),
        json!({ "type": "ask", "fields": [{ "name": "baton.available", "label": "x" }] }),
        json!({ "type": "ask", "fields": [{ "name": "a", "label": "x", "kind": "password" }] }),
        json!({ "type": "set", "name": "a", "value": {} }),
        json!({ "markdown": "x" }),
        json!("say"),
    ] {
        let body = json!([{ "type": "say", "markdown": "fine" }, wrong]);
        let meant = meant(Kind::Http, body).await;
        assert!(matches!(meant, Err(BotError::Nonsense(_))), "{wrong}: {meant:?}");
    }
}

#[tokio::test]
async fn nothing_said_is_nothing_said() {
    assert_eq!(meant(Kind::Http, json!([])).await.unwrap(), []);
    let stage = Stage::new(Kind::Http).await;
    stage.will_reply(BotReply::Status { status: 204, body: Value::Null });
    assert_eq!(stage.does(turn(QUESTION)).await.unwrap(), []);
}

#[tokio::test]
async fn a_stream_that_says_nothing_of_its_own_says_what_was_streamed() {
    let stream = json!({ "stream": [
        { "type": "stream", "text": "One " }, { "type": "stream", "text": "two." },
        { "type": "say", "choices": [{ "label": "More", "postback": "more" }] },
        { "type": "stream", "text": "Three." },
    ] });
    let says = said(&meant(Kind::Http, stream).await.unwrap());
    let texts: Vec<&str> = says.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts, ["One two.", "Three."]);
    assert_eq!(labels(&says[0].1), ["More"]);
}

#[tokio::test]
async fn what_rasa_shows_becomes_cards_and_links_and_loads_nothing_by_itself() {
    let actions = meant(
        Kind::Rasa,
        json!([
            { "text": "Look", "image": "https://shop.example.com/fern.png" },
            { "image": "http://10.0.0.1/inside.png" },
            { "image": "javascript:alert(1)" },
            { "attachment": { "type": "video", "payload": { "src": "https://shop.example.com/how.mp4" } } },
            { "text": "What now?", "buttons": [
                { "title": "Orders", "payload": "/orders" }, { "title": "Just this", "payload": "" },
                { "title": "Person", "payload": "/human_handoff" },
            ] },
            { "custom": { "something": "of another channel" } },
        ]),
    );
    let actions = actions.await.unwrap();
    let Action::Say(Say { markdown, cards, .. }) = &actions[0] else { panic!("{actions:?}") };
    assert_eq!((markdown.as_str(), cards[0].image.as_deref()), ("Look", Some("https://shop.example.com/fern.png")));
    let says = said(&actions);
    assert_eq!(says[1].1[0].action, ChoiceAction::Link("http://10.0.0.1/inside.png".to_owned()), "only by a click");
    assert_eq!(says[2].1[0].action, ChoiceAction::Link("https://shop.example.com/how.mp4".to_owned()));
    let actions: Vec<&ChoiceAction> = says[3].1.iter().map(|choice| &choice.action).collect();
    let postback = |payload: &str| ChoiceAction::Postback(payload.to_owned());
    assert_eq!(actions, [&postback("/orders"), &postback("Just this"), &ChoiceAction::Handoff { skill: None }]);
    assert_eq!(says.len(), 4);
}

#[tokio::test]
async fn rasa_calls_for_a_person_in_each_of_its_ways() {
    for custom in [
        json!({ "human_handoff": true }),
        json!({ "human_handoff": { "reason": "angry" } }),
        json!({ "type": "human_handoff", "reason": "angry" }),
        json!({ "action": "human_handoff" }),
        json!({ "baton": { "type": "handoff" } }),
        json!({ "baton": [{ "type": "handoff" }] }),
    ] {
        let actions = meant(Kind::Rasa, json!([{ "custom": custom }])).await.unwrap();
        let [Action::HandOff(call)] = &actions[..] else { panic!("{custom}: {actions:?}") };
        assert_eq!(call.summary.is_some(), custom.to_string().contains("angry"), "{custom}");
    }
    for custom in [json!({ "human_handoff": false }), json!({ "type": "other" }), json!("human_handoff")] {
        assert_eq!(meant(Kind::Rasa, json!([{ "custom": custom }])).await.unwrap(), [], "{custom}");
    }
}

#[tokio::test]
async fn a_visitor_names_no_intent() {
    let stage = Stage::new(Kind::Rasa).await;
    for (typed, sent) in [("/restart", "restart"), (" //set_slot{}", "set_slot{}"), ("and/or", "and/or")] {
        stage.says(turn(typed)).await;
        assert_eq!(stage.last().body["message"], sent);
    }
    stage.says(pressed("Orders", "/orders")).await;
    assert_eq!(stage.last().body["message"], "/orders", "a button's payload is the assistant's own");
}

#[tokio::test]
async fn what_watsonx_shows_becomes_choices_cards_and_links() {
    let option = |label: &str| json!({ "label": label, "value": { "input": { "text": label.to_lowercase() } } });
    let actions = meant(
        Kind::Watsonx,
        json!({ "generic": [
            { "response_type": "text", "text": "Hello" },
            { "response_type": "pause", "time": 1000, "typing": true },
            { "response_type": "option", "title": "", "options": [option("Orders"), option("Bills")] },
            { "response_type": "suggestion", "title": "Did you mean", "suggestions": [option("Orders")] },
            { "response_type": "image", "source": "https://shop.example.com/fern.png", "title": "Fern" },
            { "response_type": "video", "source": "https://shop.example.com/how.mp4", "title": "How" },
            { "response_type": "search", "header": "I found", "primary_results": [
                { "title": "Returns", "body": "30 days", "url": "https://shop.example.com/returns" },
            ] },
            { "response_type": "user_defined", "user_defined": { "baton": { "type": "set", "name": "a", "value": "b" } } },
            { "response_type": "newer" },
        ] }),
    );
    let actions = actions.await.unwrap();
    let says = said(&actions);
    assert_eq!(
        (says[0].0.as_str(), labels(&says[0].1)),
        ("Hello", vec!["Orders", "Bills"]),
        "options belong to the text"
    );
    assert_eq!(says[0].1[0].action, ChoiceAction::Postback("orders".to_owned()));
    assert!(matches!(&actions[1], Action::Say(say) if say.unsure && say.markdown == "Did you mean"), "{actions:?}");
    assert!(matches!(&actions[2], Action::Say(say) if say.cards[0].title == "Fern"), "{actions:?}");
    assert_eq!(says[3].1[0].action, ChoiceAction::Link("https://shop.example.com/how.mp4".to_owned()));
    assert!(matches!(&actions[4], Action::Say(say) if say.cards[0].title == "Returns"), "{actions:?}");
    assert_eq!(actions[5], Action::Set { name: "a".to_owned(), value: "b".to_owned() });
    assert_eq!(actions.len(), 6);
}

#[tokio::test]
async fn an_assistants_word_for_a_person_depends_on_whether_one_is_there() {
    let stage = Stage::new(Kind::Watsonx).await;
    for (available, words) in
        [("yes", "I will get somebody."), ("unknown", "I will get somebody."), ("no", "Nobody is there.")]
    {
        stage.will(super::stage::Script::HandOff("nobody's department"));
        let mut asked = turn("a person, please");
        asked.variables.insert("baton.available".to_owned(), available.to_owned());
        let actions = stage.says(asked).await;
        assert_eq!(said(&actions)[0].0, words, "{available}");
        let Some(Action::HandOff(call)) = actions.last() else { panic!("{actions:?}") };
        assert_eq!(call.skill, None, "a department that is no skill");
    }
}

#[tokio::test]
async fn a_model_is_given_the_items_and_told_what_it_may_do() {
    let stage = Stage::new(Kind::Openai).await;
    stage.says(turn(QUESTION)).await;
    let body = stage.last().body;
    let system = body["messages"][0]["content"].as_str().unwrap();
    assert!(system.contains("Reference item \"Where is my parcel?\":\nTwo days."), "{system}");
    assert!(system.contains("en-GB"), "{system}");
    let names: Vec<&Value> = body["tools"].as_array().unwrap().iter().map(|tool| &tool["function"]["name"]).collect();
    assert_eq!(names, ["hand_over", "set_variable"]);
    let skills = &body["tools"][0]["function"]["parameters"]["properties"]["skill"]["enum"];
    assert_eq!(*skills, json!(["bills"]));
    assert!(!body.to_string().contains("gold"), "what the page said of a visitor is not the model's");
}

#[tokio::test]
async fn a_model_that_only_remembers_is_asked_on() {
    let stage = Stage::new(Kind::Openai).await;
    let calls = json!([
        { "name": "set_variable", "arguments": { "name": "order", "value": "A-77" } },
        { "name": "delete_everything", "arguments": {} },
    ]);
    stage.will_reply(BotReply::Says { body: json!({ "tool_calls": calls }) });
    stage.will_reply(BotReply::Says { body: json!({ "text": "Noted." }) });
    let actions = stage.says(turn("my order is A-77")).await;
    assert_eq!(said(&actions)[0].0, "Noted.");
    assert!(actions.contains(&Action::Set { name: "order".to_owned(), value: "A-77".to_owned() }));
    let told: Vec<Value> = stage.last().body["messages"].as_array().unwrap().iter().rev().take(2).cloned().collect();
    assert!(told[0]["content"].as_str().unwrap().starts_with("Refused"), "{told:?}");
    assert_eq!(told[1]["content"], "Done.");
}

#[tokio::test]
async fn a_conversation_has_a_budget_at_the_model_and_goes_on_without_it() {
    let stage = Stage::with(Kind::Openai, |lines| format!("{lines}conversation_turns = 2\n")).await;
    let spent = |actions: &[Action]| {
        let spent = actions.iter().filter_map(|action| match action {
            Action::Spend { turns, tokens } => Some((*turns, *tokens)),
            _ => None,
        });
        spent.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
    };
    let (turns, tokens) = spent(&stage.does(turn(QUESTION)).await.unwrap());
    assert_eq!(turns, 1);
    assert!(tokens > 50, "{tokens}");
    for (name, value) in [(SPENT_TURNS, "2"), (SPENT_TOKENS, "200000")] {
        let before = stage.heard().len();
        let mut asked = turn(QUESTION);
        asked.variables.insert(name.to_owned(), value.to_owned());
        assert_eq!(said(&stage.says(asked).await)[0].0, "Two days.", "the items answer alone");
        assert_eq!(stage.heard().len(), before);
    }
}

#[tokio::test]
async fn a_bot_is_told_what_a_visitor_thought_of_its_answer() {
    let stage = Stage::new(Kind::Http).await;
    stage.is_told(What::Feedback { turn: TurnId::new("turn-1"), helpful: false }).await.unwrap();
    let expected = json!({
        "type": "news", "version": 1, "id": "news-7", "conversation": "conversation-1", "site": "shop",
        "what": "feedback", "reason": null, "turn": "turn-1", "helpful": false,
    });
    assert_eq!(stage.last().body, expected);
    let silent = Stage::with(Kind::Http, |lines| format!("{lines}news = false\n")).await;
    assert!(!silent.bot().listens());
}

#[tokio::test]
async fn bots_that_take_one_text_get_words_for_a_form_and_a_file() {
    for kind in [Kind::Rasa, Kind::Watsonx] {
        let stage = Stage::new(kind).await;
        let file = SaidFile { name: "bill.pdf".to_owned(), media_type: "application/pdf".to_owned(), bytes: 7 };
        let form = BTreeMap::from([("name".to_owned(), "Ada".to_owned()), ("order".to_owned(), "A-77".to_owned())]);
        let shown = Said { files: vec![file], ..Said::default() };
        let filled = Said { form: Some(form), ..Said::default() };
        let skipped = Said { form: Some(BTreeMap::new()), ..Said::default() };
        for (said, words) in [(shown, "bill.pdf"), (filled, "Ada, A-77"), (skipped, "-")] {
            let mut asked = turn("");
            asked.said = vec![said];
            stage.says(asked).await;
            let body = stage.last().body;
            assert_eq!(body.pointer(if kind == Kind::Rasa { "/message" } else { "/input/text" }).unwrap(), words);
        }
    }
}

/// The examples of a language in a page for bot authors.
fn examples(page: &str, language: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/bots").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_page_for_bot_authors_shows_what_is_sent_and_what_is_understood() {
    let json: Vec<Value> =
        examples("http.md", "json").iter().map(|example| serde_json::from_str(example).unwrap()).collect();
    let [shown_turn, shown_news, answer] = &json[..] else { panic!("{json:?}") };
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
    let stage = Stage::new(Kind::Http).await;
    stage.will_reply(BotReply::Says { body: answer["actions"].clone() });
    let actions = stage.says(turn(QUESTION)).await;
    assert_eq!(actions.len(), answer["actions"].as_array().unwrap().len(), "{actions:?}");
    let sent = stage.last().body;
    assert_eq!(keys(&sent), keys(shown_turn));
    for part in ["/said/0", "/person"] {
        assert_eq!(keys(sent.pointer(part).unwrap()), keys(shown_turn.pointer(part).unwrap()));
    }
    stage.is_told(What::TakenOver).await.unwrap();
    assert_eq!(keys(&stage.last().body), keys(shown_news));
}

#[test]
fn the_settings_that_the_pages_show_can_be_used() {
    for kind in [Kind::Http, Kind::Openai, Kind::Rasa, Kind::Watsonx] {
        let examples = examples(&format!("{}.md", kind.name()), "toml");
        let [example] = &examples[..] else { panic!("{kind:?}") };
        let tables = example.split_once("\n\n").unwrap().1;
        // Its secrets stand in files that are not here.
        let tables: Vec<String> = tables
            .lines()
            .map(|line| match line.split_once("_file = ") {
                Some((name, _)) => format!("{name} = \"a-secret\""),
                None => line.to_owned(),
            })
            .collect();
        let text = super::stage::site(kind, &tables.join("\n"));
        let problems = baton_relay::config::parse(&text, std::path::Path::new(""), []).problems;
        assert_eq!(problems, [], "{kind:?}");
    }
}
