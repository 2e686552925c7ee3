use super::*;
use crate::bot::Call;
use baton_protocol::FormField;

#[test]
fn a_button_leads_to_its_item_whatever_its_label_says() {
    assert_eq!(said(&shop().answer(&pressed("hours"))), ["Monday to Friday, 9 to 5."]);
}

#[test]
fn an_item_with_handoff_calls_for_a_person_after_its_answer() {
    let actions = shop().answer(&question("can I talk to a human"));
    assert_eq!(said(&actions), ["I will get someone."]);
    assert_eq!(actions.last(), Some(&Action::HandOff(Call::default())));
}

#[test]
fn without_people_nobody_is_offered() {
    let folder =
        folder(&[("a.md", "+++\nbuttons = [{label = \"A person\", handoff = true}]\nhandoff = true\n+++\nalpha")]);
    let bot = Knowledge::open(folder.path(), Settings { handoff: false, ..settings() }).unwrap();
    let actions = bot.answer(&question("alpha"));
    assert!(matches!(actions.last(), Some(Action::Say(say)) if say.choices.is_empty()), "{actions:?}");
}

#[test]
fn a_button_may_ask_where_the_visitor_is_and_then_leads_nowhere_else() {
    let bot = bot(&[("a.md", "+++\nbuttons = [{label = \"I am here\", location = true}]\n+++\nalpha")]);
    let actions = bot.answer(&question("alpha"));
    let Some(Action::Say(say)) = actions.last() else { panic!("{actions:?}") };
    assert_eq!(say.choices, [Choice { label: "I am here".to_owned(), action: ChoiceAction::Location {} }]);
    let folder = folder(&[("a.md", "+++\nbuttons = [{label = \"A\", location = true, handoff = true}]\n+++\nalpha")]);
    let problems = Knowledge::open(folder.path(), settings()).unwrap_err();
    assert!(problems[0].to_string().contains("leads elsewhere too"), "{problems:?}");
}

#[test]
fn what_a_question_tells_is_captured_and_filled_in() {
    let bot = bot(&[(
        "where.md",
        "+++\nquestions = [\"where is my order\"]\nset = { topic = \"shipping\" }\ncapture = [{ variable = \"mail\", kind = \"email\" }, { variable = \"order\", pattern = \"#?([0-9]{4})\" }]\n+++\nOrder {{order}} is on its way, {{mail}}.",
    )]);
    let actions = bot.answer(&question("where is my order 4711, ada_l@example.org"));
    let set = |name: &str, value: &str| Action::Set { name: name.to_owned(), value: value.to_owned() };
    for expected in [set("topic", "shipping"), set("mail", "ada_l@example.org"), set("order", "4711")] {
        assert!(actions.contains(&expected), "{expected:?} in {actions:?}");
    }
    assert_eq!(said(&actions), ["Order 4711 is on its way, ada\\_l\\@example\\.org."]);
}

#[test]
fn a_form_is_asked_and_its_answer_goes_on() {
    let bot = bot(&[
        (
            "refund.md",
            "+++\nquestions = [\"refund\"]\n[form]\nlead = \"About which order?\"\noptional = true\nthen = \"_filled\"\nskipped = \"_skip\"\nfields = [{ name = \"order\", label = \"Order\", kind = \"number\", required = true }]\n+++\nLet us see.",
        ),
        ("_filled.md", "+++\nhandoff = \"billing\"\n+++\nOrder {{order}}, thanks."),
        ("_skip.md", "+++\n+++\nAs you like."),
    ]);
    let actions = bot.answer(&question("refund"));
    let Some(Action::Ask(ask)) = actions.last() else { panic!("{actions:?}") };
    assert_eq!((ask.lead.as_str(), ask.optional), ("About which order?", true));
    assert!(matches!(&ask.fields[..], [FormField::Text(field)] if field.name == "order" && field.required));
    let remembered = actions.iter().find_map(|action| match action {
        Action::Set { name, value } => Some((name.clone(), value.clone())),
        _ => None,
    });
    let (name, value) = remembered.unwrap();
    let answered = |form: BTreeMap<String, String>| {
        let turn = with(turn(Said { form: Some(form), ..Said::default() }), &name, &value);
        bot.answer(&with(turn, "order", "4711"))
    };
    let filled = answered(BTreeMap::from([("order".to_owned(), "4711".to_owned())]));
    assert_eq!(said(&filled), ["Order 4711, thanks."]);
    assert_eq!(filled.last(), Some(&Action::HandOff(Call::skill(Some("billing".to_owned())))));
    assert_eq!(said(&answered(BTreeMap::new())), ["As you like."]);
    let elsewhere = bot.answer(&turn(Said { form: Some(BTreeMap::new()), ..Said::default() }));
    assert_eq!(said(&elsewhere), ["All right. What else can I do for you?"], "a form that nobody remembers");
}

#[test]
fn an_item_may_go_on_to_another_and_end() {
    let bot = bot(&[
        ("bye.md", "+++\nquestions = [\"goodbye\"]\ngoto = \"_end\"\n+++\nGoodbye."),
        ("_end.md", "+++\nend = true\n+++\nIt was a pleasure."),
        ("loop.md", "+++\nquestions = [\"loop\"]\ngoto = \"loop\"\n+++\nAgain."),
    ]);
    let actions = bot.answer(&question("goodbye"));
    assert_eq!(said(&actions), ["Goodbye.", "It was a pleasure."]);
    assert_eq!(actions.last(), Some(&Action::End));
    assert_eq!(asked(&bot, "loop").len(), 8, "it stops");
}

#[test]
fn an_item_is_there_only_where_its_conditions_hold() {
    let bot = bot(&[
        ("help.md", "+++\nquestions = [\"help me\"]\n+++\nHow?"),
        (
            "gold.md",
            "+++\nid = \"help\"\nquestions = [\"help me\"]\nwhen = { variables = { plan = \"gold*\" } }\n+++\nAt once.",
        ),
        (
            "cart.md",
            "+++\nid = \"help\"\nquestions = [\"help me\"]\nwhen = { pages = [\"*/cart\"] }\n+++\nWith paying?",
        ),
        (
            "night.md",
            "+++\nid = \"help\"\nquestions = [\"help me\"]\nwhen = { hours = \"closed\", missing = [\"mail\"] }\n+++\nIn the morning.",
        ),
    ]);
    let help = || question("help me");
    assert_eq!(said(&bot.answer(&help())), ["How?"]);
    assert_eq!(said(&bot.answer(&with(help(), "plan", "gold-2"))), ["At once."]);
    let in_cart = first_question("help me", None, Some("https://shop.example/cart"));
    assert_eq!(said(&bot.answer(&in_cart)), ["With paying?"]);
    let closed = || with(help(), "baton.available", "no");
    assert_eq!(said(&bot.answer(&closed())), ["In the morning."]);
    assert_eq!(said(&bot.answer(&with(closed(), "mail", "x"))), ["How?"]);
    assert_eq!(said(&bot.answer(&with(help(), "baton.available", "unknown"))), ["How?"]);
    assert_eq!(said(&bot.answer(&with(pressed("help"), "plan", "gold"))), ["At once."]);
}

#[test]
fn cards_stand_below_the_answer() {
    let bot = bot(&[
        (
            "fern.md",
            "+++\nquestions = [\"shade plants\"]\n[[cards]]\ntitle = \"Fern\"\ntext = \"Likes shade.\"\nimage = \"https://shop.example/fern.jpg\"\nbuttons = [{ label = \"Care\", postback = \"care\" }]\n+++\nThese:",
        ),
        ("care.md", "+++\nquestions = [\"care\"]\n+++\nWater it."),
    ]);
    let say = says(&bot.answer(&question("shade plants"))).remove(0);
    assert_eq!(say.cards.len(), 1);
    assert_eq!(say.cards[0].choices[0].action, ChoiceAction::Postback("care".to_owned()));
}
