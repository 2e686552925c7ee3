//! What the page has to say to what is said, where its site allows that: it may change or keep back what the visitor sends,
//! and what others have said before it is shown.

use super::{boot, js, post::object};
use wasm_bindgen::JsValue;

/// Asks the page about a text that is about to be sent; `then` gets it as the page has it, or is not called.
pub(crate) fn before_send(text: &str, then: impl Fn(String) + 'static) {
    let asked = text.to_owned();
    ask("beforeSend", &[("text", text.into())], move |answer| match answer {
        Answer::Unchanged => then(asked.clone()),
        Answer::Changed(text) => then(text),
        Answer::Nothing => {}
    });
}

/// Asks the page about a message that is about to be shown: by whom it is, and what it says.
pub(crate) fn before_display(id: &str, by: &str, text: &str, then: impl Fn(Answer) + 'static) {
    ask("beforeDisplay", &[("id", id.into()), ("by", by.into()), ("text", text.into())], then);
}

/// What the page says.
pub(crate) enum Answer {
    /// As it is.
    Unchanged,
    /// These words instead.
    Changed(String),
    /// Not at all.
    Nothing,
}

fn ask(name: &str, value: &[(&str, JsValue)], then: impl Fn(Answer) + 'static) {
    let before = value.iter().find(|(key, _)| *key == "text").and_then(|(_, text)| text.as_string());
    boot::ask(
        name,
        &object(value),
        &js::function(move |answer| {
            // An answer that is none of the forms changes nothing: the page has been told in its console.
            let text = js::tree(&answer).get("text").text().map(str::to_owned);
            then(match text {
                _ if answer.is_null() => Answer::Nothing,
                Some(text) if Some(&text) != before.as_ref() => Answer::Changed(text),
                _ => Answer::Unchanged,
            });
        }),
    );
}
