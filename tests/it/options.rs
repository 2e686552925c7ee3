//! The options a page gives.

use baton_protocol::{Scalar, Tree};
use baton_widget::core::Ask;
use baton_widget::host::{Advice, Options, looks_secret};

fn read(json: serde_json::Value) -> (Options, Vec<Advice>) {
    let tree: Tree = serde_json::from_value(json).unwrap();
    Options::read(&tree, "chat.example.com")
}

fn warnings(advice: &[Advice]) -> Vec<String> {
    advice
        .iter()
        .map(|advice| match advice {
            Advice::Warning(text) | Advice::Refusal(text) => text.clone(),
            Advice::Unknown { place, key, .. } => format!("unknown: {place}{key}"),
        })
        .collect()
}

#[test]
fn the_documented_object_is_taken_verbatim() {
    let (options, advice) = read(serde_json::json!({
        "apiUrl": "https://chat.example.com/backend",
        "socketUrl": "https://chat.example.com",
        "initialMessage": "Hey! happy to help.",
        "token": "shop",
        "user": {
            "name": "Ada", "email": "ada@example.com", "avatar": "https://example.com/a.png", "phone": "+44 1",
            "customData": {
                "key1": "value1", "count": 3, "vip": true, "nothing": null,
                "dataCapture.ticketField.3584154321651": "Some value",
                "dataCapture.systemField.tags": "my_tag1,my_tag2"
            }
        }
    }));
    assert_eq!(advice, []);
    assert_eq!(options.initial, Some(vec!["Hey! happy to help.".to_owned()]));
    let user = options.user.unwrap().user;
    assert_eq!(user.avatar.as_deref(), Some("https://example.com/a.png"));
    assert_eq!(user.custom_data["dataCapture.systemField.tags"], Scalar::Text("my_tag1,my_tag2".to_owned()));
    assert_eq!(user.custom_data["count"], Scalar::Number(3.0));
    assert!(!user.custom_data.contains_key("nothing"));
}

#[test]
fn its_other_forms_are_taken_too() {
    let (options, advice) = read(serde_json::json!({
        "initialMessages": ["One", "", "Two"], "user": { "avatarUrl": "https://example.com/a.png" }, "defaultOpen": true
    }));
    assert_eq!(advice, []);
    assert_eq!(options.initial, Some(vec!["One".to_owned(), "Two".to_owned()]));
    assert_eq!(options.user.unwrap().user.avatar.as_deref(), Some("https://example.com/a.png"));
}

#[test]
fn slips_are_named_with_what_was_meant() {
    let (_, advice) = read(serde_json::json!({
        "intialMessage": "Hi", "zIndex": 3, "debug": true, "user": { "emial": "a@b.example", "customData": { "list": [] } }
    }));
    assert_eq!(
        warnings(&advice),
        [
            "unknown: debug",
            "unknown: intialMessage",
            "“user.customData.list” must be a text, a number, true or false; it is left out.",
            "unknown: user.emial",
            "unknown: zIndex",
        ]
    );
}

#[test]
fn a_socket_elsewhere_is_warned_about() {
    let (_, advice) = read(serde_json::json!({ "socketUrl": "wss://evil.example/socket" }));
    assert_eq!(
        warnings(&advice),
        ["“socketUrl” names evil.example, but the chat connects to chat.example.com, as its relay says."]
    );
}

#[test]
fn secrets_are_refused_aloud() {
    for secret in ["sk-abcdef", "ghp_0123456789", "eyJhbGciOiJIUzI1NiJ9.eyJhZG1pbiI6dHJ1ZX0.c2ln", "AKIA0123456789"] {
        assert!(looks_secret(secret), "{secret}");
        let (_, advice) = read(serde_json::json!({ "token": secret }));
        assert!(matches!(advice.as_slice(), [Advice::Refusal(text)] if !text.contains(secret)), "{advice:?}");
    }
    for public in ["shop", "pk_live_1", "site-token-1234", "eyJ"] {
        assert!(!looks_secret(public), "{public}");
    }
}

#[test]
fn a_signed_identity_is_taken_apart_from_what_is_only_said() {
    let (options, advice) = read(serde_json::json!({ "user": { "name": "Ada", "jwt": "a.b.c" } }));
    assert_eq!(advice, []);
    let user = options.user.unwrap();
    assert_eq!(user.token.map(|token| token.reveal().to_owned()).as_deref(), Some("a.b.c"));
    assert_eq!(user.user, baton_protocol::UserDetails { name: Some("Ada".to_owned()), ..Default::default() });
    for empty in [serde_json::json!(""), serde_json::json!(null)] {
        let (options, advice) = read(serde_json::json!({ "user": { "jwt": empty } }));
        assert_eq!((options.user.unwrap().token, advice), (None, vec![]));
    }
    let (_, advice) = read(serde_json::json!({ "user": { "jwt": 5, "jtw": "a.b.c" } }));
    assert_eq!(warnings(&advice), ["unknown: user.jtw", "“user.jwt” must be a text."]);
}

#[test]
fn a_function_in_the_place_of_a_token_is_there_to_be_asked() {
    let (options, advice) = read(serde_json::json!({ "user": { "name": "Ada", "jwt": true } }));
    let user = options.user.unwrap();
    assert_eq!((user.ask, user.token, advice), (Some(Ask::Token), None, vec![]));
    assert_eq!(user.user.name.as_deref(), Some("Ada"));
    let read_user = |given: serde_json::Value| Options::read_user(&serde_json::from_value(given).unwrap());
    let (user, advice) = read_user(serde_json::json!(true));
    assert_eq!((user.ask, user.token, advice), (Some(Ask::User), None, vec![]));
    // What such a function gives comes in the place of a token.
    let (user, advice) = read_user(serde_json::json!({ "jwt": { "jwt": "a.b.c", "name": "Ada" } }));
    assert_eq!((user.token.is_some(), user.user.name.as_deref(), advice), (true, Some("Ada"), vec![]));
    let (user, advice) = read_user(serde_json::json!({}));
    assert_eq!((user, advice), (baton_widget::host::User::default(), vec![]));
}

#[test]
fn what_is_encrypted_is_handed_on_as_it_is() {
    let (options, advice) = read(serde_json::json!({ "user": { "encrypted": "AAECAw==" } }));
    assert_eq!((options.user.unwrap().user.encrypted.as_deref(), advice), (Some("AAECAw=="), vec![]));
}
