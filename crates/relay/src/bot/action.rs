//! What a bot does.

use baton_protocol::{Choice, FormField, TextKind};

/// What a bot does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Says something.
    Say(Say),
    /// More of the text it is about to say: shown as a draft, replaced by the `Say` that follows.
    Stream(String),
    /// Asks something by a form. What is filled in is set as variables, and comes with the next turn.
    Ask(Ask),
    /// Remembers something for the rest of the conversation.
    Set {
        /// The variable. Names that begin with `baton.` are the relay's own, and are refused from outside.
        name: String,
        /// Its value.
        value: String,
    },
    /// Counts against the conversation's budget at a bot that costs money. No bot outside the relay can say it.
    Spend {
        /// Questions it answered.
        turns: u64,
        /// Tokens it used up.
        tokens: u64,
    },
    /// Calls for a person.
    HandOff(Call),
    /// Ends the conversation: what the visitor says next begins anew, without the variables.
    End,
}

/// Something said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Say {
    /// The text, Markdown.
    pub markdown: String,
    /// The buttons below it.
    pub choices: Vec<Choice>,
    /// The cards below it.
    pub cards: Vec<SaidCard>,
    /// Whether the bot itself says that this is no answer: such answers are counted, and reported.
    pub unsure: bool,
}

/// A card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidCard {
    /// Its title.
    pub title: String,
    /// What it says, Markdown.
    pub markdown: String,
    /// The address of a picture; `https:` alone.
    pub image: Option<String>,
    /// Its buttons.
    pub choices: Vec<Choice>,
}

/// A form. Its fields are [`FormField::Text`] and [`FormField::Agree`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// What is said above it, Markdown.
    pub lead: String,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A call for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The skill, by its configured name.
    pub skill: Option<String>,
    /// Why.
    pub cause: Cause,
    /// What the agents should know, as plain text: shown to them as the bot's words, which visitors can lead.
    pub summary: Option<String>,
}

/// Why a bot calls for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// It decided so.
    #[default]
    Decided,
    /// It failed.
    Failed,
    /// It had no answer several times in a row.
    Unsure,
    /// The visitor used a word, or a button, for which the site calls one.
    Keyword,
}

/// How a field is filled in, by the word that authors of bots use.
pub(super) fn field_kind(word: &str) -> Option<TextKind> {
    Some(match word {
        "line" => TextKind::Line,
        "long" => TextKind::Long,
        "email" => TextKind::Email,
        "phone" => TextKind::Phone,
        "number" => TextKind::Number,
        "date" => TextKind::Date,
        _ => return None,
    })
}

impl Cause {
    /// The word for it in metrics.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decided => "bot",
            Self::Failed => "bot_failed",
            Self::Unsure => "bot_unsure",
            Self::Keyword => "keyword",
        }
    }
}

impl Say {
    /// Something said without buttons.
    pub fn text(markdown: impl Into<String>) -> Self {
        Self { markdown: markdown.into(), ..Self::default() }
    }
}

impl Call {
    /// A call for a skill.
    pub fn skill(skill: Option<String>) -> Self {
        Self { skill, ..Self::default() }
    }
}
