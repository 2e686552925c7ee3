//! What agents do with tickets that are no conversation: open them, comment, note, tag.

use super::comment::{Draft, Outgoing};
use super::edit::{Edit, NewTicket, change, make};
use super::people::{ANA, Person};
use super::record::{Actor, recorded};
use super::reply::{self, OutgoingFile, Reply};
use super::ticket::{TicketStatus, Via};
use super::{Failure, lifecycle};
use crate::ids::{CommentId, FileId, GroupId, PersonId, TicketId};
use crate::json::Metadata;
use crate::limits;
use crate::state::State;
use crate::support::uploads;

/// Whom an agent opens a ticket for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requester {
    /// Somebody Support knows.
    Person(PersonId),
    /// Whoever has this address; a new end user where nobody does.
    Email(String),
    /// Whoever has this external id.
    ExternalId(String),
}

/// A ticket an agent opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Who opens it; else the first agent.
    pub agent: Option<PersonId>,
    /// For whom.
    pub requester: Requester,
    /// Its subject.
    pub subject: String,
    /// Its first comment.
    pub words: Outgoing,
    /// Whether the requester sees that comment.
    pub public: bool,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its group.
    pub group: Option<GroupId>,
    /// What is attached to the first comment.
    pub files: Vec<OutgoingFile>,
}

impl Opening {
    /// A ticket with a public first comment in plain text.
    #[must_use]
    pub fn new(requester: Requester, subject: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            agent: None,
            requester,
            subject: subject.into(),
            words: Outgoing::Text(text.into()),
            public: true,
            tags: Vec::new(),
            group: None,
            files: Vec::new(),
        }
    }

    /// The same with one more tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}

/// An agent's comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Who writes; else the ticket's assignee, else the first agent.
    pub agent: Option<PersonId>,
    /// What is written.
    pub words: Outgoing,
    /// What is attached.
    pub files: Vec<OutgoingFile>,
    /// Whether the requester sees it; else it is an internal note.
    pub public: bool,
}

impl Remark {
    /// A public comment in plain text.
    #[must_use]
    pub fn public(text: impl Into<String>) -> Self {
        Self { agent: None, words: Outgoing::Text(text.into()), files: Vec::new(), public: true }
    }

    /// An internal note in plain text.
    #[must_use]
    pub fn note(text: impl Into<String>) -> Self {
        Self { public: false, ..Self::public(text) }
    }
}

/// Opens a ticket as an agent.
pub(crate) fn open(state: &mut State, opening: Opening) -> Result<TicketId, Failure> {
    let agent = opening.agent.unwrap_or(ANA);
    let known = state.desk.people.get(&agent).is_some_and(Person::is_agent);
    known.then_some(()).ok_or(Failure::NoSuchAgent(agent))?;
    if let Some(group) = opening.group {
        state.desk.groups.get(&group).ok_or(Failure::NoSuchGroup(group))?;
    }
    let files = keep(state, opening.files)?;
    if opening.words.is_blank() && files.is_empty() {
        return Err(Failure::EmptyReply);
    }
    let requester = requester(state, opening.requester)?;
    let edit = Edit {
        subject: Some(opening.subject),
        comment: Some(Draft { author: agent, public: opening.public, words: opening.words, files }),
        status: Some(TicketStatus::Open),
        group: opening.group.map(Some),
        assignee: Some(Some(agent)),
        tags: Some(opening.tags),
        ..Edit::default()
    };
    let new = NewTicket { requester, submitter: agent, followup_of: None, edit };
    make(state, Actor::agent(agent), Metadata::new(), new).map(|(id, _)| id)
}

fn requester(state: &mut State, requester: Requester) -> Result<PersonId, Failure> {
    match requester {
        Requester::Person(id) if state.desk.people.contains_key(&id) => Ok(id),
        Requester::Person(id) => Err(Failure::NoSuchPerson(id.to_string())),
        Requester::ExternalId(external_id) => {
            state.desk.by_external_id(&external_id).ok_or(Failure::NoSuchPerson(external_id))
        }
        Requester::Email(email) => Ok(state.desk.by_email(&email).unwrap_or_else(|| {
            let id = PersonId(state.mint.number());
            let name = email.split('@').next().unwrap_or_default().to_owned();
            let person = Person { email: Some(email), ..Person::end_user(id, name, state.now_ms) };
            state.desk.people.insert(id, person);
            id
        })),
    }
}

/// Comments as an agent. What is public on a messaging ticket whose session lasts is said in the conversation, and makes
/// no comment.
pub(crate) fn comment(state: &mut State, id: TicketId, remark: Remark) -> Result<Option<CommentId>, Failure> {
    let agent = state.desk.speaker(id, remark.agent)?;
    let ticket = state.desk.ticket(id)?;
    if ticket.is_closed() {
        return Err(Failure::Ended(id));
    }
    if remark.public && ticket.live {
        let words = Some(remark.words).filter(|words| !words.is_blank());
        reply(state, id, Reply { agent: Some(agent.id), words, files: remark.files })?;
        return Ok(None);
    }
    // As in the workspace: the first agent to answer has the ticket.
    let takes_it = remark.public && ticket.assignee.is_none();
    let files = keep(state, remark.files)?;
    if remark.words.is_blank() && files.is_empty() {
        return Err(Failure::EmptyReply);
    }
    let edit = Edit {
        comment: Some(Draft { author: agent.id, public: remark.public, words: remark.words, files }),
        assignee: takes_it.then_some(Some(agent.id)),
        ..Edit::default()
    };
    let audit = change(state, id, Actor::agent(agent.id), Metadata::new(), edit)?;
    let comments = &state.desk.ticket(id)?.comments;
    Ok(comments.iter().find(|comment| comment.audit == audit).map(|comment| comment.id))
}

/// Replies in the ticket's conversation, and records what that did to the ticket.
pub(crate) fn reply(state: &mut State, id: TicketId, what: Reply) -> Result<Vec<crate::ids::MessageId>, Failure> {
    let agent = state.desk.speaker(id, what.agent)?;
    recorded(state, id, Actor::agent(agent.id), Metadata::new(), |state, _| reply::reply(state, id, what))
}

/// Something an agent does to a ticket from their page.
pub(crate) fn deed<T>(
    state: &mut State,
    id: TicketId,
    work: impl FnOnce(&mut State) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let agent = state.desk.speaker(id, None).map_or(ANA, |agent| agent.id);
    recorded(state, id, Actor::agent(agent), Metadata::new(), |state, _| work(state))
}

pub(crate) fn set_status(state: &mut State, id: TicketId, status: TicketStatus) -> Result<(), Failure> {
    deed(state, id, |state| lifecycle::set_status(state, id, status))
}

/// Adds and takes away tags.
pub(crate) fn tag(state: &mut State, id: TicketId, add: &[String], remove: &[String]) -> Result<(), Failure> {
    let agent = state.desk.speaker(id, None).map_or(ANA, |agent| agent.id);
    let edit = Edit { added_tags: add.to_vec(), removed_tags: remove.to_vec(), ..Edit::default() };
    change(state, id, Actor::agent(agent), Metadata::new(), edit).map(drop)
}

/// Keeps an agent's files. The workspace takes what the vendor's own limit allows.
fn keep(state: &mut State, files: Vec<OutgoingFile>) -> Result<Vec<FileId>, Failure> {
    if let Some(large) = files.iter().find(|file| file.bytes.len() > limits::UPLOAD) {
        return Err(Failure::FileRefused { name: large.name.clone(), why: "larger than 50 MB".into() });
    }
    Ok(files.into_iter().map(|file| uploads::keep(state, &file.name, file.bytes, None)).collect())
}

/// The requester answers by e-mail.
pub(crate) fn requester_writes(state: &mut State, id: TicketId, words: Outgoing) -> Result<Option<CommentId>, Failure> {
    let requester = state.desk.ticket(id)?.requester;
    if words.is_blank() {
        return Err(Failure::EmptyReply);
    }
    let comment = Some(Draft { author: requester, public: true, words, files: Vec::new() });
    let actor = Actor { person: Some(requester), via: Via::Email };
    let audit = change(state, id, actor, Metadata::new(), Edit { comment, ..Edit::default() })?;
    let comments = &state.desk.ticket(id)?.comments;
    Ok(comments.iter().find(|comment| comment.audit == audit).map(|comment| comment.id))
}
