//! What goes wrong with a bot that runs elsewhere: each time the turn comes to nothing in the right way, and the next one
//! is answered.

use super::stage::{Kind, QUESTION, Script, Stage, said, turn};
use crate::harness::Held;
use baton_emulator::BotReply;
use baton_relay::bot::{Action, BotError};
use serde_json::json;
use std::time::Duration;

/// How a turn comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Unavailable,
    Nonsense,
    Settings,
}

fn of(error: &BotError) -> Wrong {
    match error {
        BotError::Unavailable(_) => Wrong::Unavailable,
        BotError::Nonsense(_) => Wrong::Nonsense,
        BotError::Settings(_) => Wrong::Settings,
    }
}

macro_rules! faults {
    ($($name:ident: $kind:ident),* $(,)?) => { $(
        mod $name {
            use super::Kind::$kind as KIND;

            #[tokio::test]
            async fn it_fails_in_the_right_way_and_answers_again() {
                super::replies(KIND).await;
            }

            #[tokio::test]
            async fn it_is_down() {
                super::down(KIND).await;
            }

            #[tokio::test]
            async fn it_is_slow() {
                super::slow(KIND).await;
            }

            #[tokio::test]
            async fn it_dies_while_it_answers() {
                super::dies(KIND).await;
            }

            #[tokio::test]
            async fn it_answers_twice() {
                super::twice(KIND).await;
            }

            #[tokio::test]
            async fn no_secret_and_no_text_is_in_an_error() {
                super::tells_nothing(KIND).await;
            }
        }
    )* };
}

faults! { http: Http, openai: Openai, rasa: Rasa, watsonx: Watsonx }

fn status(status: u16) -> BotReply {
    BotReply::Status { status, body: json!({ "error": { "message": "canary-of-the-server" } }) }
}

async fn replies(kind: Kind) {
    let stage = Stage::new(kind).await;
    let somewhere = BotReply::Redirects { to: "http://127.0.0.1:9/".to_owned() };
    for (reply, wrong) in [
        (status(500), Wrong::Unavailable),
        (status(503), Wrong::Unavailable),
        (status(429), Wrong::Unavailable),
        (status(403), Wrong::Settings),
        (status(422), Wrong::Nonsense),
        (somewhere, Wrong::Settings),
        (BotReply::HangsUp, Wrong::Unavailable),
        (BotReply::Nonsense, Wrong::Nonsense),
        (BotReply::Huge, Wrong::Nonsense),
        (BotReply::Says { body: json!({ "stream": 7, "generic": 7, "text": 7 }) }, Wrong::Nonsense),
    ] {
        stage.will_reply(reply.clone());
        let error =
            stage.does(turn(QUESTION)).await.map(|actions| panic!("{kind:?} {reply:?}: {actions:?}")).unwrap_err();
        assert_eq!(of(&error), wrong, "{kind:?} {reply:?}: {error}");
        assert!(!error.to_string().contains("canary"), "{error}");
        assert!(stage.will(Script::Text("Two days.")));
        assert_eq!(said(&stage.says(turn(QUESTION)).await)[0].0, "Two days.", "{kind:?} after {reply:?}");
    }
}

async fn down(kind: Kind) {
    let held = Held::new();
    let nowhere = format!("http://{}", held.address);
    let stage = Stage::with(kind, |lines| lines.replace("@bots@", &nowhere)).await;
    let error = stage.does(turn(QUESTION)).await.unwrap_err();
    assert_eq!(of(&error), Wrong::Unavailable, "{error}");
}

async fn slow(kind: Kind) {
    let stage = Stage::new(kind).await;
    stage.will_reply(BotReply::Hangs);
    let asked = stage.heard().len();
    let leap = async {
        // Once it has been asked the patience runs.
        crate::harness::until("it is asked", || stage.heard().iter().skip(asked).any(is_a_question).then_some(()))
            .await;
        stage.clock.advance(Duration::from_secs(41));
    };
    let (error, ()) = tokio::join!(stage.does(turn(QUESTION)), leap);
    let error = error.unwrap_err();
    assert_eq!(of(&error), Wrong::Unavailable, "{error}");
    assert!(error.to_string().contains("no answer in"), "{error}");
    assert!(stage.will(Script::Text("Two days.")));
    assert_eq!(said(&stage.says(turn(QUESTION)).await)[0].0, "Two days.");
}

/// Whether the assistant itself was asked, not what comes before.
fn is_a_question(heard: &baton_emulator::Heard) -> bool {
    !heard.request.contains("/sessions?")
}

async fn dies(kind: Kind) {
    let stage = Stage::new(kind).await;
    let body = match kind {
        Kind::Http => {
            json!({ "stream": [{ "type": "stream", "text": "one " }, { "type": "stream", "text": "two" }, { "type": "say" }] })
        }
        _ => kind.body(Script::Text("one two three four five six seven eight")).unwrap(),
    };
    stage.will_reply(BotReply::Breaks { body });
    let error = stage.does(turn(QUESTION)).await.unwrap_err();
    assert_eq!(of(&error), Wrong::Unavailable, "{error}");
    assert!(stage.will(Script::Text("Two days.")));
    assert_eq!(said(&stage.says(turn(QUESTION)).await)[0].0, "Two days.");
}

#[tokio::test]
async fn a_stream_without_its_last_word_is_one_that_died() {
    for (kind, body) in [
        (Kind::Http, json!({ "stream": [{ "type": "say", "markdown": "one" }], "ends": false })),
        (Kind::Openai, json!({ "text": "one two three", "ends": false })),
    ] {
        let stage = Stage::new(kind).await;
        stage.will_reply(BotReply::Says { body });
        let error = stage.does(turn(QUESTION)).await.unwrap_err();
        assert_eq!(of(&error), Wrong::Unavailable, "{kind:?}: {error}");
    }
}

/// What comes after the end of an answer is not heard; where an answer has no end of its own, it is nonsense.
async fn twice(kind: Kind) {
    let stage = Stage::new(kind).await;
    let body = match kind {
        Kind::Http => json!({ "stream": [{ "type": "say", "markdown": "Two days." }] }),
        _ => kind.body(Script::Text("Two days.")).unwrap(),
    };
    stage.will_reply(BotReply::Twice { body });
    match stage.does(turn(QUESTION)).await {
        Ok(actions) => {
            assert!(matches!(kind, Kind::Http | Kind::Openai), "{actions:?}");
            assert_eq!(said(&actions).len(), 1, "{actions:?}");
        }
        Err(error) => {
            assert!(matches!(kind, Kind::Rasa | Kind::Watsonx), "{error}");
            assert_eq!(of(&error), Wrong::Nonsense);
        }
    }
}

async fn tells_nothing(kind: Kind) {
    let key = baton_emulator::demo::BOT_KEY;
    let change =
        |lines: String| lines.replace(key, "canary-of-the-key").replace(super::stage::SECRET, "canary-of-the-secret");
    let stage = Stage::with(kind, change).await;
    let shown = format!("{:?} {:#?}", stage.bot(), stage.bot());
    assert!(!shown.contains("canary"), "{shown}");
    if kind == Kind::Http {
        // The stand-in checks no signature.
        return;
    }
    let error = stage.does(turn("canary of the visitor")).await.unwrap_err();
    assert_eq!(of(&error), Wrong::Settings, "{error}");
    let told = format!("{error} {error:?}");
    assert!(!told.contains("canary") && told.contains(&format!("`{}.", kind.name())), "{told}");
    for heard in stage.heard() {
        assert!(!heard.request.contains("canary"), "no secret is in an address: {}", heard.request);
    }
}

#[tokio::test]
async fn a_model_without_room_forgets_the_past_once() {
    let stage = Stage::new(Kind::Openai).await;
    let full = || BotReply::Status { status: 400, body: json!({ "error": { "code": "context_length_exceeded" } }) };
    stage.will_reply(full());
    stage.will(Script::Text("Two days."));
    let actions = stage.says(super::stage::later(QUESTION)).await;
    assert_eq!(said(&actions)[0].0, "Two days.");
    let asked: Vec<usize> =
        stage.heard().iter().map(|heard| heard.body["messages"].as_array().unwrap().len()).collect();
    assert_eq!(asked, [5, 2]);
    for _ in 0..2 {
        stage.will_reply(full());
    }
    let error = stage.does(super::stage::later(QUESTION)).await.unwrap_err();
    assert_eq!(of(&error), Wrong::Nonsense, "{error}");
}

#[tokio::test]
async fn what_a_provider_keeps_back_is_said_calmly_and_counts_as_no_answer() {
    let stage = Stage::new(Kind::Openai).await;
    let kept_back = json!({ "text": "Half of ", "finish_reason": "content_filter" });
    let refused = BotReply::Status { status: 400, body: json!({ "error": { "code": "content_filter" } }) };
    for reply in [BotReply::Says { body: kept_back }, refused] {
        stage.will_reply(reply);
        let actions = stage.says(turn(QUESTION)).await;
        let [Action::Say(say)] = &actions[..] else { panic!("{actions:?}") };
        assert_eq!((say.markdown.as_str(), say.unsure), ("I cannot answer that.", true));
    }
}

#[tokio::test]
async fn an_empty_answer_is_none_and_no_credit_is_the_operators() {
    let stage = Stage::new(Kind::Openai).await;
    stage.will_reply(BotReply::Says { body: json!({ "text": " " }) });
    assert_eq!(of(&stage.does(turn(QUESTION)).await.unwrap_err()), Wrong::Nonsense);
    stage.will_reply(BotReply::Status { status: 429, body: json!({ "error": { "code": "insufficient_quota" } }) });
    let error = stage.does(turn(QUESTION)).await.unwrap_err();
    assert!(error.to_string().contains("no credit left"), "{error}");
    let busy = json!({ "tool_calls": [{ "name": "set_variable", "arguments": { "name": "order", "value": "1" } }] });
    for _ in 0..3 {
        stage.will_reply(BotReply::Says { body: busy.clone() });
    }
    let error = stage.does(turn(QUESTION)).await.unwrap_err();
    assert!(error.to_string().contains("only uses tools"), "{error}");
}

#[tokio::test]
async fn a_session_that_has_ended_is_followed_by_one_that_is_told_the_variables() {
    let stage = Stage::new(Kind::Watsonx).await;
    let plan = |heard: &baton_emulator::Heard| {
        heard
            .body
            .pointer("/context/skills/actions skill/skill_variables/plan")
            .and_then(|it| it.as_str())
            .map(str::to_owned)
    };
    let begun = || stage.heard().iter().filter(|heard| heard.request.contains("/sessions?")).count();
    stage.says(turn("one")).await;
    stage.says(turn("two")).await;
    assert_eq!((begun(), plan(&stage.last())), (1, None), "the session goes on, and knows");
    stage.bots.end_sessions();
    assert_eq!(said(&stage.says(turn("three")).await)[0].0, "You said: three");
    assert_eq!((begun(), plan(&stage.last())), (2, Some("gold".to_owned())));
    stage.clock.advance(Duration::from_secs(5 * 60));
    stage.says(turn("four")).await;
    assert_eq!(begun(), 3, "it is not tried where it cannot live any more");
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end_and_renewed_where_it_is_refused() {
    let stage = Stage::new(Kind::Watsonx).await;
    let tokens = || {
        let shown = stage.heard().into_iter().filter_map(|mut heard| heard.headers.remove("authorization"));
        shown.collect::<std::collections::BTreeSet<_>>().len()
    };
    stage.says(turn("one")).await;
    stage.says(turn("two")).await;
    assert_eq!(tokens(), 1);
    stage.bots.revoke_tokens();
    stage.says(turn("three")).await;
    assert_eq!(tokens(), 2);
    stage.clock.advance(Duration::from_secs(3_600 - 59));
    stage.says(turn("four")).await;
    assert_eq!(tokens(), 3);
}

#[tokio::test]
async fn an_assistant_takes_its_key_by_basic_authentication_too() {
    let change = |lines: String| format!("{lines}auth = \"basic\"\n");
    let stage = Stage::with(Kind::Watsonx, change).await;
    assert_eq!(said(&stage.says(turn("one")).await)[0].0, "You said: one");
    assert!(stage.last().headers["authorization"].starts_with("Basic "));
}
