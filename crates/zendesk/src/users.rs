//! Users of an app: the visitors, as Sunshine Conversations knows them.

use serde::{Deserialize, Serialize};

use crate::ids::{BrandId, ExternalId, UserId, ZendeskId};
use crate::metadata::Metadata;
use crate::tolerant;

/// A user, whole from the API or short from a webhook (then profile and metadata are empty).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The vendor's id.
    pub id: UserId,
    /// Our own id, if the user was given one.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub external_id: Option<ExternalId>,
    /// The user of Support this one is linked with.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub zendesk_id: Option<ZendeskId>,
    /// The brand, in accounts that keep users apart by brand.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub brand_id: Option<BrandId>,
    /// Whether the user proved who they are.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub authenticated: bool,
    /// Name, e-mail address and so on.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub profile: Profile,
    /// What was kept beside the user.
    #[serde(default)]
    pub metadata: Metadata,
}

/// What is known of a user. A missing value is left as it is when written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Given name, at most [`crate::limits::PROFILE_TEXT_MAX`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Surname, at most [`crate::limits::PROFILE_TEXT_MAX`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// E-mail address, at most [`crate::limits::PROFILE_TEXT_MAX`] characters. It identifies nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Address of a picture, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// Language and region, at most 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

impl Profile {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A user to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    /// Our id; a second user with the same one is refused as a conflict.
    pub external_id: ExternalId,
    /// Name, e-mail address and so on.
    #[serde(skip_serializing_if = "Profile::is_empty")]
    pub profile: Profile,
    /// What to keep beside the user.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl NewUser {
    /// A user of whom nothing but our id is known.
    pub fn new(external_id: ExternalId) -> Self {
        Self { external_id, profile: Profile::default(), metadata: Metadata::new() }
    }
}

/// A change of a user: what is empty stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UserChange {
    /// Values to set in the profile.
    #[serde(skip_serializing_if = "Profile::is_empty")]
    pub profile: Profile,
    /// What to keep beside the user.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// A user, named by the vendor's id or by ours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UserRef {
    /// By the vendor's id.
    Id(UserId),
    /// By the id we gave the user.
    External(ExternalId),
}

impl UserRef {
    /// The id, of whichever kind.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(id) => id.as_str(),
            Self::External(id) => id.as_str(),
        }
    }

    /// The key under which request bodies and filters name such a user.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Id(_) => "userId",
            Self::External(_) => "userExternalId",
        }
    }
}

impl From<UserId> for UserRef {
    fn from(id: UserId) -> Self {
        Self::Id(id)
    }
}

impl From<ExternalId> for UserRef {
    fn from(id: ExternalId) -> Self {
        Self::External(id)
    }
}
