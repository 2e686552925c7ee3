//! Support: the operations messaging needs beside Sunshine Conversations.

pub(crate) mod availability;
pub(crate) mod brands;
pub(crate) mod fields;
pub(crate) mod groups;
pub(crate) mod memberships;
pub(crate) mod oauth;
pub(crate) mod office;
pub(crate) mod schedules;
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
    op("ListAgentAvailabilities", Method::GET, "/api/v2/agent_availabilities", Support, availability::list),
    op("ListSchedules", Method::GET, "/api/v2/business_hours/schedules", Support, schedules::list),
    op(
        "ListHolidays",
        Method::GET,
        "/api/v2/business_hours/schedules/{schedule_id}/holidays",
        Support,
        schedules::holidays,
    ),
    op("ListTicketFields", Method::GET, "/api/v2/ticket_fields", Support, fields::ticket_fields),
    op("ShowTicketfield", Method::GET, "/api/v2/ticket_fields/{ticket_field_id}", Support, fields::ticket_field),
    op("ListUserFields", Method::GET, "/api/v2/user_fields", Support, fields::user_fields),
    op("CreateUserField", Method::POST, "/api/v2/user_fields", Support, fields::create_user_field),
    op("ShowUserField", Method::GET, "/api/v2/user_fields/{user_field_id}", Support, fields::user_field),
    op("ListBrands", Method::GET, "/api/v2/brands", Support, brands::list),
    op("ShowBrand", Method::GET, "/api/v2/brands/{brand_id}", Support, brands::show),
];

/// Refuses a token whose scopes do not cover a resource.
pub(crate) fn allow(call: &Call, resource: &str, write: bool) -> Result<(), Refusal> {
    match &call.caller {
        Caller::Support(scopes) if permits(scopes, resource, write) => Ok(()),
        _ => Err(Refusal::forbidden()),
    }
}

/// A number in the path, which Support takes with and without `.json` behind it.
pub(crate) fn number<T: std::str::FromStr>(call: &Call, name: &str) -> Result<T, Refusal> {
    let text = call.param(name);
    text.strip_suffix(".json").unwrap_or(text).parse().map_err(|_| not_found())
}

pub(crate) fn not_found() -> Refusal {
    Refusal::missing("RecordNotFound", "Not found")
}
