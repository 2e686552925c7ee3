//! What a bot is given.

use baton_protocol::{ConversationId, TurnId};
use std::collections::BTreeMap;

/// One turn: what the visitor said since the last one.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its id; the bot's idempotency key. A turn that died is given again under the same id.
    pub id: TurnId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The site, by its name in the configuration.
    pub site: String,
    /// What was said, in order; at least one.
    pub said: Vec<Said>,
    /// What was said before, oldest first, for bots that use it.
    pub history: Vec<Spoken>,
    /// Variables of the conversation: what bots have set, what the page said in `customData`, and the relay's own, which
    /// begin with `baton.`.
    pub variables: BTreeMap<String, String>,
    /// Who the visitor is.
    pub person: Person,
    /// The page the visitor is on, without query and fragment.
    pub page: Option<String>,
    /// The visitor's language, as BCP 47.
    pub locale: Option<String>,
    /// Whether people had the conversation since the bot spoke last.
    pub returned: bool,
}

/// Who the visitor is, as far as a bot may know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Who they are to the site's owner; of a signed token alone.
    pub external_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Whether name and address were signed too, rather than typed or said by the page.
    pub is_signed: bool,
}

/// One message of the visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The text; a button's label.
    pub text: String,
    /// A button's payload.
    pub payload: Option<String>,
    /// Files that came with it.
    pub files: Vec<SaidFile>,
    /// What was filled into a form of the bot, by the names of its fields; none where no form was answered, empty where it
    /// was skipped.
    pub form: Option<BTreeMap<String, String>>,
}

/// A file of a message. Its bytes stay with the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidFile {
    /// Its name.
    pub name: String,
    /// The media type found in its bytes.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
}

/// A line of the conversation so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Who.
    pub by: Speaker,
    /// What, as plain text.
    pub text: String,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The visitor.
    Visitor,
    /// The bot.
    Bot,
    /// A human agent.
    Agent,
}

impl Turn {
    /// All that was said, as one text: lines of their own.
    pub fn text(&self) -> String {
        self.said.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}
