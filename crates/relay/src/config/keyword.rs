//! Words that call for a person.

use super::settings::settings;
use crate::bot::Said;

settings! {
    /// A category of words and buttons that call for a person.
    pub struct SiteKeyword {
        /// Words or phrases: one of them anywhere in what the visitor says, in any case, as whole words.
        words: Vec<String> = Vec::new(),
        /// The language in which they mean that, as BCP 47; every language where unset. `de` holds for `de-AT` too.
        locale: Option<String> = None,
        /// Payloads of buttons that mean it, whatever bot has sent the button.
        payloads: Vec<String> = Vec::new(),
        /// What the visitor is answered at once, in Markdown; nothing where it is empty.
        reply: String = String::new(),
        /// The skill to ask for.
        skill: Option<String> = None,
    }
}

impl SiteKeyword {
    /// Whether something said means it to somebody who speaks `locale`.
    pub fn is_meant(&self, said: &[Said], locale: &str) -> bool {
        let pressed = |said: &Said| said.payload.as_ref().is_some_and(|payload| self.payloads.contains(payload));
        if said.iter().any(pressed) {
            return true;
        }
        let phrases = self.words.iter().map(|phrase| words_of(phrase)).filter(|phrase| !phrase.trim().is_empty());
        let phrases: Vec<String> = phrases.collect();
        let speaks = self.locale.as_deref().is_none_or(|own| is_of(locale, own));
        // What a button says is not what the visitor typed.
        let mut typed = said.iter().filter(|said| said.payload.is_none()).map(|said| words_of(&said.text));
        speaks && typed.any(|text| phrases.iter().any(|phrase| text.contains(phrase.as_str())))
    }
}

/// Whether a language tag is another one or a kind of it.
fn is_of(tag: &str, wider: &str) -> bool {
    let tag = tag.replace('_', "-").to_lowercase();
    let rest = tag.strip_prefix(&wider.replace('_', "-").to_lowercase());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// A text as its words in lower case, each with a space on both sides.
fn words_of(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut out = String::from(" ");
    for word in lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Said> {
        vec![Said { text: text.to_owned(), ..Said::default() }]
    }

    #[test]
    fn whole_words_in_the_visitors_language_are_meant() {
        let keyword = SiteKeyword {
            words: vec!["Talk to a person".to_owned(), "agent".to_owned()],
            locale: Some("en".to_owned()),
            ..SiteKeyword::default()
        };
        for text in ["AGENT!", "can I talk to a person, please?", "the agent"] {
            assert!(keyword.is_meant(&said(text), "en-GB"), "{text}");
        }
        for text in ["agents", "reagent", "talk to a personal trainer", ""] {
            assert!(!keyword.is_meant(&said(text), "en"), "{text}");
        }
        assert!(!keyword.is_meant(&said("agent"), "de"));
        assert!(!keyword.is_meant(&said("agent"), "eng"));
    }

    #[test]
    fn a_phrase_without_words_is_never_meant() {
        let keyword = SiteKeyword { words: vec!["!".to_owned(), String::new()], ..SiteKeyword::default() };
        assert!(!keyword.is_meant(&said("hello there"), "en"));
    }

    #[test]
    fn a_button_is_meant_by_its_payload_and_not_by_its_label() {
        let keyword = SiteKeyword {
            words: vec!["agent".to_owned()],
            payloads: vec!["human_handoff".to_owned()],
            ..SiteKeyword::default()
        };
        let pressed = |payload: &str| {
            vec![Said { text: "agent".to_owned(), payload: Some(payload.to_owned()), ..Said::default() }]
        };
        assert!(keyword.is_meant(&pressed("human_handoff"), "fr"));
        assert!(!keyword.is_meant(&pressed("prices"), "fr"));
    }
}
