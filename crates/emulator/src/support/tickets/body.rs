//! What requests bring for a ticket, and whether the vendor takes it.

use crate::answer::Refusal;
use crate::ids::{GroupId, PersonId, TicketId, UploadToken};
use crate::json::Metadata;
use crate::state::State;
use crate::support::{invalid, uploads};
use crate::workspace::comment::{Draft, Outgoing};
use crate::workspace::edit::Edit;
use crate::workspace::people::Person;
use crate::workspace::ticket::{KINDS, PRIORITIES, Ticket, TicketStatus};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Body {
    pub(super) ticket: TicketBody,
}

/// A field that is absent stays; one that is null is taken away.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TicketBody {
    pub(super) subject: Option<String>,
    raw_subject: Option<String>,
    pub(super) description: Option<String>,
    pub(super) comment: Option<CommentBody>,
    pub(super) requester: Option<RequesterBody>,
    pub(super) requester_id: Option<PersonId>,
    pub(super) submitter_id: Option<PersonId>,
    #[serde(deserialize_with = "named")]
    group_id: Option<Option<GroupId>>,
    #[serde(deserialize_with = "named")]
    assignee_id: Option<Option<PersonId>>,
    brand_id: Option<u64>,
    #[serde(deserialize_with = "named")]
    priority: Option<Option<String>>,
    #[serde(deserialize_with = "named")]
    r#type: Option<Option<String>>,
    status: Option<TicketStatus>,
    tags: Option<Tags>,
    custom_fields: Vec<FieldBody>,
    #[serde(deserialize_with = "named")]
    external_id: Option<Option<String>>,
    pub(super) via_followup_source_id: Option<TicketId>,
    pub(super) metadata: Option<Metadata>,
    pub(super) safe_update: Option<Value>,
    pub(super) updated_stamp: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CommentBody {
    body: Option<String>,
    html_body: Option<String>,
    public: Option<bool>,
    pub(super) author_id: Option<PersonId>,
    uploads: Vec<UploadToken>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RequesterBody {
    Id(PersonId),
    Email(String),
    Person {
        name: Option<String>,
        email: Option<String>,
        #[serde(default)]
        verified: bool,
    },
}

/// A list, or words apart by spaces or commas.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Tags {
    List(Vec<String>),
    Words(String),
}

impl Tags {
    pub(super) fn list(self) -> Vec<String> {
        match self {
            Self::List(list) => list,
            Self::Words(words) => words.split([' ', ',']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        }
    }
}

#[derive(Deserialize)]
struct FieldBody {
    id: u64,
    #[serde(default)]
    value: Value,
}

impl TicketBody {
    /// The change it asks for, checked. Uploads are taken last: what is refused before keeps them.
    pub(super) fn edit(self, state: &mut State, author: PersonId, old: Option<&Ticket>) -> Result<Edit, Refusal> {
        let mut edit = Edit {
            subject: self.raw_subject.or(self.subject),
            status: self.status,
            priority: self.priority,
            kind: self.r#type,
            group: self.group_id,
            assignee: self.assignee_id,
            requester: self.requester_id.filter(|_| old.is_some()),
            brand: self.brand_id,
            external_id: self.external_id,
            tags: self.tags.map(Tags::list),
            ..Edit::default()
        };
        for field in self.custom_fields {
            if known_field(state, field.id)? {
                edit.fields.insert(field.id, text_of(&field.value));
            }
        }
        check(state, &edit)?;
        let words = self.comment.or_else(|| {
            let body = self.description.filter(|_| old.is_none())?;
            Some(CommentBody { body: Some(body), ..CommentBody::default() })
        });
        edit.comment = words.map(|comment| comment.draft(state, author, old)).transpose()?.flatten();
        Ok(edit)
    }
}

impl CommentBody {
    fn draft(self, state: &mut State, author: PersonId, old: Option<&Ticket>) -> Result<Option<Draft>, Refusal> {
        let author = self.author_id.unwrap_or(author);
        state.desk.people.get(&author).ok_or_else(|| invalid("Author: is invalid"))?;
        let words = match (self.html_body, self.body) {
            (Some(html), _) => Outgoing::Html(html),
            (None, body) => Outgoing::Text(body.unwrap_or_default()),
        };
        let files = uploads::consume(state, &self.uploads)?;
        if words.is_blank() && files.is_empty() {
            // An update may bring an empty comment, which makes none; a new ticket must say something.
            return if old.is_some() { Ok(None) } else { Err(invalid("Description: cannot be blank")) };
        }
        // What the first comment was, the next ones are too unless they say otherwise (spec, `public`).
        let usual = old.and_then(|ticket| ticket.comments.first()).is_none_or(|first| first.public);
        Ok(Some(Draft { author, public: self.public.unwrap_or(usual), words, files }))
    }
}

fn check(state: &State, edit: &Edit) -> Result<(), Refusal> {
    let desk = &state.desk;
    if let Some(Some(group)) = edit.group {
        desk.groups.get(&group).ok_or_else(|| invalid("Group: is invalid"))?;
    }
    if let Some(Some(agent)) = edit.assignee {
        let agent = desk.people.get(&agent).filter(|person| Person::is_agent(person));
        agent.ok_or_else(|| invalid("Assignee: is invalid"))?;
    }
    if let Some(requester) = edit.requester {
        desk.people.get(&requester).ok_or_else(|| invalid("Requester: is invalid"))?;
    }
    let known = |value: &Option<Option<String>>, all: &[&str]| match value {
        Some(Some(word)) => all.contains(&word.as_str()),
        _ => true,
    };
    if !known(&edit.priority, &PRIORITIES) {
        return Err(invalid("Priority: is not included in the list"));
    }
    if !known(&edit.kind, &KINDS) {
        return Err(invalid("Type: is not included in the list"));
    }
    Ok(())
}

/// Whether the account has a ticket field: what it does not have is ignored, or refused where its switch says so.
fn known_field(state: &State, id: u64) -> Result<bool, Refusal> {
    let mut own = state.office.ticket_fields.iter().filter(|field| field.custom).peekable();
    let refuses = state.switches.unknown_field_refused;
    let has_none = own.peek().is_none();
    match own.any(|field| field.id.0 == id) || (has_none && !refuses) {
        true => Ok(true),
        false if refuses => Err(invalid(&format!("Custom field {id}: is invalid"))),
        false => Ok(false),
    }
}

/// Fields are kept as text, as agents see them.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
