use super::*;

#[test]
fn a_question_in_other_words_finds_its_item() {
    assert_eq!(asked(&shop(), "are you opened on monday?"), ["Monday to Friday, 9 to 5."]);
    assert_eq!(asked(&shop(), "returning my orders"), ["Within **30 days**."]);
}

#[test]
fn a_slip_of_the_finger_is_forgiven() {
    assert_eq!(asked(&shop(), "retrun my oder"), ["Within **30 days**."]);
    assert_eq!(asked(&shop(), "what are your openign huors"), ["Monday to Friday, 9 to 5."]);
}

#[test]
fn a_synonym_leads_where_the_word_does() {
    let bot = bot(&[
        (
            "post.md",
            "+++\nquestions = [\"where is my parcel\"]\nsynonyms = [\"shipment\", \"consignment\"]\n+++\nOn its way.",
        ),
        ("pay.md", "+++\nquestions = [\"how can I pay\"]\n+++\nBy card."),
    ]);
    assert_eq!(asked(&bot, "shipment?"), ["On its way."]);
}

#[test]
fn below_the_floor_it_offers_what_comes_near_and_a_person() {
    let actions = shop().answer(&question("do you sell open sandwiches with pickled cucumber in denmark"));
    let [say] = says(&actions).try_into().unwrap();
    assert!(say.unsure);
    let labels: Vec<&str> = say.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Opening hours", "Talk to a person"]);
    assert_eq!(say.choices[0].action, ChoiceAction::Postback("hours".to_owned()));
    assert_eq!(say.choices[1].action, ChoiceAction::Handoff { skill: None });
    assert_eq!(actions.len(), 1, "it calls nobody by itself");
}

#[test]
fn what_it_does_not_know_twice_it_says_in_other_words() {
    let first = shop().answer(&question("xyzzy"));
    let second = shop().answer(&with(question("xyzzy"), "baton.unanswered", "1"));
    assert!(says(&first)[0].unsure && says(&second)[0].unsure);
    assert!(said(&first)[0].contains("other words"), "{first:?}");
    assert!(said(&second)[0].contains("A person can help"), "{second:?}");
}

#[test]
fn its_own_words_may_be_the_sites() {
    let bot = bot(&[
        ("a.md", "+++\nquestions = [\"alpha\"]\n+++\nA."),
        ("_unknown.md", "+++\n+++\nNo idea, sorry."),
        ("_unknown.de.md", "+++\nid = \"_unknown\"\nlocale = \"de\"\n+++\nKeine Ahnung."),
        ("_person.md", "+++\n+++\nFetch someone"),
    ]);
    let say = says(&bot.answer(&question("xyzzy"))).remove(0);
    assert_eq!((say.markdown.as_str(), say.choices[0].label.as_str()), ("No idea, sorry.", "Fetch someone"));
    let german = first_question("xyzzy", Some("de-AT"), None);
    assert_eq!(said(&bot.answer(&german)), ["Keine Ahnung."]);
    assert_eq!(said(&bot.answer(&question("No idea, sorry."))), ["No idea, sorry."], "by no question");
    assert!(says(&bot.answer(&question("no idea"))).remove(0).unsure);
}

#[test]
fn each_visitor_is_answered_in_their_language_and_else_in_the_sites() {
    let bot = bot(&[
        ("hours.md", "+++\nquestions = [\"when are you open\"]\n+++\nNine to five."),
        (
            "hours.de.md",
            "+++\nid = \"hours\"\nlocale = \"de\"\nquestions = [\"wann habt ihr geöffnet\"]\n+++\nNeun bis fünf.",
        ),
        ("pay.md", "+++\nquestions = [\"how can I pay\"]\n+++\nBy card."),
    ]);
    let in_german = |text: &str| said(&bot.answer(&first_question(text, Some("de"), None)));
    assert_eq!(in_german("Wann öffnet ihr?"), ["Neun bis fünf."]);
    assert_eq!(in_german("how can I pay"), ["By card."]);
    let pressed = Turn { locale: Some("de-CH".to_owned()), ..pressed("hours") };
    assert_eq!(said(&bot.answer(&pressed)), ["Neun bis fünf."]);
    assert_eq!(asked(&bot, "when are you open"), ["Nine to five."]);
}

#[test]
fn what_is_typed_so_far_brings_titles() {
    let titles = |typed: &str| shop().suggest(typed, None).into_iter().map(|choice| choice.label).collect::<Vec<_>>();
    assert_eq!(titles("how do I ret"), ["Returns"]);
    assert_eq!(titles("op"), ["Opening hours"]);
    assert_eq!(titles("zzz"), [""; 0]);
    assert_eq!(titles(""), [""; 0]);
}
