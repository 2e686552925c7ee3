//! The only place of this desk that talks to Zendesk: performs a call and says what became of it.

use super::call::{Answer, Call, Posted, Refusal, Reply, Survey};
use super::mark;
use crate::clock::Moment;
use crate::desk::Job;
use crate::desk::attachments::{Attachments, Missing};
use crate::desk::pace::{Pace, Turn};
use baton_protocol::FileRef;
use baton_zendesk::conversations::{ConversationChange, NewConversation};
use baton_zendesk::error::Problems;
use baton_zendesk::ids::{ConversationId, UserId};
use baton_zendesk::messages::Message;
use baton_zendesk::users::UserRef;
use baton_zendesk::{Conversations, Error, Metadata, Support};

/// Pages of 100 that a listing follows: 3,000 messages. What lies further back was proved by an earlier one, or is given
/// up as unproved.
const PAGES: usize = 30;

/// The edge of an account.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) conversations: Conversations,
    pub(super) support: Option<Support>,
    pub(super) attachments: Option<Attachments>,
    pub(super) pace: Pace,
    /// Support counts by itself: its "too many" holds up no message.
    pub(super) support_pace: Pace,
}

impl Edge {
    /// Performs a call of a job.
    pub(super) async fn perform(&self, call: Call, job: &Job) -> Reply {
        let now = job.now;
        let pace = if matches!(call, Call::Ticket(_)) { &self.support_pace } else { &self.pace };
        if let Err(span) = pace.take(Turn::of(job), now) {
            return Reply::Later(span);
        }
        let reply = match self.send(call, now).await {
            Ok(answer) => Reply::Answered(answer),
            Err(Fault::Zendesk(error)) => reply_of(error),
            Err(Fault::Here(reply)) => reply,
        };
        if let Reply::Limited(after) = &reply {
            pace.pause(now, *after);
        }
        reply
    }

    async fn send(&self, call: Call, now: Moment) -> Result<Answer, Fault> {
        let zendesk = &self.conversations;
        Ok(match call {
            Call::CreateUser(user) => Answer::User(zendesk.create_user(&user).await?.id),
            Call::GetUser(external) => Answer::User(zendesk.get_user(&UserRef::External(external)).await?.id),
            Call::UpdateUser(user, change) => Answer::User(zendesk.update_user(&UserRef::Id(user), &change).await?.id),
            Call::CreateConversation(user, metadata) => self.create_conversation(user, metadata).await?,
            Call::ListConversations(user) => self.list_conversations(user, now).await?,
            Call::Describe(conversation, metadata) => {
                let change = ConversationChange { metadata, ..ConversationChange::default() };
                Answer::Conversation(Box::new(zendesk.update_conversation(&conversation, &change).await?))
            }
            Call::Look(conversation) => Answer::Conversation(Box::new(zendesk.get_conversation(&conversation).await?)),
            Call::Pass(conversation, target, metadata) => {
                zendesk.pass_control(&conversation, &target, &metadata).await?;
                Answer::Done
            }
            Call::Offer(conversation, target, metadata) => {
                zendesk.offer_control(&conversation, &target, &metadata).await?;
                Answer::Done
            }
            Call::Release(conversation, metadata) => {
                zendesk.release_control(&conversation, &metadata).await?;
                Answer::Done
            }
            Call::Upload(conversation, file) => self.upload(&conversation, &file).await?,
            Call::Participant(conversation) => match zendesk.list_participants(&conversation).await?.pop() {
                Some(user) => Answer::User(user),
                None => return Err(Fault::Here(Reply::Refused(Refusal::NoUser, "nobody is in it".to_owned()))),
            },
            Call::Post(conversation, post) => {
                let posted = zendesk.post_message(&conversation, &post).await?;
                posted.first().map_or(Answer::Done, |first| Answer::Posted(posted_of(first)))
            }
            Call::Find { conversation, post, after } => self.find(&conversation, &post, after.as_deref(), now).await?,
            Call::Survey(conversation, from) => self.survey(&conversation, from, now).await?,
            Call::Ticket(conversation) => match &self.support {
                Some(support) => {
                    Answer::Ticket(support.ticket_of_conversation(&conversation).await?.map(|ticket| ticket.id.0))
                }
                None => Answer::Done,
            },
        })
    }

    async fn create_conversation(&self, user: UserId, metadata: Metadata) -> Result<Answer, Fault> {
        let mut conversation = NewConversation::personal(UserRef::Id(user));
        conversation.metadata = metadata;
        Ok(Answer::Conversation(Box::new(self.conversations.create_conversation(&conversation).await?)))
    }

    async fn list_conversations(&self, user: UserId, now: Moment) -> Result<Answer, Fault> {
        let further = || self.pace.further(now);
        let walk = self.conversations.list_conversations(&UserRef::Id(user), PAGES, further).await?;
        if !walk.complete {
            return Err(incomplete("conversations"));
        }
        Ok(Answer::Conversations(walk.items))
    }

    async fn upload(&self, conversation: &ConversationId, file: &FileRef) -> Result<Answer, Fault> {
        let Some(attachments) = &self.attachments else {
            return Err(Fault::Here(Reply::Refused(Refusal::File, "it is not kept here".to_owned())));
        };
        let upload = attachments.upload(file).await.map_err(|missing| match missing {
            Missing::Gone => Fault::Here(Reply::Refused(Refusal::File, "it is no longer kept".to_owned())),
            Missing::Unreadable(detail) => Fault::Here(Reply::Unreachable(detail, None)),
        })?;
        match self.conversations.upload_attachment(conversation, upload).await {
            Ok(attachment) => Ok(Answer::Uploaded(attachment.media_url)),
            // A bad request can only be about the file: there is nothing else in it.
            Err(error @ (Error::TooLarge(_) | Error::UnsupportedMedia(_) | Error::Invalid(_))) => {
                Err(Fault::Here(Reply::Refused(Refusal::File, error.to_string())))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn find(
        &self,
        conversation: &ConversationId,
        post: &str,
        after: Option<&str>,
        now: Moment,
    ) -> Result<Answer, Fault> {
        let is_it = |message: &Message| message.metadata.text(mark::POST) == Some(post);
        let reached = |message: &Message| is_it(message) || Some(message.id.as_str()) == after;
        let further = || self.pace.further(now);
        let walk = self.conversations.walk_messages_back(conversation, PAGES, reached, further).await?;
        match walk.items.iter().find(|message| is_it(message)) {
            Some(found) => Ok(Answer::Found(Some(posted_of(found)))),
            None if walk.complete => Ok(Answer::Found(None)),
            None => Err(incomplete("messages")),
        }
    }

    async fn survey(&self, conversation: &ConversationId, from: Option<Moment>, now: Moment) -> Result<Answer, Fault> {
        let is_old = |message: &Message| {
            from.is_some_and(|from| message.received.is_some_and(|received| received.as_millis() < from.0))
        };
        let further = || self.pace.further(now);
        let walk = self.conversations.walk_messages_back(conversation, PAGES, is_old, further).await?;
        further();
        let conversation = self.conversations.get_conversation(conversation).await?;
        let messages = walk.items.into_iter().filter(|message| !is_old(message)).collect();
        Ok(Answer::Survey(Box::new(Survey { messages, complete: walk.complete, conversation })))
    }
}

/// Why a call brought no answer: Zendesk's word, or what was found here before.
enum Fault {
    Zendesk(Error),
    Here(Reply),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Zendesk(error)
    }
}

/// A listing that was cut proves nothing of what it does not show.
fn incomplete(what: &str) -> Fault {
    Fault::Here(Reply::Unreachable(format!("the listing of {what} has no end within {PAGES} pages"), None))
}

fn posted_of(message: &Message) -> Posted {
    let at = message.received.map_or(Moment(0), |received| Moment(received.as_millis()));
    Posted { id: message.id.as_str().to_owned(), at }
}

fn reply_of(error: Error) -> Reply {
    let detail = error.to_string();
    match error {
        Error::NotFound(problems) => Reply::Refused(missing(&problems), detail),
        Error::Conflict(_) => Reply::Refused(Refusal::Exists, detail),
        Error::Unauthorized(_) => Reply::Refused(Refusal::Credential, detail),
        Error::Forbidden(_) => Reply::Refused(Refusal::Forbidden, detail),
        Error::Locked(_) => Reply::Refused(Refusal::Full, detail),
        Error::UnsupportedMedia(_) => Reply::Refused(Refusal::File, detail),
        Error::TooLarge(_) | Error::Invalid(_) => Reply::Refused(Refusal::Invalid, detail),
        Error::RateLimited { retry_after } => Reply::Limited(retry_after),
        Error::Unavailable { retry_after, .. } => Reply::Unreachable(detail, retry_after),
        Error::OutcomeUnknown { retry_after, late, .. } => Reply::Unknown { detail, after: retry_after, late },
        Error::Protocol(_) => Reply::Unreachable(detail, None),
    }
}

fn missing(problems: &Problems) -> Refusal {
    if problems.has("user_not_found") {
        Refusal::NoUser
    } else if problems.has("conversation_not_found") {
        Refusal::NoConversation
    } else {
        Refusal::NotFound
    }
}
