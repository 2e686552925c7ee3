//! The only place of this desk that talks to Zendesk: performs a call and says what became of it.

use super::call::{Answer, Call, Refusal, Reply, Stand, Survey};
use super::contents;
use super::quota::Quota;
use crate::clock::Moment;
use crate::desk::Job;
use crate::desk::attachments::{Attachments, Missing};
use crate::desk::pace::{Pace, Turn};
use baton_protocol::FileRef;
use baton_zendesk::ids::TicketId;
use baton_zendesk::support::{Comment, Ticket};
use baton_zendesk::{Error, Support};

/// Pages of 100 that a listing follows.
const PAGES: usize = 30;

/// The edge of an account.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) support: Support,
    pub(super) attachments: Option<Attachments>,
    pub(super) pace: Pace,
    /// Changes of tickets, which have limits of their own.
    pub(super) quota: Quota,
}

impl Edge {
    /// Performs a call of a job.
    pub(super) async fn perform(&self, call: Call, job: &Job) -> Reply {
        self.perform_for(call, Turn::of(job), job.now).await
    }

    /// Performs a call for whoever's turn it is.
    pub(super) async fn perform_for(&self, call: Call, turn: Turn, now: Moment) -> Reply {
        if let Err(span) = self.pace.take(turn.clone(), now) {
            return Reply::Later(span);
        }
        // Last: what it counts are changes, of which few are allowed.
        if let Some(ticket) = changed(&call)
            && let Err(span) = self.quota.take(ticket, turn, now)
        {
            return Reply::Later(span);
        }
        let reply = match self.send(call, now).await {
            Ok(answer) => Reply::Answered(answer),
            Err(Fault::Zendesk(error)) => reply_of(&error),
            Err(Fault::Here(reply)) => reply,
        };
        if let Reply::Limited(after) = &reply {
            self.pace.pause(now, *after);
        }
        reply
    }

    async fn send(&self, call: Call, now: Moment) -> Result<Answer, Fault> {
        let support = &self.support;
        Ok(match call {
            Call::Person(wish) => Answer::Person(support.create_or_update_user(&wish).await?.id),
            Call::Upload(file) => self.upload(&file).await?,
            Call::Find(external_id) => {
                let found = support.tickets_by_external_id(&external_id).await?;
                Answer::Found(found.iter().max_by_key(|ticket| ticket.id.0).map(stand))
            }
            Call::Create(ticket, key) => Answer::Stands(stand(&support.create_ticket(&ticket, &key).await?)),
            Call::Comment(ticket, change) => Answer::Stands(stand(&support.update_ticket(ticket, &change).await?)),
            Call::Change(ticket, change) => {
                support.update_ticket(ticket, &change).await?;
                Answer::Done
            }
            Call::FindComment(ticket, mark) => self.find(ticket, &mark, now).await?,
            Call::Tag(ticket, tags) => {
                support.add_tags(ticket, &tags).await?;
                Answer::Done
            }
            Call::Known(person) => Answer::Known(support.user(person).await?.map(Box::new)),
            Call::Survey(ticket, from) => self.survey(ticket, from, now).await?,
        })
    }

    async fn upload(&self, file: &FileRef) -> Result<Answer, Fault> {
        let gone = || Fault::Here(Reply::Refused(Refusal::File, "it is not kept here".to_owned()));
        let attachments = self.attachments.as_ref().ok_or_else(gone)?;
        let upload = attachments.upload(file).await.map_err(|missing| match missing {
            Missing::Gone => gone(),
            Missing::Unreadable(detail) => Fault::Here(Reply::Unreachable(detail, None)),
        })?;
        match self.support.upload_file(upload).await {
            Ok(uploaded) => Ok(Answer::Uploaded(uploaded.token)),
            // A refusal can only be about the file: there is nothing else in it.
            Err(error @ (Error::TooLarge(_) | Error::UnsupportedMedia(_) | Error::Invalid(_))) => {
                Err(Fault::Here(Reply::Refused(Refusal::File, error.to_string())))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn find(&self, ticket: TicketId, mark: &str, now: Moment) -> Result<Answer, Fault> {
        let is_it = |custom: &baton_zendesk::Metadata| contents::marked(custom) == Some(mark);
        let further = || self.pace.further(now);
        let walk = self.support.walk_audits(ticket, PAGES, |audit| is_it(&audit.custom), further).await?;
        match walk.items.iter().any(|audit| is_it(&audit.custom)) {
            true => Ok(Answer::Marked(true)),
            false if walk.complete => Ok(Answer::Marked(false)),
            false => Err(Fault::Here(Reply::Unreachable(
                format!("ticket {ticket} has too many changes to be looked through"),
                None,
            ))),
        }
    }

    async fn survey(&self, ticket: TicketId, from: Option<Moment>, now: Moment) -> Result<Answer, Fault> {
        let is_old = |comment: &Comment| {
            from.is_some_and(|from| comment.created_at.is_some_and(|created| created.as_millis() < from.0))
        };
        let further = || self.pace.further(now);
        let walk = self.support.walk_comments(ticket, PAGES, is_old, further).await?;
        further();
        // After the comments: where it stands then is not older than what was said.
        let Some(now_stands) = self.support.ticket(ticket).await? else {
            return Err(Fault::Here(Reply::Refused(Refusal::Missing, format!("there is no ticket {ticket}"))));
        };
        let mut comments: Vec<Comment> = walk.comments.into_iter().filter(|comment| !is_old(comment)).collect();
        comments.reverse();
        let survey = Survey { ticket: now_stands, comments, people: walk.people, complete: walk.complete };
        Ok(Answer::Survey(Box::new(survey)))
    }
}

fn stand(ticket: &Ticket) -> Stand {
    Stand {
        ticket: ticket.id,
        status: ticket.status.clone(),
        made_at: Moment(ticket.created_at.map_or(0, |time| time.as_millis())),
        requester: ticket.requester_id,
    }
}

/// The ticket that a call changes.
fn changed(call: &Call) -> Option<TicketId> {
    match call {
        Call::Comment(ticket, _) | Call::Change(ticket, _) => Some(*ticket),
        _ => None,
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

fn reply_of(error: &Error) -> Reply {
    let detail = error.to_string();
    let refusal = match error {
        _ if error.is_closed_ticket() => Refusal::Closed,
        _ if error.is_key_of_another_request() => Refusal::KeyTaken,
        Error::NotFound(_) => Refusal::Missing,
        Error::Conflict(_) => Refusal::Conflict,
        Error::Unauthorized(_) => Refusal::Credential,
        Error::Forbidden(_) => Refusal::Forbidden,
        Error::UnsupportedMedia(_) => Refusal::File,
        Error::Invalid(_) if error.is_about("group_id") => Refusal::Group,
        Error::Invalid(_) if error.is_about("via_followup_source_id") => Refusal::Followed,
        Error::Invalid(_) if error.is_about("requester_id") || error.is_about("email") => Refusal::Requester,
        Error::Locked(_) | Error::TooLarge(_) | Error::Invalid(_) => Refusal::Invalid,
        Error::RateLimited { retry_after } => return Reply::Limited(*retry_after),
        Error::Unavailable { retry_after, .. } => return Reply::Unreachable(detail, *retry_after),
        Error::OutcomeUnknown { retry_after, late, .. } => {
            return Reply::Unknown { detail, after: *retry_after, late: *late };
        }
        Error::Protocol(_) => return Reply::Unreachable(detail, None),
    };
    Reply::Refused(refusal, detail)
}
