use super::*;
use crate::bot::{Call, Person, Said, Say};
use baton_protocol::{ChoiceAction, ConversationId, TurnId};
use std::collections::BTreeMap;

fn folder(items: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in items {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn settings() -> Settings {
    Settings { floor: 0.35, locale: "en".to_owned(), handoff: true }
}

fn shop() -> Knowledge {
    let folder = folder(&[
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
    ]);
    Knowledge::open(folder.path(), settings()).unwrap()
}

fn turn(said: Said, unanswered: u32) -> Turn {
    Turn {
        id: TurnId::new("turn-1"),
        conversation: ConversationId::new("c"),
        site: "shop".to_owned(),
        said: vec![said],
        history: Vec::new(),
        variables: BTreeMap::from([("baton.unanswered".to_owned(), unanswered.to_string())]),
        person: Person::default(),
        page: None,
        locale: None,
        returned: false,
    }
}

fn asked(text: &str) -> Vec<Action> {
    answer::to(&shop(), &turn(Said { text: text.to_owned(), ..Said::default() }, 0))
}

fn said(actions: &[Action]) -> Vec<String> {
    let texts = actions.iter().filter_map(|action| match action {
        Action::Say(say) => Some(say.markdown.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_question_in_other_words_finds_its_item() {
    assert_eq!(said(&asked("are you opened on monday?")), ["Monday to Friday, 9 to 5."]);
    assert_eq!(said(&asked("returning my orders")), ["Within **30 days**."]);
}

#[test]
fn a_button_leads_to_its_item_whatever_its_label_says() {
    let pressed = Said { text: "Hours".to_owned(), payload: Some("hours".to_owned()), ..Said::default() };
    assert_eq!(said(&answer::to(&shop(), &turn(pressed, 0))), ["Monday to Friday, 9 to 5."]);
}

#[test]
fn an_item_with_handoff_calls_for_a_person_after_its_answer() {
    let actions = asked("can I talk to a human");
    assert_eq!(actions.last(), Some(&Action::HandOff(Call::default())));
}

#[test]
fn below_the_floor_it_offers_what_comes_near_and_a_person() {
    let actions = asked("do you sell open sandwiches with pickled cucumber in denmark");
    let Some(Action::Say(Say { choices, unsure: true, .. })) = actions.last() else { panic!("{actions:?}") };
    assert_eq!(choices.last().map(|choice| &choice.action), Some(&ChoiceAction::Handoff { skill: None }));
    assert!(!actions.iter().any(|action| matches!(action, Action::HandOff(_))));
}

#[test]
fn what_it_does_not_know_twice_is_counted() {
    let actions = answer::to(&shop(), &turn(Said { text: "xyzzy".to_owned(), ..Said::default() }, 1));
    assert!(said(&actions)[0].contains("person"));
}

#[test]
fn without_people_nobody_is_offered() {
    let folder =
        folder(&[("a.md", "+++\nbuttons = [{label = \"A person\", handoff = true}]\nhandoff = true\n+++\nalpha")]);
    let bot = Knowledge::open(folder.path(), Settings { handoff: false, ..settings() }).unwrap();
    let actions = answer::to(&bot, &turn(Said { text: "alpha".to_owned(), ..Said::default() }, 0));
    assert!(matches!(actions.last(), Some(Action::Say(say)) if say.choices.is_empty()), "{actions:?}");
}

#[test]
fn every_problem_comes_at_once_with_file_and_line() {
    let folder = folder(&[
        ("a.md", "no front matter"),
        ("b.md", "+++\ntitle = \"B\"\ncolour = \"red\"\n+++\nx"),
        ("c.md", "+++\nid = \"c\"\nbuttons = [\n  {label = \"x\", postback = \"nowhere\"},\n]\n+++\nx"),
        ("d.md", "+++\nid = \"c\"\n+++\nx"),
        ("e.md", "+++\nbuttons = [{label = \"x\", link = \"javascript:alert(1)\"}]\n+++\nx"),
        ("f.md", "+++\n+++\n"),
    ]);
    let problems = Knowledge::open(folder.path(), settings()).unwrap_err();
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let name = problem.file.file_name().unwrap().to_string_lossy().into_owned();
            format!("{name}:{:?} {}", problem.line, problem.reason)
        })
        .collect();
    for expected in [
        "a.md:Some(1)",
        "b.md:Some(3)",
        "c.md:Some(4)",
        "d.md:None the id \"c\" is taken",
        "e.md:Some(2)",
        "f.md:None has no answer",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} in {lines:#?}");
    }
}
