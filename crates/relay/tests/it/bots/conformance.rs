//! What every bot can do, and in the same way. Where one kind cannot, that stands here by name.

use super::stage::{Kind, QUESTION, Script, Stage, later, pressed, said, turn};
use baton_protocol::{Choice, ChoiceAction, FormField, StageReason};
use baton_relay::bot::{Action, What};
use serde_json::Value;

macro_rules! conformance {
    ($($name:ident: $kind:ident),* $(,)?) => { $(
        mod $name {
            use super::Kind::$kind as KIND;

            #[tokio::test]
            async fn it_says_something() {
                super::says(KIND).await;
            }

            #[tokio::test]
            async fn it_streams_where_it_can() {
                super::streams(KIND).await;
            }

            #[tokio::test]
            async fn it_has_buttons_and_is_told_which_was_pressed() {
                super::buttons(KIND).await;
            }

            #[tokio::test]
            async fn it_asks_by_a_form_where_it_can() {
                super::asks(KIND).await;
            }

            #[tokio::test]
            async fn it_sets_a_variable() {
                super::sets(KIND).await;
            }

            #[tokio::test]
            async fn it_calls_for_a_person_with_skill_and_summary() {
                super::hands_off(KIND).await;
            }

            #[tokio::test]
            async fn it_is_told_the_turn_by_an_id_that_stays_the_same() {
                super::is_idempotent(KIND).await;
            }

            #[tokio::test]
            async fn it_knows_what_was_said_before_and_that_people_were_there() {
                super::knows_the_past(KIND).await;
            }

            #[tokio::test]
            async fn it_is_told_that_a_person_takes_over_and_leaves_where_it_listens() {
                super::is_told(KIND).await;
            }
        }
    )* };
}

conformance! { knowledge: Knowledge, http: Http, openai: Openai, rasa: Rasa, watsonx: Watsonx }

async fn says(kind: Kind) {
    let stage = Stage::new(kind).await;
    assert!(stage.will(Script::Text("Two days.")));
    let actions = stage.says(turn(QUESTION)).await;
    assert_eq!(said(&actions)[0].0, "Two days.");
    assert_eq!(actions.len(), 1, "{actions:?}");
}

async fn streams(kind: Kind) {
    let stage = Stage::new(kind).await;
    let text = "It takes about two days, on weekdays.";
    match kind {
        Kind::Http => {
            let words = text.split_inclusive(' ').map(|word| serde_json::json!({ "type": "stream", "text": word }));
            let stream: Vec<Value> = words.chain([serde_json::json!({ "type": "say" })]).collect();
            stage.will_reply(baton_emulator::BotReply::Says { body: serde_json::json!({ "stream": stream }) });
        }
        _ => assert!(stage.will(Script::Text(text))),
    }
    let actions = stage.does(turn(QUESTION)).await.unwrap();
    let pieces: Vec<&str> = actions
        .iter()
        .filter_map(|action| match action {
            Action::Stream(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if !matches!(kind, Kind::Http | Kind::Openai) {
        // Their answers come whole.
        assert!(pieces.is_empty());
        return;
    }
    assert!(pieces.len() > 3, "{pieces:?}");
    assert_eq!(pieces.concat(), text);
    assert_eq!(said(&actions)[0].0, text, "what was streamed is said in the end");
}

async fn buttons(kind: Kind) {
    let stage = Stage::new(kind).await;
    assert!(stage.will(Script::Button));
    let says = said(&stage.says(turn(QUESTION)).await);
    let (label, payload) = match kind {
        Kind::Openai => ("Where is my parcel?", "parcel"),
        _ => ("Returns", "returns"),
    };
    let button = Choice { label: label.to_owned(), action: ChoiceAction::Postback(payload.to_owned()) };
    assert_eq!(says[0].1, [button]);
    let before = stage.heard().len();
    let answer = said(&stage.says(pressed(label, payload)).await);
    match kind {
        Kind::Knowledge => assert_eq!(answer[0].0, "Within 30 days."),
        Kind::Openai => {
            assert_eq!(answer[0].0, "Two days.", "the item answers by itself");
            assert_eq!(stage.heard().len(), before, "and the model is not asked");
        }
        Kind::Http => assert_eq!(stage.last().body["said"][0]["payload"], payload),
        Kind::Rasa => assert_eq!(stage.last().body["message"], payload),
        Kind::Watsonx => assert_eq!(stage.last().body["input"]["text"], payload),
    }
}

async fn asks(kind: Kind) {
    let stage = Stage::new(kind).await;
    if !stage.will(Script::Form) {
        assert_eq!(kind, Kind::Openai, "a model asks in words");
        return;
    }
    let actions = stage.says(turn(kind.question(Script::Form))).await;
    let Some(Action::Ask(ask)) = actions.iter().find(|action| matches!(action, Action::Ask(_))) else {
        panic!("{actions:?}")
    };
    let [FormField::Text(field)] = &ask.fields[..] else { panic!("{ask:?}") };
    assert_eq!((ask.lead.as_str(), field.name.as_str(), field.label.as_str()), ("Which order?", "order", "Number"));
    assert!(field.required && !ask.optional);
}

async fn sets(kind: Kind) {
    let stage = Stage::new(kind).await;
    assert!(stage.will(Script::Set));
    let actions = stage.says(turn(kind.question(Script::Set))).await;
    let set = Action::Set { name: "order".to_owned(), value: "A-77".to_owned() };
    assert!(actions.contains(&set), "{actions:?}");
    let others = actions.iter().filter(|it| matches!(it, Action::Set { name, .. } if !name.starts_with('_'))).count();
    assert_eq!(others, 1, "no other: {actions:?}");
}

async fn hands_off(kind: Kind) {
    let stage = Stage::new(kind).await;
    let skill = if kind == Kind::Watsonx { "Billing dept" } else { "bills" };
    assert!(stage.will(Script::HandOff(skill)));
    let actions = stage.says(turn(kind.question(Script::HandOff(skill)))).await;
    assert_eq!(said(&actions)[0].0, "I will get somebody.");
    let Some(Action::HandOff(call)) = actions.last() else { panic!("{actions:?}") };
    assert_eq!(call.skill.as_deref(), Some("bills"));
    if kind != Kind::Knowledge {
        assert_eq!(call.summary.as_deref(), Some("A refund.\nWants 20 € back."));
    }
}

async fn is_idempotent(kind: Kind) {
    let stage = Stage::new(kind).await;
    let first = stage.says(turn(QUESTION)).await;
    let asked = stage.heard();
    let again = stage.says(turn(QUESTION)).await;
    if kind == Kind::Knowledge {
        assert_eq!(first, again, "it has no state");
        return;
    }
    let keys: Vec<String> =
        stage.heard().iter().filter_map(|heard| heard.headers.get("idempotency-key").cloned()).collect();
    assert_eq!(keys, ["turn-1", "turn-1"]);
    let first = &asked.last().unwrap().body;
    let in_body = match kind {
        Kind::Http => &first["id"],
        Kind::Rasa => &first["metadata"]["baton"]["turn"],
        Kind::Watsonx => &first["context"]["skills"]["actions skill"]["skill_variables"]["baton_turn"],
        _ => return,
    };
    assert_eq!(in_body, "turn-1");
}

async fn knows_the_past(kind: Kind) {
    let stage = Stage::new(kind).await;
    stage.says(later("and now?")).await;
    if kind == Kind::Knowledge {
        return;
    }
    let body = stage.last().body;
    match kind {
        Kind::Http => {
            assert_eq!(body["returned"], true);
            let by: Vec<&Value> = body["history"].as_array().unwrap().iter().map(|line| &line["by"]).collect();
            assert_eq!(by, ["visitor", "bot", "agent"]);
        }
        Kind::Openai => {
            let messages = body["messages"].as_array().unwrap();
            let roles: Vec<&str> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
            assert_eq!(roles, ["system", "user", "assistant", "assistant", "user"]);
            assert!(messages[0]["content"].as_str().unwrap().contains("A human agent has had this conversation"));
            assert!(messages[3]["content"].as_str().unwrap().contains("Ana here"));
        }
        // It keeps the conversation itself.
        Kind::Rasa => {
            assert_eq!(body["sender"], "conversation-1");
            assert_eq!(body["metadata"]["baton"]["returned"], true);
        }
        Kind::Watsonx => {
            let variables = &body["context"]["skills"]["actions skill"]["skill_variables"];
            assert_eq!(variables["baton_returned"], true);
            assert_eq!(variables["plan"], "gold", "a new session is told the variables");
        }
        Kind::Knowledge => {}
    }
}

async fn is_told(kind: Kind) {
    let stage = Stage::new(kind).await;
    let listens = matches!(kind, Kind::Http | Kind::Rasa);
    assert_eq!(stage.bot().listens(), listens);
    let returned = What::Returned { reason: StageReason::SessionEnded };
    let expected = match kind {
        Kind::Http => ["/taken_over", "/returned"],
        _ => ["/human_took_over", "/human_left"],
    };
    for (what, words) in [What::TakenOver, returned].into_iter().zip(expected) {
        stage.is_told(what.clone()).await.unwrap();
        if !listens {
            assert!(stage.heard().is_empty());
            continue;
        }
        let heard = stage.last();
        assert_eq!(heard.headers["idempotency-key"], "news-7");
        match kind {
            Kind::Http => {
                assert_eq!(heard.body["type"], "news");
                assert_eq!(format!("/{}", heard.body["what"].as_str().unwrap()), words);
                assert!(heard.headers.contains_key("baton-signature"));
            }
            _ => assert_eq!(heard.body["message"], words),
        }
    }
}
