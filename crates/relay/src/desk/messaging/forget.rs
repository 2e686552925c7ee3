//! Forgetting somebody at Zendesk: what they and others said in the conversations there, the files with it, and who they
//! were. What Support made of it, the ticket and its requester, is Support's: see `docs/privacy.md`.

use super::edge::Edge;
use super::state::State;
use crate::clock::Moment;
use crate::desk::pace::{Errand, Turn};
use crate::desk::{self, Then, tickets};
use baton_protocol::ConversationId;
use baton_zendesk::Error;
use baton_zendesk::ids::{self, ExternalId, UserId};
use baton_zendesk::users::UserRef;
use serde::{Deserialize, Serialize};

/// Where there is something to be forgotten. Kept until it is.
#[derive(Debug, Serialize, Deserialize)]
struct Traces {
    /// The user's id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// The user's external id, where the making of the user was never answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    /// The conversations there.
    conversations: Vec<String>,
}

/// What a conversation's state leads to.
pub(super) fn traces(state: &State) -> desk::Traces {
    let tickets = tickets::Traces { external_id: state.external_id.clone(), ..tickets::Traces::default() };
    desk::Traces { own: own(state), tickets }
}

/// The conversations and the user; none where Zendesk was never told of anybody.
fn own(state: &State) -> Option<String> {
    let external_id = state.external_id.clone().filter(|_| state.user.is_none());
    let conversations: Vec<String> = state.past.iter().chain(&state.conversation).cloned().collect();
    if state.user.is_none() && external_id.is_none() && conversations.is_empty() {
        return None;
    }
    serde_json::to_string(&Traces { user: state.user.clone(), external_id, conversations }).ok()
}

/// Deletes it. What is gone already is as it should be.
pub(super) async fn forget(edge: &Edge, traces: &str, conversation: &ConversationId, now: Moment) -> Then {
    let Ok(traces) = serde_json::from_str::<Traces>(traces) else {
        return Then::Fail { error: "what was to be forgotten cannot be read".to_owned() };
    };
    let turn = Turn { conversation: conversation.clone(), errand: Errand::Look };
    if let Err(span) = edge.pace.take(turn, now) {
        return Then::Wait(span);
    }
    match all(edge, traces, now).await {
        Ok(()) => Then::Done,
        Err(error) => {
            let after = match &error {
                Error::RateLimited { retry_after } => {
                    edge.pace.pause(now, *retry_after);
                    *retry_after
                }
                Error::Unavailable { retry_after, .. } | Error::OutcomeUnknown { retry_after, .. } => *retry_after,
                _ => None,
            };
            Then::Retry { after, ambiguous: false, error: error.to_string() }
        }
    }
}

async fn all(edge: &Edge, traces: Traces, now: Moment) -> Result<(), Error> {
    let zendesk = &edge.conversations;
    for id in traces.conversations {
        gone(zendesk.delete_all_messages(&ids::ConversationId::new(id)).await)?;
        edge.pace.further(now);
    }
    let user = traces.user.map(|id| UserRef::Id(UserId::new(id)));
    if let Some(user) = user.or(traces.external_id.map(|id| UserRef::External(ExternalId::new(id)))) {
        gone(zendesk.delete_user_personal_information(&user).await.map(drop))?;
    }
    Ok(())
}

fn gone(done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Err(Error::NotFound(_)) => Ok(()),
        other => other,
    }
}
