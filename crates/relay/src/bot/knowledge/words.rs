//! The bot's own words, and what is filled into an answer.

use std::collections::BTreeMap;

/// Something the bot says of itself. An item of this id says it in the site's words and languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) id: &'static str,
    pub(super) english: &'static str,
}

/// Above items that may be meant.
pub(super) const UNSURE: Word =
    Word { id: "_unsure", english: "I am not sure I understood. Did you mean one of these?" };
/// To a first question without an answer.
pub(super) const UNKNOWN: Word =
    Word { id: "_unknown", english: "I do not have an answer to that. Could you put it in other words?" };
/// To a further one, where there are people.
pub(super) const UNKNOWN_AGAIN: Word =
    Word { id: "_unknown_again", english: "I still do not have an answer to that. A person can help you." };
/// To a further one, where there are none.
pub(super) const UNKNOWN_ALONE: Word =
    Word { id: "_unknown_alone", english: "I still do not have an answer to that, sorry." };
/// On the button that calls for a person.
pub(super) const PERSON: Word = Word { id: "_person", english: "Talk to a person" };
/// After a form that leads nowhere.
pub(super) const THANKS: Word = Word { id: "_thanks", english: "Thank you." };
/// After one that was left out.
pub(super) const SKIPPED: Word = Word { id: "_skipped", english: "All right. What else can I do for you?" };

/// Every one.
pub(super) const ALL: [Word; 7] = [UNSURE, UNKNOWN, UNKNOWN_AGAIN, UNKNOWN_ALONE, PERSON, THANKS, SKIPPED];

/// A text with `{{variable}}` filled in. What is not known is left out. What is filled in is text, whatever it looks like:
/// visitors typed much of it.
pub(super) fn filled(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, behind)) = after.split_once("}}") else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        if let Some(value) = variables.get(name.trim()) {
            escape(value, &mut out);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Marks every letter that could mean something in Markdown as itself.
fn escape(value: &str, out: &mut String) {
    for letter in value.chars() {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use baton_protocol::Block;

    #[test]
    fn what_visitors_typed_is_filled_in_as_text() {
        let variables = [("name", "Ada [x](https://evil.example) **b**"), ("order", "4711")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let text = filled("Hello {{name}}, order {{ order }}{{nothing}} is {{on its way", &variables);
        let shown = Block::text_of(&markdown::tree(&text));
        assert_eq!(shown, "Hello Ada [x](https://evil.example) **b**, order 4711 is {{on its way");
    }
}
