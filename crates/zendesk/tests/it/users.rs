use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::ids::{ExternalId, UserId};
use baton_zendesk::metadata::Metadata;
use baton_zendesk::users::{NewUser, Profile, UserChange, UserRef};
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn user() -> Value {
    json!({"user": {
        "id": "67a11490f0305f4a391e9f8a", "externalId": "baton-7", "zendeskId": "35436", "brandId": "9477922990333",
        "signedUpAt": "2025-02-03T19:10:08.152Z", "hasPaymentInfo": false, "identities": [],
        "profile": {"locale": "en", "localeOrigin": "zendeskAccount", "givenName": "Ada"}, "metadata": {"plan": "pro"}
    }})
}

#[tokio::test]
async fn a_user_is_made_with_profile_and_metadata() {
    let vendor = Vendor::answering(vendor::json(201, &user())).await;
    let new = NewUser {
        profile: Profile {
            given_name: Some("Ada".into()),
            email: Some("ada@example.com".into()),
            ..Profile::default()
        },
        metadata: Metadata::new().with("phone", "+1 555").with("verified", false).with("visits", 3),
        ..NewUser::new(ExternalId::from("baton-7"))
    };
    let made = vendor.conversations().create_user(&new).await.unwrap();
    vendor.only().assert_json(
        Method::POST,
        "/users",
        json!({
            "externalId": "baton-7",
            "profile": {"givenName": "Ada", "email": "ada@example.com"},
            "metadata": {"phone": "+1 555", "verified": false, "visits": 3}
        }),
    );
    assert_eq!(made.id, UserId::from("67a11490f0305f4a391e9f8a"));
    assert_eq!(made.external_id, Some(ExternalId::from("baton-7")));
    assert_eq!(made.profile.given_name.as_deref(), Some("Ada"));
    assert_eq!(made.metadata.text("plan"), Some("pro"));
}

#[tokio::test]
async fn a_user_of_whom_nothing_is_known_is_made_with_an_id_alone() {
    let vendor = Vendor::answering(vendor::json(201, &user())).await;
    vendor.conversations().create_user(&NewUser::new("baton-7".into())).await.unwrap();
    vendor.only().assert_json(Method::POST, "/users", json!({"externalId": "baton-7"}));
}

#[tokio::test]
async fn a_second_user_with_the_same_id_is_a_conflict() {
    let vendor = Vendor::answering(vendor::refusal(409, "conflict", "User already exists")).await;
    let error = vendor.conversations().create_user(&NewUser::new("baton-7".into())).await.unwrap_err();
    assert!(matches!(&error, Error::Conflict(problems) if problems.has("conflict")), "{error:?}");
}

#[tokio::test]
async fn a_user_is_found_by_either_id_whatever_it_holds() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    for (reference, path) in [
        (UserRef::Id("67a1".into()), "/users/67a1"),
        (UserRef::External("a b/c?d#e%2f&é@x".into()), "/users/a%20b%2Fc%3Fd%23e%252f&%C3%A9@x"),
    ] {
        vendor.then(vendor::json(200, &user()));
        client.get_user(&reference).await.unwrap();
        vendor.seen().last().unwrap().assert_empty(Method::GET, path);
    }
}

#[tokio::test]
async fn an_id_that_would_name_another_resource_is_refused_before_it_is_sent() {
    let vendor = Vendor::start().await;
    for id in ["", ".", ".."] {
        let error = vendor.conversations().get_user(&UserRef::External(id.into())).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{id:?}: {error:?}");
    }
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn a_change_names_only_what_changes() {
    let vendor = Vendor::answering(vendor::json(200, &user())).await;
    let change = UserChange {
        profile: Profile { surname: Some("Lovelace".into()), ..Profile::default() },
        metadata: Metadata::new(),
    };
    vendor.conversations().update_user(&UserRef::Id("67a1".into()), &change).await.unwrap();
    vendor.only().assert_json(Method::PATCH, "/users/67a1", json!({"profile": {"surname": "Lovelace"}}));
}

#[tokio::test]
async fn personal_information_is_deleted() {
    let vendor = Vendor::answering(vendor::json(
        200,
        &json!({"user": {"id": "67a1", "externalId": "baton-7", "identities": [], "profile": {}, "metadata": {}}}),
    ))
    .await;
    let left = vendor.conversations().delete_user_personal_information(&UserRef::Id("67a1".into())).await.unwrap();
    vendor.only().assert_empty(Method::DELETE, "/users/67a1/personalinformation");
    assert_eq!(left.profile, Profile::default());
}
