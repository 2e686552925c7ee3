//! Fields of tickets and of users.

use super::{allow, not_found, number};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::FieldId;
use crate::operation::Call;
use crate::state::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A field of tickets to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketField {
    /// What agents read beside it.
    pub title: String,
    /// `text`, `checkbox`, `tagger` and so on.
    #[serde(rename = "type", default = "text")]
    pub kind: String,
    /// Whether an agent must fill it to solve a ticket.
    #[serde(default)]
    pub required: bool,
    /// Whether end users may fill it.
    #[serde(default)]
    pub editable_in_portal: bool,
    /// The values of a `tagger`: what is shown, and the tag.
    #[serde(default)]
    pub options: Vec<(String, String)>,
}

impl NewTicketField {
    pub(crate) fn text(title: String) -> Self {
        Self { title, kind: text(), required: false, editable_in_portal: false, options: Vec::new() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct TicketField {
    pub(crate) id: FieldId,
    pub(crate) what: NewTicketField,
    /// Custom fields can be removed, the vendor's own cannot.
    pub(crate) custom: bool,
    pub(crate) created_ms: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct UserField {
    pub(crate) id: FieldId,
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) created_ms: i64,
}

fn text() -> String {
    "text".to_owned()
}

/// The fields every account begins with, by title and type.
const SYSTEM: [(&str, &str); 7] = [
    ("Subject", "subject"),
    ("Description", "description"),
    ("Status", "status"),
    ("Type", "tickettype"),
    ("Priority", "priority"),
    ("Group", "group"),
    ("Assignee", "assignee"),
];

pub(crate) fn system(now_ms: i64) -> Vec<TicketField> {
    let numbered = (9_100_000_000_001_u64..).zip(SYSTEM);
    let what = |title: &str, kind: &str| NewTicketField {
        title: title.to_owned(),
        kind: kind.to_owned(),
        required: false,
        editable_in_portal: matches!(kind, "subject" | "description"),
        options: Vec::new(),
    };
    let field = |(id, (title, kind))| TicketField {
        id: FieldId(id),
        what: what(title, kind),
        custom: false,
        created_ms: now_ms,
    };
    numbered.map(field).collect()
}

impl TicketField {
    fn render(&self, state: &State, position: usize) -> Value {
        let NewTicketField { title, kind, required, editable_in_portal, options } = &self.what;
        let mut field = json!({
            "id": self.id,
            "url": format!("{}/api/v2/ticket_fields/{}.json", state.origins.api, self.id),
            "type": kind,
            "title": title,
            "raw_title": title,
            "title_in_portal": title,
            "raw_title_in_portal": title,
            "description": "",
            "raw_description": "",
            "agent_description": "",
            "position": position,
            "active": true,
            "required": required,
            "required_in_portal": false,
            "visible_in_portal": editable_in_portal,
            "editable_in_portal": editable_in_portal,
            "collapsed_for_agents": false,
            "regexp_for_validation": null,
            "tag": null,
            "removable": self.custom,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        });
        if let (Some(object), false) = (field.as_object_mut(), options.is_empty()) {
            let shown = (1_u64..).zip(options).map(|(number, (name, value))| {
                json!({ "id": self.id.0 + number, "name": name, "raw_name": name, "value": value })
            });
            object.insert("custom_field_options".to_owned(), shown.collect());
        }
        field
    }
}

impl UserField {
    fn render(&self, state: &State, position: usize) -> Value {
        json!({
            "id": self.id,
            "url": format!("{}/api/v2/user_fields/{}.json", state.origins.api, self.id),
            "key": self.key,
            "type": self.kind,
            "title": self.title,
            "raw_title": self.title,
            "description": self.description,
            "raw_description": self.description,
            "position": position,
            "active": self.active,
            "system": false,
            "regexp_for_validation": null,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        })
    }
}

pub(crate) fn ticket_fields(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "ticket_fields", false)?;
    let all = state.office.ticket_fields.iter().enumerate();
    Ok(listing("ticket_fields", all.map(|(at, field)| field.render(state, at)).collect()))
}

pub(crate) fn ticket_field(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "ticket_fields", false)?;
    let id: FieldId = number(call, "ticket_field_id")?;
    let mut all = state.office.ticket_fields.iter().enumerate();
    let (at, field) = all.find(|(_, field)| field.id == id).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "ticket_field": field.render(state, at) })))
}

pub(crate) fn user_fields(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "user_fields", false)?;
    let all = state.office.user_fields.iter().enumerate();
    Ok(listing("user_fields", all.map(|(at, field)| field.render(state, at)).collect()))
}

/// One field, by its number or its key.
pub(crate) fn user_field(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "user_fields", false)?;
    let text = call.param("user_field_id");
    let name = text.strip_suffix(".json").unwrap_or(text);
    let mut all = state.office.user_fields.iter().enumerate();
    let (at, field) = all.find(|(_, field)| field.key == name || field.id.to_string() == name).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "user_field": field.render(state, at) })))
}

fn listing(name: &str, fields: Vec<Value>) -> Answer {
    let count = fields.len();
    let mut answer = Map::from_iter([(name.to_owned(), Value::from(fields)), ("count".to_owned(), count.into())]);
    answer.extend([("next_page".to_owned(), Value::Null), ("previous_page".to_owned(), Value::Null)]);
    Answer::ok(answer.into())
}

#[derive(Deserialize)]
struct Body {
    user_field: UserFieldBody,
}

#[derive(Deserialize)]
struct UserFieldBody {
    #[serde(default)]
    key: String,
    #[serde(default)]
    title: String,
    #[serde(rename = "type", default = "text")]
    kind: String,
    #[serde(default)]
    description: String,
    #[serde(default = "yes")]
    active: bool,
}

const fn yes() -> bool {
    true
}

pub(crate) fn create_user_field(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "user_fields", true)?;
    let Body { user_field } = call.body()?;
    let invalid = |title| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "RecordInvalid", title);
    if user_field.title.trim().is_empty() {
        return Err(invalid("Title: cannot be blank"));
    }
    let of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if user_field.key.is_empty() || !user_field.key.chars().all(of_key) {
        return Err(invalid("Key: is invalid"));
    }
    if state.office.user_fields.iter().any(|known| known.key == user_field.key) {
        return Err(invalid("Key: has already been taken"));
    }
    let UserFieldBody { key, title, kind, description, active } = user_field;
    let id = FieldId(state.mint.number());
    let field = UserField { id, key, title, kind, description, active, created_ms: state.now_ms };
    let answer = Answer::created(json!({ "user_field": field.render(state, state.office.user_fields.len()) }));
    state.office.user_fields.push(field);
    Ok(answer)
}
