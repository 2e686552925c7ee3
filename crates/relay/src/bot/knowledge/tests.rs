mod acting;
mod finding;
mod reading;

use super::*;
use crate::bot::{Said, Say};

fn folder(items: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in items {
        write(&folder, name, text);
    }
    folder
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    let file = folder.path().join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

fn settings() -> Settings {
    Settings { floor: 0.35, locale: "en".to_owned(), handoff: true, suggests: true }
}

fn bot(items: &[(&str, &str)]) -> Knowledge {
    Knowledge::open(folder(items).path(), settings()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn shop() -> Knowledge {
    bot(&[
        (
            "hours.md",
            "+++\ntitle = \"Opening hours\"\nquestions = [\"When are you open?\", \"What are your opening hours?\"]\n+++\nMonday to Friday, 9 to 5.",
        ),
        (
            "returns.md",
            "+++\ntitle = \"Returns\"\nquestions = [\"How do I return an order?\", \"Can I send something back?\"]\nbuttons = [{label = \"Hours\", postback = \"hours\"}, {label = \"A person\", handoff = \"returns\"}]\n+++\nWithin **30 days**.",
        ),
        (
            "person.md",
            "+++\ntitle = \"Talk to a person\"\nquestions = [\"I want to talk to a human\", \"agent please\"]\nhandoff = true\n+++\nI will get someone.",
        ),
    ])
}

fn turn(said: Said) -> Turn {
    Turn { said: vec![said], ..first_question("", None, None) }
}

fn question(text: &str) -> Turn {
    first_question(text, None, None)
}

fn with(mut turn: Turn, name: &str, value: &str) -> Turn {
    turn.variables.insert(name.to_owned(), value.to_owned());
    turn
}

fn pressed(payload: &str) -> Turn {
    turn(Said { text: "a label".to_owned(), payload: Some(payload.to_owned()), ..Said::default() })
}

/// What it says, in order.
fn said(actions: &[Action]) -> Vec<String> {
    says(actions).into_iter().map(|say| say.markdown).collect()
}

fn says(actions: &[Action]) -> Vec<Say> {
    let says = actions.iter().filter_map(|action| if let Action::Say(say) = action { Some(say.clone()) } else { None });
    says.collect()
}

fn asked(bot: &Knowledge, text: &str) -> Vec<String> {
    said(&bot.answer(&question(text)))
}
