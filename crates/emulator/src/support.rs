//! Support: tickets, people, files, webhooks and triggers, one file a resource.

pub(crate) mod availability;
pub(crate) mod brands;
pub(crate) mod deleting;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod groups;
pub(crate) mod idempotency;
pub(crate) mod memberships;
pub(crate) mod oauth;
pub(crate) mod office;
pub(crate) mod pace;
pub(crate) mod paging;
pub(crate) mod schedules;
pub(crate) mod tickets;
pub(crate) mod triggers;
pub(crate) mod uploads;
pub(crate) mod users;
pub(crate) mod webhooks;

use crate::answer::Refusal;
use crate::auth::{Caller, permits};
use crate::operation::Needs::{Nothing, Support};
use crate::operation::{Call, Handler, Needs, Operation};
use crate::workspace::Failure;
use axum::http::{Method, StatusCode};

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
    op("ListTicketComments", Method::GET, "/api/v2/tickets/{ticket_id}/comments", Support, tickets::comments::list),
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
    // Tickets without a conversation.
    op("ListTickets", Method::GET, "/api/v2/tickets", Support, tickets::list),
    op("CreateTicket", Method::POST, "/api/v2/tickets", Support, tickets::create::create),
    op("UpdateTicket", Method::PUT, "/api/v2/tickets/{ticket_id}", Support, tickets::update::update),
    op("ListAuditsForTicket", Method::GET, "/api/v2/tickets/{ticket_id}/audits", Support, tickets::audits::list),
    op("ListResourceTags", Method::GET, "/api/v2/tickets/{ticket_id}/tags", Support, tickets::update::show_tags),
    op("SetTagsTicket", Method::POST, "/api/v2/tickets/{ticket_id}/tags", Support, tickets::update::set_tags),
    op("PutTagsTicket", Method::PUT, "/api/v2/tickets/{ticket_id}/tags", Support, tickets::update::add_tags),
    op("DeleteTagsTicket", Method::DELETE, "/api/v2/tickets/{ticket_id}/tags", Support, tickets::update::remove_tags),
    op("UploadFiles", Method::POST, "/api/v2/uploads", Support, uploads::upload),
    op("DeleteUpload", Method::DELETE, "/api/v2/uploads/{token}", Support, uploads::delete),
    op("ShowUser", Method::GET, "/api/v2/users/{user_id}", Support, users::show),
    op("UpdateUser", Method::PUT, "/api/v2/users/{user_id}", Support, users::change::update),
    op("CreateOrUpdateUser", Method::POST, "/api/v2/users/create_or_update", Support, users::change::create_or_update),
    op("ShowManyUsers", Method::GET, "/api/v2/users/show_many", Support, users::show_many),
    op(
        "ListUserRequestedTickets",
        Method::GET,
        "/api/v2/users/{user_id}/tickets/requested",
        Support,
        deleting::requested,
    ),
    op("DeleteTicket", Method::DELETE, "/api/v2/tickets/{ticket_id}", Support, deleting::delete_ticket),
    op(
        "DeleteTicketPermanently",
        Method::DELETE,
        "/api/v2/deleted_tickets/{ticket_id}",
        Support,
        deleting::forget_ticket,
    ),
    op("DeleteUser", Method::DELETE, "/api/v2/users/{user_id}", Support, deleting::delete_person),
    op(
        "PermanentlyDeleteUser",
        Method::DELETE,
        "/api/v2/deleted_users/{deleted_user_id}",
        Support,
        deleting::forget_person,
    ),
    op("ListTriggers", Method::GET, "/api/v2/triggers", Support, triggers::list),
    op("CreateTrigger", Method::POST, "/api/v2/triggers", Support, triggers::create),
    op("GetTrigger", Method::GET, "/api/v2/triggers/{trigger_id}", Support, triggers::show),
    op("UpdateTrigger", Method::PUT, "/api/v2/triggers/{trigger_id}", Support, triggers::update),
    op("DeleteTrigger", Method::DELETE, "/api/v2/triggers/{trigger_id}", Support, triggers::delete),
    // In no published document (FACTS 3.5); the names are the vendor's own page titles.
    op("ListWebhooks", Method::GET, "/api/v2/webhooks", Support, webhooks::list),
    op("CreateWebhook", Method::POST, "/api/v2/webhooks", Support, webhooks::create),
    op("ShowWebhook", Method::GET, "/api/v2/webhooks/{webhook_id}", Support, webhooks::show),
    op("UpdateWebhook", Method::PUT, "/api/v2/webhooks/{webhook_id}", Support, webhooks::update),
    op("DeleteWebhook", Method::DELETE, "/api/v2/webhooks/{webhook_id}", Support, webhooks::delete),
    op(
        "ShowWebhookSigningSecret",
        Method::GET,
        "/api/v2/webhooks/{webhook_id}/signing_secret",
        Support,
        webhooks::show_secret,
    ),
    op(
        "ResetWebhookSigningSecret",
        Method::POST,
        "/api/v2/webhooks/{webhook_id}/signing_secret",
        Support,
        webhooks::reset_secret,
    ),
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
    bare(call.param(name)).parse().map_err(|_| not_found())
}

pub(crate) fn not_found() -> Refusal {
    Refusal::missing("RecordNotFound", "Not found")
}

/// A record that breaks a rule: 422, named as `Field: what is wrong`.
pub(crate) fn invalid(title: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "RecordInvalid", title)
}

/// What an agent would be told, as the API says it.
pub(crate) fn failed(failure: &Failure) -> Refusal {
    match failure {
        Failure::NoSuchTicket(_) => not_found(),
        Failure::Ended(_) => invalid("Status: closed prevents ticket update"),
        other => invalid(&other.to_string()),
    }
}

/// A path parameter without the `.json` the API allows behind it.
pub(crate) fn bare(parameter: &str) -> &str {
    parameter.strip_suffix(".json").unwrap_or(parameter)
}
