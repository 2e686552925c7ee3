use serde::Deserialize;

use super::Conversations;
use super::walk::{Meta, Walk};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{ConversationId, MessageId};
use crate::messages::{Message, MessagePost};
use crate::tolerant;

/// Which page of a conversation's messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// The latest.
    Newest,
    /// What precedes the cursor.
    Before(String),
    /// What follows the cursor.
    After(String),
}

/// One page of a conversation's messages, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct MessagePage {
    /// The messages, at most 100.
    pub messages: Vec<Message>,
    /// Whether there is more in the direction of the cursor; backwards for the newest page.
    pub has_more: bool,
    /// The cursor for what precedes this page.
    pub before: Option<String>,
    /// The cursor for what follows this page.
    pub after: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    messages: Vec<Message>,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Posted {
    #[serde(deserialize_with = "tolerant::readable")]
    messages: Vec<Message>,
}

impl Conversations {
    /// Posts a message; the vendor may make several of it. It knows no idempotency key: put an id into the metadata,
    /// and after an unknown outcome look for it in a listing before posting again.
    pub async fn post_message(&self, conversation: &ConversationId, post: &MessagePost) -> Result<Vec<Message>, Error> {
        let url = self.url(&["conversations", conversation.as_str(), "messages"])?;
        let posted: Posted = self.endpoint.ask(Call::post("PostMessage", url, post)?).await?;
        if posted.messages.is_empty() {
            let detail = "the post was accepted, but no message came back".to_owned();
            return Err(Error::OutcomeUnknown { detail, retry_after: None, late: false });
        }
        Ok(posted.messages)
    }

    /// Deletes every message of a conversation, with the files that were uploaded for them.
    pub async fn delete_all_messages(&self, conversation: &ConversationId) -> Result<(), Error> {
        let url = self.url(&["conversations", conversation.as_str(), "messages"])?;
        self.endpoint.tell(Call::delete("DeleteAllMessages", url)).await
    }

    /// One page of messages.
    pub async fn list_messages(&self, conversation: &ConversationId, cursor: &Cursor) -> Result<MessagePage, Error> {
        let (messages, meta) = self.page(conversation, cursor).await?;
        Ok(MessagePage { messages, has_more: meta.has_more()?, before: meta.before_cursor, after: meta.after_cursor })
    }

    /// Walks back from the newest message until a message satisfies `reached`, the beginning is found, or `pages` pages
    /// of 100 were read. Brings every message of the pages read, oldest first. `further` is told before each page after
    /// the first is asked for: each is a call of its own to whoever counts them.
    pub async fn walk_messages_back(
        &self,
        conversation: &ConversationId,
        pages: usize,
        mut reached: impl FnMut(&Message) -> bool,
        mut further: impl FnMut(),
    ) -> Result<Walk<Message>, Error> {
        let mut walk = Walk::new();
        let mut before: Option<String> = None;
        for _ in 0..pages {
            if before.is_some() {
                further();
            }
            let cursor = before.clone().map_or(Cursor::Newest, Cursor::Before);
            let (messages, meta) = self.page(conversation, &cursor).await?;
            let oldest = messages.first().map(|message| message.id.as_str().to_owned());
            let found = messages.iter().any(&mut reached);
            walk.items.splice(0..0, messages);
            if !found {
                before = meta.next(meta.before_cursor.as_deref(), oldest.as_deref(), before.as_deref())?;
            }
            if found || before.is_none() {
                walk.complete = true;
                break;
            }
        }
        Ok(walk)
    }

    /// Walks forward from a message, which is not included, until the newest is found or `pages` pages of 100 were
    /// read. Oldest first.
    pub async fn walk_messages_after(
        &self,
        conversation: &ConversationId,
        from: &MessageId,
        pages: usize,
    ) -> Result<Walk<Message>, Error> {
        let mut walk = Walk::new();
        let mut after = from.as_str().to_owned();
        for _ in 0..pages {
            let (messages, meta) = self.page(conversation, &Cursor::After(after.clone())).await?;
            let newest = messages.last().map(|message| message.id.as_str().to_owned());
            walk.items.extend(messages);
            match meta.next(meta.after_cursor.as_deref(), newest.as_deref(), Some(&after))? {
                Some(cursor) => after = cursor,
                None => {
                    walk.complete = true;
                    break;
                }
            }
        }
        Ok(walk)
    }

    /// The order inside a page is not documented, so it is made here.
    async fn page(&self, conversation: &ConversationId, cursor: &Cursor) -> Result<(Vec<Message>, Meta), Error> {
        let mut url = self.url(&["conversations", conversation.as_str(), "messages"])?;
        match cursor {
            Cursor::Newest => {}
            Cursor::Before(cursor) => drop(url.query_pairs_mut().append_pair("page[before]", cursor)),
            Cursor::After(cursor) => drop(url.query_pairs_mut().append_pair("page[after]", cursor)),
        }
        let mut page: Page = self.endpoint.ask(Call::get("ListMessages", url)).await?;
        page.messages.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok((page.messages, page.meta.unwrap_or_default()))
    }
}
