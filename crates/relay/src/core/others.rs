//! The other conversations of a visitor. An agent begins one while a colleague has the first: the visitor sees both, and
//! goes from one to the other.

use super::{Core, Session, fresh_id, token_hash};
use crate::conversation::State;
use crate::refusal::Refusal;
use crate::store::{Commit, ConversationRow, NewConversation, Operation, StoreError, VisitorId};
use baton_protocol::{Block, ConversationId, ErrorCode, Event, EventBody, OtherConversation, SessionToken, Stage};

/// Conversations of a visitor that are listed.
const LISTED: usize = 20;
/// Events among which the newest word is sought.
const NEWEST: u64 = 20;
/// Unread messages that are counted at most.
const UNREAD: usize = 100;
/// Unread events that are read at most.
const EVENTS: usize = 200;
/// Characters of a line.
const LINE: usize = 80;

impl Core {
    /// What else the visitor of a session has on its site, the newest first.
    pub async fn others(&self, session: &Session) -> Result<Vec<OtherConversation>, StoreError> {
        let mut others = Vec::new();
        for row in self.conversations_at(&session.row.visitor, &session.row.site).await? {
            if row.id != session.row.conversation {
                others.extend(self.other(&row).await?);
            }
        }
        others.sort_by_key(|other| std::cmp::Reverse(other.at));
        Ok(others)
    }

    /// A visitor's conversations on a site, but for those by text message.
    pub(super) async fn conversations_at(
        &self,
        visitor: &VisitorId,
        site: &str,
    ) -> Result<Vec<ConversationRow>, StoreError> {
        let mut rows = self.store.conversations_of(visitor, LISTED).await?;
        rows.retain(|row| row.site == site && State::read(&row.state).sms.is_none());
        Ok(rows)
    }

    /// How a conversation is listed; not at all while nothing was said in it.
    async fn other(&self, row: &ConversationRow) -> Result<Option<OtherConversation>, StoreError> {
        let newest = self.events(&row.id, row.head.saturating_sub(NEWEST), EVENTS).await?;
        let Some((at, by, line)) = newest.iter().rev().find_map(word) else { return Ok(None) };
        let unread = u32::try_from(self.unread_in(&row.id).await?.len().min(UNREAD)).unwrap_or(u32::MAX);
        Ok(Some(OtherConversation { conversation: row.id.clone(), at, unread, by, line }))
    }

    /// What others have said in a conversation and the visitor has not read.
    pub(super) async fn unread_in(&self, conversation: &ConversationId) -> Result<Vec<Event>, StoreError> {
        let read = self.store.read_to(conversation).await?;
        let mut events = self.events(conversation, read, EVENTS).await?;
        events.retain(|event| matches!(event.body.known(), Some(EventBody::Bot(_) | EventBody::Agent(_))));
        Ok(events)
    }

    /// Tells those who read the visitor's other conversations that there is something new in this one.
    pub async fn tell_others(&self, visitor: &VisitorId, conversation: &ConversationId) -> Result<(), StoreError> {
        for row in self.store.conversations_of(visitor, LISTED).await? {
            if row.id != *conversation {
                self.bus.others(&row.id);
            }
        }
        Ok(())
    }

    /// Goes to another conversation of the session's visitor, in every tab of the browser.
    pub async fn open_other(
        &self,
        session: &Session,
        token: &SessionToken,
        conversation: &ConversationId,
    ) -> Result<(), Refusal> {
        let theirs = self.conversations_at(&session.row.visitor, &session.row.site).await?;
        if !theirs.iter().any(|row| row.id == *conversation) {
            return Err(Refusal::new(ErrorCode::ValueRefused, "this visitor has no such conversation here"));
        }
        let seat = Operation::Seat { session: token_hash(token), conversation: conversation.clone() };
        self.store.commit(Commit { guards: Vec::new(), operations: vec![seat] }).await?;
        self.bus.others(&session.row.conversation);
        Ok(())
    }
}

impl Core {
    /// Goes to a new conversation of the session's visitor, in every tab of the browser. Not from the hands of agents:
    /// what is said to them is ended first. Where nothing was said yet nothing changes.
    pub async fn open_new(&self, session: &Session, token: &SessionToken) -> Result<(), Refusal> {
        let here = self.store.conversation(&session.row.conversation).await?;
        let here = here.ok_or_else(|| Refusal::new(ErrorCode::SessionUnknown, "this conversation is gone"))?;
        if !matches!(here.stage, Stage::Bot | Stage::Ended) {
            return Err(Refusal::new(ErrorCode::StageRefused, "the conversation with an agent has to end first"));
        }
        if self.other(&here).await?.is_none() {
            return Ok(());
        }
        let at = self.clock.now();
        let new = NewConversation {
            id: ConversationId::new(fresh_id(at)),
            visitor: session.row.visitor.clone(),
            // Only of a visitor who is made with it.
            profile: String::new(),
            site: session.row.site.clone(),
            site_token: session.site.token().clone(),
            state: State::default().write(),
            at,
        };
        let seat = Operation::Seat { session: token_hash(token), conversation: new.id.clone() };
        let operations = vec![Operation::BeginConversation(Box::new(new)), seat];
        self.store.commit(Commit { guards: Vec::new(), operations }).await?;
        self.bus.others(&session.row.conversation);
        Ok(())
    }
}

/// When something was said with an event, by which agent, and the first line of it.
fn word(event: &Event) -> Option<(i64, Option<String>, String)> {
    let (by, text) = match event.body.known()? {
        EventBody::Visitor(message) => (None, message.text.clone()),
        EventBody::Bot(message) => (None, Block::text_of(&message.blocks)),
        EventBody::Agent(message) => {
            let by = message.agent.as_ref().map(|agent| agent.name.clone());
            (by, Block::text_of(&message.blocks))
        }
        _ => return None,
    };
    Some((event.at, by, first_line(&text)))
}

/// The first line of a text that says something, cut where it is long.
pub(super) fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= LINE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LINE - 1).collect();
    format!("{}…", cut.trim_end())
}
