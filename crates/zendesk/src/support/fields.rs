//! Custom fields of tickets.

use serde::Deserialize;

use super::Support;
use super::pages::{Continuation, Page};
use crate::error::Error;
use crate::ids::FieldId;
use crate::tolerant;

/// A field of tickets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// Its number; what a ticket names it by.
    pub id: FieldId,
    /// Its title.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub title: String,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub active: bool,
    /// Whether end users may fill it, which messaging asks of a field it is to fill.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub editable_in_portal: bool,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    ticket_fields: Vec<Field>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Many {
    type Item = Field;

    fn split(self) -> (Vec<Field>, Continuation) {
        (self.ticket_fields, self.continuation)
    }
}

impl Support {
    /// Every field of tickets, at most `pages` pages of 100.
    pub async fn list_ticket_fields(&self, pages: usize) -> Result<Vec<Field>, Error> {
        self.every::<Many>("ListTicketFields", &self.url(&["ticket_fields"])?, pages).await
    }
}
