//! What the bot says to a turn.

use super::item::{Button, Item, ItemCard, ItemForm, Target};
use super::library::Library;
use super::{Settings, words};
use crate::bot::{Action, Ask, Call, SaidCard, Say, Turn};
use baton_protocol::{Choice, ChoiceAction, FormField};
use std::collections::BTreeMap;

/// Items offered when none is sure enough.
const OFFERS: usize = 3;
/// The least confidence with which an item is offered.
const OFFER_FLOOR: f64 = 0.1;
/// Items that may lead from one to the next within one turn.
const STEPS: usize = 8;
/// The variable that counts questions in a row without an answer; the relay's own.
const UNANSWERED: &str = "baton.unanswered";
/// The variable that remembers which item's form waits.
const FORM: &str = "_form";

/// The bot at one turn.
pub(super) struct Answer<'a> {
    pub(super) library: &'a Library,
    pub(super) settings: &'a Settings,
    pub(super) turn: &'a Turn,
    /// What is known by now, with what this turn has taught.
    variables: BTreeMap<String, String>,
    actions: Vec<Action>,
}

/// The actions that answer a turn.
pub(super) fn to(library: &Library, settings: &Settings, turn: &Turn) -> Vec<Action> {
    let variables = turn.variables.clone();
    let mut answer = Answer { library, settings, turn, variables, actions: Vec::new() };
    answer.begin();
    answer.actions
}

impl Answer<'_> {
    /// The last button pressed first of all, then a form that was answered, then what was asked.
    fn begin(&mut self) {
        let (library, turn) = (self.library, self.turn);
        let pressed = turn.said.iter().rev().find_map(|said| said.payload.as_deref());
        if let Some(item) = pressed.and_then(|id| library.item(id, turn)) {
            return self.go(item);
        }
        if let Some(filled) = turn.said.iter().rev().find_map(|said| said.form.as_ref()) {
            return self.after_form(filled);
        }
        let found = library.find(&turn.text(), turn);
        if let Some(best) = found.first().filter(|best| best.confidence >= self.settings.floor) {
            return self.go(best.item);
        }
        let offers = found.iter().filter(|found| found.confidence >= OFFER_FLOOR).map(|found| found.item);
        let offers: Vec<&Item> = offers.take(OFFERS).collect();
        self.unanswered(&offers);
    }

    /// Answers with an item, and with those it leads on to.
    fn go(&mut self, first: &Item) {
        let (library, turn) = (self.library, self.turn);
        let mut next = Some(first);
        for _ in 0..STEPS {
            let Some(item) = next.take() else { return };
            self.learn(item);
            self.say(item);
            if let Some(form) = &item.form {
                return self.ask(&item.id, form);
            }
            if let Some(skill) = &item.then.handoff
                && self.settings.handoff
            {
                self.actions.push(Action::HandOff(Call::skill(skill.clone())));
            }
            if item.then.end {
                self.actions.push(Action::End);
                return;
            }
            next = item.then.goto.as_deref().and_then(|id| library.item(id, turn));
        }
        tracing::warn!(item = %first.id, "items lead on and on from one to the next; the bot stopped");
    }

    /// Remembers what the item sets, and what it takes out of the question.
    fn learn(&mut self, item: &Item) {
        let text = self.turn.text();
        let taken =
            item.capture.iter().filter_map(|capture| Some((capture.variable.clone(), capture.pattern.find(&text)?)));
        let set = item.set.iter().map(|(name, value)| (name.clone(), value.clone()));
        for (name, value) in set.chain(taken) {
            self.set(name, value);
        }
    }

    fn set(&mut self, name: String, value: String) {
        self.variables.insert(name.clone(), value.clone());
        self.actions.push(Action::Set { name, value });
    }

    fn say(&mut self, item: &Item) {
        if item.answer.is_empty() && item.cards.is_empty() {
            return;
        }
        let say = Say {
            markdown: words::filled(&item.answer, &self.variables),
            choices: self.choices(&item.buttons),
            cards: item.cards.iter().map(|card| self.card(card)).collect(),
            unsure: false,
        };
        self.actions.push(Action::Say(say));
    }

    fn card(&self, card: &ItemCard) -> SaidCard {
        SaidCard {
            title: card.title.clone(),
            markdown: words::filled(&card.text, &self.variables),
            image: card.image.clone(),
            choices: self.choices(&card.buttons),
        }
    }

    fn choices(&self, buttons: &[Button]) -> Vec<Choice> {
        buttons.iter().filter_map(|button| self.choice(button)).collect()
    }

    fn choice(&self, button: &Button) -> Option<Choice> {
        let action = match &button.target {
            Target::Item(id) => ChoiceAction::Postback(id.clone()),
            Target::Link(link) => ChoiceAction::Link(link.clone()),
            Target::Person(skill) if self.settings.handoff => ChoiceAction::Handoff { skill: skill.clone() },
            Target::Person(_) => return None,
            Target::Location => ChoiceAction::Location {},
        };
        Some(Choice { label: button.label.clone(), action })
    }

    fn ask(&mut self, id: &str, form: &ItemForm) {
        self.set(FORM.to_owned(), id.to_owned());
        let fields = form.fields.iter().cloned().map(FormField::Text).collect();
        let lead = words::filled(&form.lead, &self.variables);
        self.actions.push(Action::Ask(Ask { lead, fields, optional: form.optional }));
    }

    /// Goes on where the form leads. What was filled in is known as variables by now.
    fn after_form(&mut self, filled: &BTreeMap<String, String>) {
        let (library, turn) = (self.library, self.turn);
        let asked = self.variables.get(FORM).and_then(|id| library.item(id, turn));
        let form = asked.and_then(|item| item.form.as_ref());
        let next = form.and_then(|form| if filled.is_empty() { form.skipped.as_deref() } else { form.then.as_deref() });
        match next.and_then(|id| library.item(id, turn)) {
            Some(item) => self.go(item),
            None => {
                let word = if filled.is_empty() { words::SKIPPED } else { words::THANKS };
                self.actions.push(Action::Say(Say::text(self.own(word))));
            }
        }
    }

    fn unanswered(&mut self, offers: &[&Item]) {
        let before: u32 = self.turn.variables.get(UNANSWERED).and_then(|count| count.parse().ok()).unwrap_or(0);
        let mut choices: Vec<Choice> = offers
            .iter()
            .map(|item| Choice { label: item.title.clone(), action: ChoiceAction::Postback(item.id.clone()) })
            .collect();
        if self.settings.handoff {
            choices.push(Choice { label: self.own(words::PERSON), action: ChoiceAction::Handoff { skill: None } });
        }
        let word = match (offers.is_empty(), before, self.settings.handoff) {
            (false, _, _) => words::UNSURE,
            (true, 0, _) => words::UNKNOWN,
            (true, _, true) => words::UNKNOWN_AGAIN,
            (true, _, false) => words::UNKNOWN_ALONE,
        };
        self.actions.push(Action::Say(Say { markdown: self.own(word), choices, unsure: true, ..Say::default() }));
    }

    /// The bot's own words, as the folder has them, else in English.
    fn own(&self, word: words::Word) -> String {
        match self.library.item(word.id, self.turn) {
            Some(item) if !item.answer.is_empty() => words::filled(&item.answer, &self.variables),
            _ => word.english.to_owned(),
        }
    }
}
