//! Sunshine Conversations v2: its operations, one file a resource.

pub(crate) mod activity;
pub(crate) mod apps;
pub(crate) mod attachments;
pub(crate) mod content;
pub(crate) mod conversations;
pub(crate) mod filetype;
pub(crate) mod integrations;
pub(crate) mod keys;
pub(crate) mod listing;
pub(crate) mod markup;
pub(crate) mod merging;
pub(crate) mod messages;
pub(crate) mod page;
pub(crate) mod participants;
pub(crate) mod posting;
pub(crate) mod rows;
pub(crate) mod switchboard;
pub(crate) mod switchboards;
pub(crate) mod users;
pub(crate) mod webhooks;

use crate::operation::Needs::{AnyKey, AppKey};
use crate::operation::{Handler, Needs, Operation};
use axum::http::Method;

const fn op(id: &'static str, method: Method, path: &'static str, needs: Needs, handler: Handler) -> Operation {
    Operation { id, method, path, needs, handler }
}

/// Every operation there is, by the names and path templates of the published document.
pub(crate) static OPERATIONS: &[Operation] = &[
    op("GetApp", Method::GET, "/v2/apps/{appId}", AppKey, apps::get),
    op("CreateUser", Method::POST, "/v2/apps/{appId}/users", AnyKey, users::create),
    op("ListUsers", Method::GET, "/v2/apps/{appId}/users", AnyKey, users::list),
    op("GetUser", Method::GET, "/v2/apps/{appId}/users/{userIdOrExternalId}", AnyKey, users::get),
    op("UpdateUser", Method::PATCH, "/v2/apps/{appId}/users/{userIdOrExternalId}", AnyKey, users::update),
    op("DeleteUser", Method::DELETE, "/v2/apps/{appId}/users/{userIdOrExternalId}", AnyKey, users::delete),
    op(
        "DeleteUserPersonalInformation",
        Method::DELETE,
        "/v2/apps/{appId}/users/{userIdOrExternalId}/personalinformation",
        AnyKey,
        users::delete_personal_information,
    ),
    op("CreateConversation", Method::POST, "/v2/apps/{appId}/conversations", AnyKey, conversations::create),
    op("ListConversations", Method::GET, "/v2/apps/{appId}/conversations", AnyKey, listing::list),
    op("GetConversation", Method::GET, "/v2/apps/{appId}/conversations/{conversationId}", AnyKey, conversations::get),
    op(
        "UpdateConversation",
        Method::PATCH,
        "/v2/apps/{appId}/conversations/{conversationId}",
        AnyKey,
        conversations::update,
    ),
    op(
        "DeleteConversation",
        Method::DELETE,
        "/v2/apps/{appId}/conversations/{conversationId}",
        AnyKey,
        conversations::delete,
    ),
    op(
        "JoinConversation",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/join",
        AnyKey,
        participants::join,
    ),
    op(
        "LeaveConversation",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/leave",
        AnyKey,
        participants::leave,
    ),
    op(
        "ListParticipants",
        Method::GET,
        "/v2/apps/{appId}/conversations/{conversationId}/participants",
        AnyKey,
        participants::list,
    ),
    op("PostMessage", Method::POST, "/v2/apps/{appId}/conversations/{conversationId}/messages", AnyKey, posting::post),
    op("ListMessages", Method::GET, "/v2/apps/{appId}/conversations/{conversationId}/messages", AnyKey, messages::list),
    op(
        "DeleteAllMessages",
        Method::DELETE,
        "/v2/apps/{appId}/conversations/{conversationId}/messages",
        AnyKey,
        messages::delete_all,
    ),
    op(
        "DeleteMessage",
        Method::DELETE,
        "/v2/apps/{appId}/conversations/{conversationId}/messages/{messageId}",
        AnyKey,
        messages::delete,
    ),
    op(
        "PostActivity",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/activity",
        AnyKey,
        activity::post,
    ),
    op(
        "PassControl",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/passControl",
        AnyKey,
        switchboard::pass,
    ),
    op(
        "OfferControl",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/offerControl",
        AnyKey,
        switchboard::offer,
    ),
    op(
        "AcceptControl",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/acceptControl",
        AnyKey,
        switchboard::accept,
    ),
    op(
        "ReleaseControl",
        Method::POST,
        "/v2/apps/{appId}/conversations/{conversationId}/releaseControl",
        AnyKey,
        switchboard::release,
    ),
    op("UploadAttachment", Method::POST, "/v2/apps/{appId}/attachments", AnyKey, attachments::upload),
    op("DeleteAttachment", Method::POST, "/v2/apps/{appId}/attachments/remove", AnyKey, attachments::remove),
    op("ListIntegrations", Method::GET, "/v2/apps/{appId}/integrations", AppKey, integrations::list),
    op("CreateIntegration", Method::POST, "/v2/apps/{appId}/integrations", AppKey, integrations::create),
    op("GetIntegration", Method::GET, "/v2/apps/{appId}/integrations/{integrationId}", AppKey, integrations::get),
    op(
        "UpdateIntegration",
        Method::PATCH,
        "/v2/apps/{appId}/integrations/{integrationId}",
        AppKey,
        integrations::update,
    ),
    op(
        "DeleteIntegration",
        Method::DELETE,
        "/v2/apps/{appId}/integrations/{integrationId}",
        AppKey,
        integrations::delete,
    ),
    op(
        "CreateCustomIntegrationKey",
        Method::POST,
        "/v2/apps/{appId}/integrations/{integrationId}/keys",
        AppKey,
        keys::create,
    ),
    op(
        "ListCustomIntegrationKeys",
        Method::GET,
        "/v2/apps/{appId}/integrations/{integrationId}/keys",
        AppKey,
        keys::list,
    ),
    op(
        "GetCustomIntegrationKey",
        Method::GET,
        "/v2/apps/{appId}/integrations/{integrationId}/keys/{keyId}",
        AppKey,
        keys::get,
    ),
    op(
        "DeleteCustomIntegrationKey",
        Method::DELETE,
        "/v2/apps/{appId}/integrations/{integrationId}/keys/{keyId}",
        AppKey,
        keys::delete,
    ),
    op("ListWebhooks", Method::GET, "/v2/apps/{appId}/integrations/{integrationId}/webhooks", AnyKey, webhooks::list),
    op(
        "CreateWebhook",
        Method::POST,
        "/v2/apps/{appId}/integrations/{integrationId}/webhooks",
        AnyKey,
        webhooks::create,
    ),
    op(
        "GetWebhook",
        Method::GET,
        "/v2/apps/{appId}/integrations/{integrationId}/webhooks/{webhookId}",
        AnyKey,
        webhooks::get,
    ),
    op(
        "UpdateWebhook",
        Method::PATCH,
        "/v2/apps/{appId}/integrations/{integrationId}/webhooks/{webhookId}",
        AnyKey,
        webhooks::update,
    ),
    op(
        "DeleteWebhook",
        Method::DELETE,
        "/v2/apps/{appId}/integrations/{integrationId}/webhooks/{webhookId}",
        AnyKey,
        webhooks::delete,
    ),
    op("ListSwitchboards", Method::GET, "/v2/apps/{appId}/switchboards", AppKey, switchboards::list),
    op("CreateSwitchboard", Method::POST, "/v2/apps/{appId}/switchboards", AppKey, switchboards::create),
    op(
        "UpdateSwitchboard",
        Method::PATCH,
        "/v2/apps/{appId}/switchboards/{switchboardId}",
        AppKey,
        switchboards::update,
    ),
    op(
        "DeleteSwitchboard",
        Method::DELETE,
        "/v2/apps/{appId}/switchboards/{switchboardId}",
        AppKey,
        switchboards::delete,
    ),
    op(
        "ListSwitchboardIntegrations",
        Method::GET,
        "/v2/apps/{appId}/switchboards/{switchboardId}/switchboardIntegrations",
        AppKey,
        rows::list,
    ),
    op(
        "CreateSwitchboardIntegration",
        Method::POST,
        "/v2/apps/{appId}/switchboards/{switchboardId}/switchboardIntegrations",
        AppKey,
        rows::create,
    ),
    op(
        "UpdateSwitchboardIntegration",
        Method::PATCH,
        "/v2/apps/{appId}/switchboards/{switchboardId}/switchboardIntegrations/{switchboardIntegrationId}",
        AppKey,
        rows::update,
    ),
    op(
        "DeleteSwitchboardIntegration",
        Method::DELETE,
        "/v2/apps/{appId}/switchboards/{switchboardId}/switchboardIntegrations/{switchboardIntegrationId}",
        AppKey,
        rows::delete,
    ),
];
