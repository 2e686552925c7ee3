//! Support: the operations messaging needs beside Sunshine Conversations.

pub(crate) mod groups;
pub(crate) mod memberships;
pub(crate) mod oauth;
pub(crate) mod tickets;
pub(crate) mod users;

use crate::answer::Refusal;
use crate::auth::{Caller, permits};
use crate::operation::Needs::{Nothing, Support};
use crate::operation::{Call, Handler, Needs, Operation};
use axum::http::Method;

const fn op(id: &'static str, method: Method, path: &'static str, needs: Needs, handler: Handler) -> Operation {
    Operation { id, method, path, needs, handler }
}

/// Every operation there is, by the names and path templates of the published document.
pub(crate) static OPERATIONS: &[Operation] = &[
    op("CreateTokenForGrantType", Method::POST, "/oauth/tokens", Nothing, oauth::create_token),
    op("ShowCurrentUser", Method::GET, "/api/v2/users/me", Support, users::me),
    op("ListGroups", Method::GET, "/api/v2/groups", Support, groups::list),
    op("CreateGroup", Method::POST, "/api/v2/groups", Support, groups::create),
    op(
        "ListGroupMembershipsByGroup",
        Method::GET,
        "/api/v2/groups/{group_id}/memberships",
        Support,
        memberships::of_group,
    ),
    op("CreateGroupMembership", Method::POST, "/api/v2/group_memberships", Support, memberships::create),
    op("SearchUsers", Method::GET, "/api/v2/users/search", Support, users::search),
    op("ShowTicket", Method::GET, "/api/v2/tickets/{ticket_id}", Support, tickets::show),
    op("ListTicketComments", Method::GET, "/api/v2/tickets/{ticket_id}/comments", Support, tickets::comments),
    op(
        "ShowTicketByMessagingConversationId",
        Method::GET,
        "/api/v2/tickets/messaging/conversations/{conversation_id}/ticket",
        Support,
        tickets::of_conversation,
    ),
];

/// Refuses a token whose scopes do not cover a resource.
pub(crate) fn allow(call: &Call, resource: &str, write: bool) -> Result<(), Refusal> {
    match &call.caller {
        Caller::Support(scopes) if permits(scopes, resource, write) => Ok(()),
        _ => Err(Refusal::forbidden()),
    }
}

pub(crate) fn not_found() -> Refusal {
    Refusal::missing("RecordNotFound", "Not found")
}
