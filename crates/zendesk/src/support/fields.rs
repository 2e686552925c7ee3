//! Custom fields of tickets and of users.

use serde::{Deserialize, Serialize};

use super::Support;
use super::pages::{Continuation, Page};
use crate::error::Error;
use crate::http::Call;
use crate::ids::FieldId;
use crate::tolerant;

/// A field of tickets or of users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// Its number; what a ticket names it by.
    pub id: FieldId,
    /// What a user names it by. Fields of tickets have none.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub key: Option<String>,
    /// Its title.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub title: String,
    /// `text`, `textarea`, `checkbox`, `tagger`, `dropdown`, or one of the system's own.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: String,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub active: bool,
    /// Whether end users may fill it, which messaging asks of a field it is to fill. Only of tickets' fields.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub editable_in_portal: bool,
    /// What it can hold, where it is a list.
    #[serde(default, rename = "custom_field_options", deserialize_with = "tolerant::some")]
    pub options: Vec<FieldOption>,
}

/// One of the things a list can hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    /// What is shown.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// What is stored, and written.
    pub value: String,
}

/// A field to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewField {
    /// What a user names it by; letters, digits and underscores. Fields of users must have one, of tickets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its title.
    pub title: String,
    /// `text`, `textarea`, `checkbox` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it can hold, where it is a list.
    #[serde(rename = "custom_field_options", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
}

#[derive(Serialize)]
struct TicketWish<'a> {
    ticket_field: &'a NewField,
}

#[derive(Deserialize)]
struct TicketOne {
    ticket_field: Field,
}

#[derive(Deserialize)]
struct TicketMany {
    #[serde(deserialize_with = "tolerant::readable")]
    ticket_fields: Vec<Field>,
    #[serde(flatten)]
    continuation: Continuation,
}

#[derive(Serialize)]
struct UserWish<'a> {
    user_field: &'a NewField,
}

#[derive(Deserialize)]
struct UserOne {
    user_field: Field,
}

#[derive(Deserialize)]
struct UserMany {
    #[serde(deserialize_with = "tolerant::readable")]
    user_fields: Vec<Field>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for TicketMany {
    type Item = Field;

    fn split(self) -> (Vec<Field>, Continuation) {
        (self.ticket_fields, self.continuation)
    }
}

impl Page for UserMany {
    type Item = Field;

    fn split(self) -> (Vec<Field>, Continuation) {
        (self.user_fields, self.continuation)
    }
}

impl Support {
    /// Every field of tickets, at most `pages` pages of 100.
    pub async fn list_ticket_fields(&self, pages: usize) -> Result<Vec<Field>, Error> {
        self.every::<TicketMany>("ListTicketFields", &self.url(&["ticket_fields"])?, pages).await
    }

    /// Makes a field of tickets. Needs an administrator's rights.
    pub async fn create_ticket_field(&self, field: &NewField) -> Result<Field, Error> {
        let call = Call::post("CreateTicketField", self.url(&["ticket_fields"])?, &TicketWish { ticket_field: field })?;
        Ok(self.endpoint.ask::<TicketOne>(call).await?.ticket_field)
    }

    /// Every field of users, at most `pages` pages of 100.
    pub async fn list_user_fields(&self, pages: usize) -> Result<Vec<Field>, Error> {
        self.every::<UserMany>("ListUserFields", &self.url(&["user_fields"])?, pages).await
    }

    /// Makes a field of users. Needs an administrator's rights; a key that is taken is [`Error::Invalid`].
    pub async fn create_user_field(&self, field: &NewField) -> Result<Field, Error> {
        let call = Call::post("CreateUserField", self.url(&["user_fields"])?, &UserWish { user_field: field })?;
        Ok(self.endpoint.ask::<UserOne>(call).await?.user_field)
    }
}
