//! What agents and triggers say.

use super::comment::Outgoing;
use super::people::Person;
use super::ticket::TicketStatus;
use super::{Failure, SOURCE};
use crate::ids::{ConversationId, MessageId, PersonId, TicketId};
use crate::json::{Metadata, utf16_len};
use crate::limits;
use crate::state::State;
use crate::sunco::messages::{Author, Draft, append};
use crate::sunco::{attachments, content, markup};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// A file an agent attaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Its name, with the extension that says what it is.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// An agent's reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Who replies: else the ticket's assignee, else the first agent.
    pub agent: Option<PersonId>,
    /// What is said.
    pub words: Option<Outgoing>,
    /// What is attached; each file is a message of its own.
    pub files: Vec<OutgoingFile>,
}

impl Reply {
    /// A reply in plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { words: Some(Outgoing::Text(text.into())), ..Self::default() }
    }

    /// A reply that is a file.
    #[must_use]
    pub fn file(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { files: vec![OutgoingFile { name: name.into(), bytes: bytes.into() }], ..Self::default() }
    }

    /// The same reply from this agent.
    #[must_use]
    pub const fn from(mut self, agent: PersonId) -> Self {
        self.agent = Some(agent);
        self
    }
}

/// Posts an agent's reply and returns its messages. All files are checked before anything is sent.
pub(crate) fn reply(state: &mut State, id: TicketId, reply: Reply) -> Result<Vec<MessageId>, Failure> {
    let conversation = state.desk.live_conversation(id)?;
    let agent = state.desk.speaker(id, reply.agent)?;
    let mut contents = Vec::new();
    if let Some(words) = reply.words {
        contents.extend(words_content(state, words)?);
    }
    for file in reply.files {
        contents.push(file_content(state, &conversation, file)?);
    }
    if contents.is_empty() {
        return Err(Failure::EmptyReply);
    }
    let mut sent = Vec::new();
    for content in contents {
        let draft = agent_draft(state, &agent, content);
        sent.push(say(state, id, &conversation, draft));
    }
    if let Ok(ticket) = state.desk.ticket(id) {
        ticket.assignee = ticket.assignee.or(Some(agent.id));
        if ticket.status == TicketStatus::New {
            ticket.status = TicketStatus::Open;
        }
    }
    Ok(sent)
}

/// Posts what a trigger says.
pub(crate) fn auto_reply(state: &mut State, id: TicketId, text: &str) -> Result<MessageId, Failure> {
    let conversation = state.desk.live_conversation(id)?;
    let content = words_content(state, Outgoing::Text(text.to_owned()))?.ok_or(Failure::EmptyReply)?;
    let draft = Draft {
        author: Author { display_name: Some("Automated Response".into()), ..Author::default() },
        content: Map::from_iter(content.into_iter().filter(|(name, _)| name != "htmlText")),
        source: json!({ "type": SOURCE }),
        metadata: agent_metadata(state, "__trigger"),
        ..Draft::default()
    };
    Ok(say(state, id, &conversation, draft))
}

fn say(state: &mut State, ticket: TicketId, conversation: &ConversationId, draft: Draft) -> MessageId {
    let message = append(state, conversation, draft).id;
    if let Some(ticket) = state.desk.tickets.get_mut(&ticket)
        && !ticket.transcript.contains(&message)
    {
        // The workspace was not in control, so the message was not heard.
        ticket.transcript.push(message.clone());
    }
    message
}

fn words_content(state: &State, words: Outgoing) -> Result<Option<Map<String, Value>>, Failure> {
    let (text, html) = match words {
        Outgoing::Text(text) => (text.clone(), markup::html_of_text(&text)),
        Outgoing::Html(html) => (markup::text_of_html(&html), html),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    if utf16_len(&text) > limits::TEXT {
        return Err(Failure::TooLong);
    }
    let mut content = Map::from_iter([("type".to_owned(), "text".into()), ("text".to_owned(), text.into())]);
    // Zendesk makes the HTML of agents' texts; where it would be too long there is none.
    if state.switches.html_text && utf16_len(&html) <= limits::TEXT {
        content.insert("htmlText".into(), html.into());
    }
    Ok(Some(content))
}

fn file_content(
    state: &mut State,
    conversation: &ConversationId,
    file: OutgoingFile,
) -> Result<Map<String, Value>, Failure> {
    let refused = |name: &str, why: String| Failure::FileRefused { name: name.to_owned(), why };
    if file.bytes.len() > limits::UPLOAD {
        return Err(refused(&file.name, "larger than 50 MB".into()));
    }
    let stored = attachments::store(state, &file.name, file.bytes, Some(conversation.clone()), true)
        .map_err(|refusal| refused(&file.name, refusal.title))?;
    let kind = if stored.media_type.starts_with("image/") { "image" } else { "file" };
    let url = attachments::url_of(state, &stored);
    let posted = Map::from_iter([("type".to_owned(), kind.into()), ("mediaUrl".to_owned(), url.into())]);
    content::accept(state, conversation, &posted).map_err(|refusal| refused(&file.name, refusal.title))
}

fn agent_draft(state: &mut State, agent: &Person, content: Map<String, Value>) -> Draft {
    let subtype = state.switches.author_subtypes.then_some("agent");
    Draft {
        author: Author {
            user: None,
            display_name: Some(agent.name.clone()),
            avatar_url: agent.picture_url(&state.origins),
            subtype,
        },
        content,
        source: json!({ "type": SOURCE }),
        metadata: agent_metadata(state, &agent.id.to_string()),
        ..Draft::default()
    }
}

/// The undocumented keys by which a human's message is told from a trigger's.
fn agent_metadata(state: &mut State, agent: &str) -> Option<Metadata> {
    let id = state.mint.ulid(state.now_ms);
    state.switches.agent_metadata.then(|| {
        Map::from_iter([
            ("__zendesk_msg.source_type".to_owned(), "sunco_web".into()),
            ("__zendesk_msg.agent.id".to_owned(), agent.into()),
            ("__zendesk_msg.id".to_owned(), id.into()),
        ])
    })
}
