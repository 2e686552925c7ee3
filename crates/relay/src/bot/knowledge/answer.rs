//! What the bot says to a turn.

use super::{Item, Knowledge, Target};
use crate::bot::{Action, Call, Say, Turn};
use baton_protocol::{Choice, ChoiceAction};

/// Items offered when none is sure enough.
const OFFERS: usize = 3;
/// The least confidence with which an item is offered.
const OFFER_FLOOR: f64 = 0.1;
/// The variable that counts questions in a row without an answer.
const UNANSWERED: &str = "baton.unanswered";

/// The actions that answer a turn: each thing said is answered once, the last button pressed first of all.
pub(super) fn to(bot: &Knowledge, turn: &Turn) -> Vec<Action> {
    if let Some(item) = turn.said.iter().rev().find_map(|said| said.payload.as_deref()).and_then(|id| bot.item(id)) {
        return answered(bot, item);
    }
    let found = bot.index.find(&turn.text());
    if let Some(best) = found.first().filter(|best| best.confidence >= bot.settings.floor)
        && let Some(item) = bot.items.get(best.place)
    {
        return answered(bot, item);
    }
    let offers: Vec<&Item> = found
        .iter()
        .filter(|found| found.confidence >= OFFER_FLOOR)
        .filter_map(|found| bot.items.get(found.place))
        .take(OFFERS)
        .collect();
    unanswered(bot, turn, &offers)
}

fn answered(bot: &Knowledge, item: &Item) -> Vec<Action> {
    let mut actions = Vec::new();
    if !item.answer.is_empty() {
        let choices = item.buttons.iter().filter_map(|button| choice(bot, &button.label, &button.target)).collect();
        actions.push(Action::Say(Say { markdown: item.answer.clone(), choices, ..Say::default() }));
    }
    if let Some(skill) = &item.handoff
        && bot.settings.handoff
    {
        actions.push(Action::HandOff(Call::skill(skill.clone())));
    }
    actions
}

fn choice(bot: &Knowledge, label: &str, target: &Target) -> Option<Choice> {
    let action = match target {
        Target::Item(id) => ChoiceAction::Postback(id.clone()),
        Target::Link(link) => ChoiceAction::Link(link.clone()),
        Target::Person(skill) if bot.settings.handoff => ChoiceAction::Handoff { skill: skill.clone() },
        Target::Person(_) => return None,
    };
    Some(Choice { label: label.to_owned(), action })
}

fn unanswered(bot: &Knowledge, turn: &Turn, offers: &[&Item]) -> Vec<Action> {
    let before: u32 = turn.variables.get(UNANSWERED).and_then(|count| count.parse().ok()).unwrap_or(0);
    let mut choices: Vec<Choice> = offers
        .iter()
        .map(|item| Choice { label: item.title.clone(), action: ChoiceAction::Postback(item.id.clone()) })
        .collect();
    if bot.settings.handoff {
        let action = ChoiceAction::Handoff { skill: None };
        choices.push(Choice { label: "Talk to a person".to_owned(), action });
    }
    let markdown = match (offers.is_empty(), before, bot.settings.handoff) {
        (false, _, _) => "I am not sure I understood. Did you mean one of these?",
        (true, 0, _) => "I do not have an answer to that. Could you put it in other words?",
        (true, _, true) => "I still do not have an answer to that. A person can help you.",
        (true, _, false) => "I still do not have an answer to that, sorry.",
    };
    vec![Action::Say(Say { markdown: markdown.to_owned(), choices, unsure: true, ..Say::default() })]
}
