//! `locales/en.json` is what other languages are made from; its texts are those of the code, in their order.

use baton_widget::i18n::Text;
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en.json");

/// `AskPerson` as the file has it: `ask_person`.
fn key(name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.extend(letter.to_lowercase());
    }
    key
}

/// The texts as the file has them: one with several forms is an object of them.
fn texts() -> String {
    let mut out = String::new();
    for (name, text) in Text::NAMES.iter().zip(Text::ENGLISH) {
        let value = match text.split_once('|') {
            Some((one, other)) => format!(r#"{{ "one": "{one}", "other": "{other}" }}"#),
            None => format!(r#""{text}""#),
        };
        let _ = writeln!(out, "    \"{}\": {value},", key(name));
    }
    out.trim_end_matches(",\n").to_owned()
}

#[test]
fn the_english_of_the_file_is_that_of_the_code() {
    let file = std::fs::read_to_string(FILE).unwrap();
    let (frame, _) = file.split_once("  \"texts\": {\n").expect("the file has texts");
    let wanted = format!("{frame}  \"texts\": {{\n{}\n  }}\n}}\n", texts());
    if std::env::var_os("BATON_WRITE").is_some() {
        std::fs::write(FILE, &wanted).unwrap();
    } else {
        assert_eq!(file, wanted, "run this test with BATON_WRITE=1 to renew the file");
    }
}

#[test]
fn texts_are_said_in_the_language_that_was_given_and_in_english_where_it_has_none() {
    let mut other = vec![String::new(); Text::ENGLISH.len()];
    other[Text::Close as usize] = "Fermer".to_owned();
    other[Text::RatingOf as usize] = "{name} étoiles sur 5".to_owned();
    baton_widget::i18n::speak(other);
    assert_eq!(Text::Close.say(), "Fermer");
    assert_eq!(Text::RatingOf.with("4"), "4 étoiles sur 5");
    assert_eq!(Text::Retry.say(), "Try again");
    baton_widget::i18n::speak(Vec::new());
    assert_eq!(Text::Close.say(), "Close");
}
