//! Users of the account: agents and end users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Support;
use crate::error::Error;
use crate::http::Call;
use crate::ids::SupportUserId;
use crate::tolerant;

/// A person of the account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// The number.
    pub id: SupportUserId,
    /// The name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// The primary e-mail address.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub email: Option<String>,
    /// The id we gave them; the vendor does not tell capitals from small letters in it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub external_id: Option<String>,
    /// `admin`, `agent` or `end-user`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub role: String,
    /// Whether one of their addresses is known to be theirs. What is not told is not so.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub verified: bool,
    /// Whether they are kept out.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub suspended: bool,
    /// The language, such as `de`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub locale: Option<String>,
    /// The number for calls and text messages.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub phone: Option<String>,
    /// The custom fields, by their keys.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub user_fields: BTreeMap<String, serde_json::Value>,
    /// The picture.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub photo: Option<Photo>,
}

/// A person's picture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Photo {
    /// Where it is.
    pub content_url: String,
    /// What the vendor takes it for.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub content_type: Option<String>,
}

impl Person {
    /// Whether they work for the account. Whose role is not told does not.
    pub fn is_staff(&self) -> bool {
        matches!(self.role.as_str(), "agent" | "admin")
    }

    /// A custom field, if it holds a text.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.user_fields.get(key)?.as_str()
    }
}

/// A person to be made, or to be brought up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PersonWish {
    /// The name.
    pub name: String,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Our own id for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The number for calls and text messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Custom fields to be set, by their keys.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user_fields: BTreeMap<String, String>,
    /// Whether the vendor is to send no e-mail that asks to confirm the address.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skip_verify_email: bool,
    /// Whether the address is known to be theirs. `None` leaves it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

#[derive(Serialize)]
struct Wish<'a> {
    user: &'a PersonWish,
}

#[derive(Deserialize)]
struct One {
    user: Person,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    users: Vec<Person>,
}

impl Support {
    /// A person by number. `None` where there is none.
    pub async fn user(&self, user: SupportUserId) -> Result<Option<Person>, Error> {
        let url = self.url(&["users", &user.to_string()])?;
        match self.endpoint.ask::<One>(Call::get("ShowUser", url)).await {
            Ok(one) => Ok(Some(one.user)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Everybody with this very e-mail address as the primary one, whatever its capitals.
    pub async fn users_by_email(&self, email: &str) -> Result<Vec<Person>, Error> {
        let mut url = self.url(&["users", "search"])?;
        url.query_pairs_mut().append_pair("query", &format!("email:{email}"));
        let Many { mut users } = self.endpoint.ask(Call::get("SearchUsers", url)).await?;
        // The vendor's search finds what is like it too.
        users.retain(|user| user.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email)));
        Ok(users)
    }

    /// Makes a person, or brings up to date who has the external id or the address. Doing it again changes nothing, so
    /// an unknown outcome is settled by repeating it.
    pub async fn create_or_update_user(&self, wish: &PersonWish) -> Result<Person, Error> {
        let url = self.url(&["users", "create_or_update"])?;
        let call = Call::post("CreateOrUpdateUser", url, &Wish { user: wish })?;
        Ok(self.endpoint.ask::<One>(call).await?.user)
    }
}
