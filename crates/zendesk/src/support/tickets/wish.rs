use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{Priority, TicketKind, TicketStatus};
use crate::ids::{FieldId, GroupId, SupportBrandId, SupportUserId, TicketId};
use crate::metadata::Metadata;
use crate::support::NewComment;

/// A ticket to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewTicket {
    /// What it is called.
    pub subject: String,
    /// What is said first; its author is the requester unless another is named.
    pub comment: NewComment,
    /// Whose question it is.
    #[serde(flatten)]
    pub requester: RequesterWish,
    /// Who brings it in; the requester where nobody is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitter_id: Option<SupportUserId>,
    /// The group it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// The brand it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_id: Option<SupportBrandId>,
    /// How much it presses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What it is about.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<TicketKind>,
    /// Its tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its custom fields.
    #[serde(serialize_with = "fields", skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<(FieldId, String)>,
    /// Our own id for it, to find it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The closed ticket it goes on with; one that is not closed is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via_followup_source_id: Option<TicketId>,
    /// What is kept with the audit, under `metadata.custom`.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum RequesterWish {
    /// A user of the account.
    #[serde(rename = "requester_id")]
    Id(SupportUserId),
    /// Whoever has this address. The user is made where there is none; a name and locale are only for such a one.
    #[serde(rename = "requester")]
    Person {
        /// The name.
        name: String,
        /// The address.
        email: String,
        /// The vendor's number of the language.
        #[serde(skip_serializing_if = "Option::is_none")]
        locale_id: Option<u64>,
    },
}

impl NewTicket {
    /// A ticket with nothing but what it must have.
    pub fn new(subject: impl Into<String>, comment: NewComment, requester: RequesterWish) -> Self {
        Self {
            subject: subject.into(),
            comment,
            requester,
            submitter_id: None,
            group_id: None,
            brand_id: None,
            priority: None,
            kind: None,
            tags: Vec::new(),
            custom_fields: Vec::new(),
            external_id: None,
            via_followup_source_id: None,
            metadata: Metadata::new(),
        }
    }
}

/// What to change of a ticket; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TicketChange {
    /// What is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<NewComment>,
    /// Where it stands from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// How much it presses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The group that gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// Another requester.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester_id: Option<SupportUserId>,
    /// Our own id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// All its tags from now on; [`crate::Support::add_tags`] leaves the others alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Custom fields to be set.
    #[serde(serialize_with = "fields", skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<(FieldId, String)>,
    /// What is kept with the audit, under `metadata.custom`.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl TicketChange {
    /// A comment and nothing else.
    pub fn comment(comment: NewComment) -> Self {
        Self { comment: Some(comment), ..Self::default() }
    }

    /// A status and nothing else.
    pub fn status(status: TicketStatus) -> Self {
        Self { status: Some(status), ..Self::default() }
    }
}

#[derive(Serialize)]
struct FieldWish<'a> {
    id: FieldId,
    value: &'a str,
}

fn fields<S: Serializer>(fields: &[(FieldId, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(fields.len()))?;
    for (id, value) in fields {
        list.serialize_element(&FieldWish { id: *id, value })?;
    }
    list.end()
}
