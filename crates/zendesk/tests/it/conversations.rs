use axum::http::Method;
use baton_zendesk::conversations::{Activity, ConversationChange, ConversationKind, NewConversation};
use baton_zendesk::ids::{BrandId, ConversationId};
use baton_zendesk::metadata::Metadata;
use baton_zendesk::users::UserRef;
use baton_zendesk::{Error, Timestamp};
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

const ID: &str = "67a0ecf8f0305f4a391e9db1";

fn conversation() -> Value {
    json!({"conversation": {
        "id": ID, "type": "personal", "isDefault": true, "brandId": "9477922990333", "metadata": null,
        "lastUpdatedAt": "2025-02-03T16:21:12.308Z", "createdAt": "2025-02-03T16:21:12.308Z", "businessLastRead": null,
        "activeSwitchboardIntegration": {
            "id": "62261ff6aa72f900ef123e1d", "name": "zd-agentWorkspace",
            "integrationId": "62261ff41b74b670c3f64c2f", "integrationType": "zd:agentWorkspace"
        },
        "pendingSwitchboardIntegration": null
    }})
}

#[tokio::test]
async fn a_conversation_is_made_for_one_user_who_is_not_subscribed() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    for (user, participant) in [
        (UserRef::Id("67a1".into()), json!({"userId": "67a1", "subscribeSDKClient": false})),
        (UserRef::External("baton-7".into()), json!({"userExternalId": "baton-7", "subscribeSDKClient": false})),
    ] {
        vendor.then(vendor::json(201, &conversation()));
        let mut new = NewConversation::personal(user);
        new.metadata = Metadata::new().with("baton.conversation", "0198");
        client.create_conversation(&new).await.unwrap();
        vendor.seen().last().unwrap().assert_json(
            Method::POST,
            "/conversations",
            json!({"type": "personal", "participants": [participant], "metadata": {"baton.conversation": "0198"}}),
        );
    }
}

#[tokio::test]
async fn a_conversation_shows_who_has_control() {
    let vendor = Vendor::answering(vendor::json(200, &conversation())).await;
    let found = vendor.conversations().get_conversation(&ConversationId::from(ID)).await.unwrap();
    vendor.only().assert_empty(Method::GET, &format!("/conversations/{ID}"));
    assert_eq!((found.kind, found.is_default), (ConversationKind::Personal, true));
    assert_eq!(found.brand_id, Some(BrandId::from("9477922990333")));
    assert!(found.active_switchboard_integration.unwrap().is_agent_workspace());
    assert_eq!(found.pending_switchboard_integration, None);
    assert_eq!(found.created_at, Timestamp::parse("2025-02-03T16:21:12.308Z"));
    assert!(found.metadata.is_empty());
}

#[tokio::test]
async fn a_missing_conversation_is_told_from_a_missing_app() {
    let vendor = Vendor::answering(vendor::refusal(404, "conversation_not_found", "Conversation not found")).await;
    let error = vendor.conversations().get_conversation(&ID.into()).await.unwrap_err();
    assert!(matches!(&error, Error::NotFound(problems) if problems.has("conversation_not_found")), "{error:?}");
}

#[tokio::test]
async fn a_change_names_only_what_changes() {
    let vendor = Vendor::answering(vendor::json(200, &conversation())).await;
    let metadata = Metadata::new().with("dataCapture.ticketField.77", "order-42");
    let change = ConversationChange { metadata, ..ConversationChange::default() };
    vendor.conversations().update_conversation(&ID.into(), &change).await.unwrap();
    vendor.only().assert_json(
        Method::PATCH,
        &format!("/conversations/{ID}"),
        json!({"metadata": {"dataCapture.ticketField.77": "order-42"}}),
    );
}

#[tokio::test]
async fn activities_name_who_and_what() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    for (activity, body) in [
        (
            Activity::ReadBy(UserRef::Id("67a1".into())),
            json!({"author": {"type": "user", "userId": "67a1"}, "type": "conversation:read"}),
        ),
        (
            Activity::ReadBy(UserRef::External("baton-7".into())),
            json!({"author": {"type": "user", "userExternalId": "baton-7"}, "type": "conversation:read"}),
        ),
        (Activity::ReadByBusiness, json!({"author": {"type": "business"}, "type": "conversation:read"})),
        (Activity::BusinessTyping, json!({"author": {"type": "business"}, "type": "typing:start"})),
        (Activity::BusinessStoppedTyping, json!({"author": {"type": "business"}, "type": "typing:stop"})),
    ] {
        vendor.then(vendor::json(200, &json!({})));
        client.post_activity(&ID.into(), &activity).await.unwrap();
        vendor.seen().last().unwrap().assert_json(Method::POST, &format!("/conversations/{ID}/activity"), body);
    }
}
