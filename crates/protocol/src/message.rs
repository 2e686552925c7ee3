//! Messages: what visitors, bots and agents say.

use crate::{Agent, Block, FileId, FormId, TurnId};
use serde::{Deserialize, Serialize};

/// A message a client asks to send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Plain text; may be empty beside a file, a button or a form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Uploaded files, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// The button that was pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postback: Option<Postback>,
    /// The form that was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormReply>,
}

/// A message of the visitor, as the log keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorMessage {
    /// Plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// The button that was pressed; `text` has its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postback: Option<Postback>,
    /// The form that was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormReply>,
}

/// A message of the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotMessage {
    /// The turn it belongs to; it replaces that turn's draft.
    pub turn: TurnId,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Buttons below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Cards below it, side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// Whether the bot itself says that this is no answer. The widget shows it like any other; reports count it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    /// Whether the visitor stopped it: then it is what had been said by then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
}

impl BotMessage {
    /// Something said, and nothing beside it.
    pub fn new(turn: TurnId, blocks: Vec<Block>) -> Self {
        Self { turn, blocks, choices: Vec::new(), cards: Vec::new(), unsure: false, stopped: false }
    }
}

/// A card: something with a title, a picture behind a link, and buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The address of a picture, `https:` alone. No picture of a bot loads by itself: it is shown as a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Buttons on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

/// A message that came from the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentMessage {
    /// The human who wrote it; none for an automatic message of the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// When the desk says it was received, in milliseconds; orders messages that arrived out of order.
    pub desk_at: i64,
    /// The desk's id of it; orders two of the same millisecond.
    pub desk_id: String,
}

/// A file of a conversation, fetched by its id with the session's header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Its id.
    pub id: FileId,
    /// The name shown; no path, no control characters.
    pub name: String,
    /// The media type found in its bytes, or `application/octet-stream`.
    pub media_type: String,
    /// Bytes; 0 where the desk did not say.
    pub bytes: u64,
}

impl FileRef {
    /// Whether browsers may show it in place: the four picture types whose bytes were checked. All else downloads.
    pub fn is_picture(&self) -> bool {
        matches!(self.media_type.as_str(), "image/png" | "image/jpeg" | "image/webp" | "image/gif")
    }
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it says.
    pub label: String,
    /// What it does.
    pub action: ChoiceAction,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChoiceAction {
    /// Tells the bot, with this payload.
    Postback(String),
    /// Opens an address.
    Link(String),
    /// Asks for a person.
    Handoff {
        /// The skill to ask for, by its configured name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skill: Option<String>,
    },
    /// Asks the visitor's browser where it is, and says so for them.
    Location {},
}

/// A pressed button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postback {
    /// The payload it carried.
    pub payload: String,
}

/// A form in the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its id.
    pub id: FormId,
    /// What is said above it; readers have words for the forms of the system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lead: Vec<Block>,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FormField {
    /// The visitor's name.
    Name {
        /// Whether it must be filled in.
        required: bool,
    },
    /// The visitor's e-mail address.
    Email {
        /// Whether it must be filled in.
        required: bool,
    },
    /// What the visitor wants to tell people who are not there now. A form that has it is left unanswered by an answer
    /// without values.
    Message {
        /// Whether it must be filled in.
        required: bool,
    },
    /// Whether the answer to that is to come by e-mail.
    AnswerByEmail {
        /// The address known already; without one it is the one that is typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
    },
    /// How it was with the agent, from 1 to `RATING_BEST`. A form that has it may always be left out, and goes on waiting
    /// while the bot has the conversation again.
    Rating {},
    /// What the visitor adds to that.
    Comment {},
    /// Something that a bot or the site asks for.
    Text(TextField),
    /// Something the visitor agrees to, or not.
    Agree {
        /// To what.
        text: Vec<Block>,
        /// Whether the form is answered only by whoever does.
        required: bool,
    },
}

/// A field with a name of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextField {
    /// The name of what is filled in: the bot's variable, or the site's field.
    pub name: String,
    /// What the visitor reads.
    pub label: String,
    /// How it is filled in.
    #[serde(default)]
    pub kind: TextKind,
    /// Whether it must be filled in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// What there is to choose from; anything may be typed where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// How a text is filled in. Words alone, so that an older reader asks for a line where it does not know better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TextKind {
    /// Several lines.
    Long,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A line.
    #[default]
    #[serde(other)]
    Line,
}

/// A filled-in form; without values where the visitor skipped it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReply {
    /// The form.
    pub form: FormId,
    /// What was filled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<FormValue>,
}

/// One answer of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FormValue {
    /// The visitor's name.
    Name(String),
    /// The visitor's e-mail address.
    Email(String),
    /// What the visitor leaves for people to read. In the log it is the message's text.
    Message(String),
    /// Whether the answer to that is to come by e-mail. In the log every message that was left says so or not.
    AnswerByEmail(bool),
    /// How it was, from 1, the worst, to `RATING_BEST`.
    Rating(u8),
    /// What the visitor adds to that.
    Comment(String),
    /// What was filled into a field with a name.
    Text {
        /// The field's name.
        name: String,
        /// What was filled in.
        value: String,
    },
    /// Whether the visitor agrees.
    Agree(bool),
}

impl FormField {
    /// Whether it asks for a message to be left.
    pub fn is_message(&self) -> bool {
        matches!(self, Self::Message { .. })
    }

    /// Whether it must be filled in.
    pub fn is_required(&self) -> bool {
        match self {
            Self::Name { required }
            | Self::Email { required }
            | Self::Message { required }
            | Self::Agree { required, .. }
            | Self::Text(TextField { required, .. }) => *required,
            Self::AnswerByEmail { .. } | Self::Rating {} | Self::Comment {} => false,
        }
    }

    /// Whether it asks how it was.
    pub fn is_rating(&self) -> bool {
        matches!(self, Self::Rating {})
    }
}

impl Form {
    /// A form of the system, for which readers have words.
    pub fn new(id: FormId, fields: Vec<FormField>, optional: bool) -> Self {
        Self { id, lead: Vec::new(), fields, optional }
    }

    /// Whether it asks for a message to be left.
    pub fn is_for_a_message(&self) -> bool {
        self.fields.iter().any(FormField::is_message)
    }

    /// Whether it asks how it was.
    pub fn is_for_a_rating(&self) -> bool {
        self.fields.iter().any(FormField::is_rating)
    }
}

impl FormReply {
    /// Whether the answer to a message that was left is to come by e-mail; none for any other form.
    pub fn by_email(&self) -> Option<bool> {
        self.values.iter().find_map(|value| if let FormValue::AnswerByEmail(wish) = value { Some(*wish) } else { None })
    }

    /// How it was; none for any other form, and where the visitor does not say.
    pub fn rating(&self) -> Option<u8> {
        self.values.iter().find_map(|value| if let FormValue::Rating(rating) = value { Some(*rating) } else { None })
    }

    /// What the visitor adds to that.
    pub fn comment(&self) -> Option<&str> {
        self.values
            .iter()
            .find_map(|value| if let FormValue::Comment(text) = value { Some(text.as_str()) } else { None })
    }
}
