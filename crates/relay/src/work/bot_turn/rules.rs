//! The site's rules around its bot: words that call for a person, what is too much, and whom nobody comes for.

use super::{act, calls};
use crate::bot::{Action, Call, Cause, Say, Turn};
use crate::core::{Core, Site};
use crate::identity;
use crate::store::WorkRow;
use crate::visitor::Profile;
use baton_protocol::{Choice, ChoiceAction, limits};
use std::sync::Arc;

/// Bytes of the Markdown of one thing said: with its buttons it has to fit a frame.
const MARKDOWN_BYTES: usize = 16 * 1024;
/// Characters of a button's label, and of a card's title.
const LABEL_CHARS: usize = 128;
/// How the names of variables begin that are the relay's own.
const OWN: &str = "baton.";

/// What is done without asking the bot: a word or a button calls for a person.
pub(super) fn without_bot(site: &Site, turn: &Turn) -> Option<Vec<Action>> {
    if !site.config.offers_handoff() {
        return None;
    }
    let (name, keyword) = site.keyword(turn)?;
    tracing::info!(conversation.id = %turn.conversation, site = %site.name, keyword = name, "a keyword calls for a person");
    let reply = keyword.reply.trim();
    let reply = (!reply.is_empty()).then(|| Action::Say(Say::text(reply)));
    let call = Call { skill: keyword.skill.clone(), cause: Cause::Keyword, summary: None };
    Some(reply.into_iter().chain([Action::HandOff(call)]).collect())
}

/// What the bot does, without what is not its to do, and cut to what can be shown.
pub(super) fn tame(site: &Site, actions: Vec<Action>) -> Vec<Action> {
    let warn = |what: &str| tracing::warn!(site = %site.name, "the bot's answer was cut: {what}");
    let mut tamed = Vec::with_capacity(actions.len());
    for action in actions {
        match action {
            Action::Set { name, .. } if name.starts_with(OWN) || name.is_empty() => {
                warn("variables that begin with `baton.` are the relay's own");
            }
            Action::Say(say) => tamed.push(Action::Say(shortened(say, warn))),
            Action::Ask(mut ask) => {
                if ask.fields.len() > limits::FORM_FIELDS {
                    warn("too many fields in a form");
                    ask.fields.truncate(limits::FORM_FIELDS);
                }
                if !ask.fields.is_empty() {
                    tamed.push(Action::Ask(ask));
                }
            }
            action => tamed.push(action),
        }
    }
    tamed
}

fn shortened(mut say: Say, warn: impl Fn(&str)) -> Say {
    if say.markdown.len() > MARKDOWN_BYTES {
        warn("a text was too long");
        let end = say.markdown.floor_char_boundary(MARKDOWN_BYTES);
        say.markdown.truncate(end);
        say.markdown.push('…');
    }
    if say.choices.len() > limits::CHOICES || say.cards.len() > limits::CARDS {
        warn("too many buttons or cards");
    }
    say.choices.truncate(limits::CHOICES);
    say.cards.truncate(limits::CARDS);
    let per_card = MARKDOWN_BYTES / limits::CARDS / 2;
    for card in &mut say.cards {
        card.choices.truncate(limits::CHOICES);
        card.title = card.title.chars().take(LABEL_CHARS).collect();
        let end = card.markdown.floor_char_boundary(per_card);
        card.markdown.truncate(end);
        card.image.take_if(|image| !image.starts_with("https://") || image.len() > limits::URL_CHARS);
    }
    let choices = say.choices.iter_mut().chain(say.cards.iter_mut().flat_map(|card| card.choices.iter_mut()));
    choices.for_each(|choice| choice.label = choice.label.chars().take(LABEL_CHARS).collect());
    say
}

/// After so many questions in a row without an answer a person is called, where the site wants that.
pub(super) fn after_too_many(site: &Site, before: u32, mut actions: Vec<Action>) -> Vec<Action> {
    let most = site.config.handoff_after_unanswered;
    let count = act::unanswered(before, &actions);
    let is_due = most > 0 && count >= most && count > before;
    if is_due && site.config.offers_handoff() && !calls(&actions) {
        tracing::info!(site = %site.name, unanswered = count, "a person is called for: the bot had no answer");
        actions.push(Action::HandOff(Call { cause: Cause::Unsure, ..Call::default() }));
    }
    actions
}

/// A bot's call for a person is spent like a visitor's: who talks it into calling would otherwise have no budget.
pub(super) fn within_budget(core: &Core, row: &WorkRow, site: &Site, actions: Vec<Action>) -> Vec<Action> {
    if !calls(&actions) {
        return actions;
    }
    let Err(refusal) = core.budgets.handoff(&row.conversation, &site.name) else { return actions };
    tracing::warn!(conversation.id = %row.conversation, reason = %refusal.message, "a bot's handoff was refused");
    without_person(actions, "I cannot call a person just now. Please try again later.")
}

/// A bot's call for a person is refused like a visitor's where the site calls one only for those it knows.
pub(super) fn for_the_known(row: &WorkRow, site: &Site, profile: &Profile, actions: Vec<Action>) -> Vec<Action> {
    if !calls(&actions) {
        return actions;
    }
    let Some(refusal) = identity::refuses_person(&site.config, profile) else { return actions };
    tracing::info!(conversation.id = %row.conversation, reason = %refusal.message, "a bot's handoff was refused");
    without_person(actions, "I can call a person once you are signed in on this site. Please sign in, then ask again.")
}

/// The actions without the call for a person, and what is said instead.
fn without_person(actions: Vec<Action>, instead: &str) -> Vec<Action> {
    let kept = actions.into_iter().filter(|action| !matches!(action, Action::HandOff(_)));
    kept.chain([Action::Say(Say::text(instead))]).collect()
}

/// What is said when the bot cannot answer: never nothing, and always a way on.
pub(super) fn apology(site: &Arc<Site>) -> Vec<Action> {
    let choices = match site.config.offers_handoff() {
        true => vec![Choice { label: "Talk to a person".to_owned(), action: ChoiceAction::Handoff { skill: None } }],
        false => Vec::new(),
    };
    let markdown = "Sorry, I cannot answer just now. Please try again in a moment.".to_owned();
    vec![Action::Say(Say { markdown, choices, ..Say::default() })]
}
