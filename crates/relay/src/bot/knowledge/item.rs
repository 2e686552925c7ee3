//! An item: one thing people ask, and what becomes of it.

use super::capture::Capture;
use super::condition::Condition;
use baton_protocol::TextField;
use std::collections::BTreeMap;

/// How the ids of items begin that no question leads to: the bot's own words, and what only buttons lead to.
pub(super) const HIDDEN: char = '_';

/// An item of knowledge.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its id, which buttons name. Items of several languages may share one.
    pub id: String,
    /// How it is offered.
    pub title: String,
    /// The language it is for, as BCP 47; the site's where none is named.
    pub locale: Option<String>,
    /// Questions it answers.
    pub questions: Vec<String>,
    /// Words that mean it too.
    pub synonyms: Vec<String>,
    /// The answer, Markdown, with `{{variable}}` for what is known; empty where it only acts.
    pub answer: String,
    /// Buttons below the answer.
    pub buttons: Vec<Button>,
    /// Cards below the answer.
    pub cards: Vec<ItemCard>,
    /// What is asked after the answer.
    pub form: Option<ItemForm>,
    /// What is taken out of the question.
    pub capture: Vec<Capture>,
    /// Variables that are set.
    pub set: BTreeMap<String, String>,
    /// When it is there at all.
    pub when: Condition,
    /// What follows.
    pub then: Then,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub target: Target,
}

/// Where a button leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an item.
    Item(String),
    /// To an address.
    Link(String),
    /// To a person, with the skill where one is named.
    Person(Option<String>),
    /// To the visitor's own words of where they are.
    Location,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemCard {
    /// Its title.
    pub title: String,
    /// What it says, Markdown.
    pub text: String,
    /// The address of a picture, shown as a link.
    pub image: Option<String>,
    /// Its buttons.
    pub buttons: Vec<Button>,
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemForm {
    /// What is said above it, Markdown.
    pub lead: String,
    /// Its fields; what is filled in becomes variables.
    pub fields: Vec<TextField>,
    /// Whether it may be left out.
    pub optional: bool,
    /// The item that follows where it was filled in.
    pub then: Option<String>,
    /// The item that follows where it was left out.
    pub skipped: Option<String>,
}

/// What follows an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Then {
    /// Whether a person is called for; with the skill, where one is named.
    pub handoff: Option<Option<String>>,
    /// The item that goes on.
    pub goto: Option<String>,
    /// Whether the conversation ends.
    pub end: bool,
}

impl Item {
    /// Whether questions lead to it.
    pub fn is_hidden(&self) -> bool {
        self.id.starts_with(HIDDEN)
    }

    /// Every item it leads to.
    pub fn leads_to(&self) -> impl Iterator<Item = &str> {
        let cards = self.cards.iter().flat_map(|card| &card.buttons);
        let buttons = self.buttons.iter().chain(cards).filter_map(|button| match &button.target {
            Target::Item(id) => Some(id.as_str()),
            _ => None,
        });
        let form = self.form.iter().flat_map(|form| form.then.iter().chain(&form.skipped));
        buttons.chain(form.map(String::as_str)).chain(self.then.goto.as_deref())
    }

    /// Every skill it names.
    pub fn skills(&self) -> impl Iterator<Item = &str> {
        let cards = self.cards.iter().flat_map(|card| &card.buttons);
        let buttons = self.buttons.iter().chain(cards).filter_map(|button| match &button.target {
            Target::Person(skill) => skill.as_deref(),
            _ => None,
        });
        buttons.chain(self.then.handoff.iter().flatten().map(String::as_str))
    }
}
