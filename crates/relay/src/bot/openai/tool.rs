//! The tools a model has, and how little they can do.

use super::stream::ToolCall;
use crate::bot::Call;
use crate::bot::remote::flat;
use baton_protocol::limits;
use serde::Deserialize;
use serde_json::{Value, json};

/// Characters of what agents are told.
pub(super) const SUMMARY: usize = 4_000;

const HAND_OVER: &str = "hand_over";
const SET: &str = "set_variable";

/// The tools of a site.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    /// The skills of the people who can be called; none where nobody can.
    skills: Option<Vec<String>>,
    /// The variables that may be set.
    variables: Vec<String>,
}

/// What a model may say of a call for a person. Anything else that it says is passed over.
#[derive(Default, Deserialize)]
#[serde(default)]
struct HandOver {
    reason: Option<String>,
    skill: Option<String>,
    summary: Option<String>,
}

#[derive(Deserialize)]
struct Set {
    name: String,
    value: Value,
}

impl Tools {
    pub(super) fn new(skills: Option<Vec<String>>, variables: Vec<String>) -> Self {
        Self { skills, variables }
    }

    /// The tools as the model is told of them; none where it has none.
    pub(super) fn described(&self) -> Option<Value> {
        let hand_over = self.skills.as_ref().map(|skills| hand_over(skills));
        let set = (!self.variables.is_empty()).then(|| set(&self.variables));
        let tools: Vec<Value> = hand_over.into_iter().chain(set).collect();
        (!tools.is_empty()).then_some(Value::Array(tools))
    }

    /// The call for a person among what an answer does. A skill that the site does not have is left out.
    pub(super) fn call(&self, calls: &[ToolCall]) -> Option<Call> {
        let skills = self.skills.as_ref()?;
        let called = calls.iter().find(|call| call.name == HAND_OVER)?;
        let said: HandOver = serde_json::from_str(&called.arguments).unwrap_or_default();
        let skill = said.skill.filter(|skill| skills.contains(skill));
        Some(super::call(&said.reason.unwrap_or_default(), skill, &said.summary.unwrap_or_default()))
    }

    /// What an answer sets, of what it may.
    pub(super) fn set(&self, calls: &[ToolCall]) -> Vec<(String, String)> {
        calls.iter().filter_map(|call| self.setting(call)).collect()
    }

    /// What the model is told of a tool it used.
    pub(super) fn reply(&self, call: &ToolCall) -> &'static str {
        if self.setting(call).is_some() { "Done." } else { "Refused: there is no such tool, or not with these values." }
    }

    fn setting(&self, call: &ToolCall) -> Option<(String, String)> {
        if call.name != SET {
            return None;
        }
        let said: Set = serde_json::from_str(&call.arguments).ok()?;
        let value = flat(&said.value)?;
        let fits = self.variables.contains(&said.name) && value.chars().count() <= limits::FORM_VALUE_CHARS;
        fits.then_some((said.name, value))
    }
}

fn hand_over(skills: &[String]) -> Value {
    let mut properties = json!({
        "reason": { "type": "string", "description": "Why, in a few words." },
        "summary": { "type": "string", "description": "What the person needs to know, in the language of the visitor." },
    });
    if let (false, Some(properties)) = (skills.is_empty(), properties.as_object_mut()) {
        let about = "Who should answer. Leave it out where none fits.";
        properties.insert("skill".to_owned(), json!({ "type": "string", "enum": skills, "description": about }));
    }
    function(
        HAND_OVER,
        "Calls a human agent into this chat. Use it where the visitor asks for a person, or needs what you cannot do.",
        &properties,
        &["reason", "summary"],
    )
}

fn set(variables: &[String]) -> Value {
    let properties = json!({
        "name": { "type": "string", "enum": variables },
        "value": { "type": "string", "description": "What the visitor said, unchanged." },
    });
    function(SET, "Remembers something that the visitor has said.", &properties, &["name", "value"])
}

fn function(name: &str, description: &str, properties: &Value, required: &[&str]) -> Value {
    let parameters = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    });
    json!({ "type": "function", "function": { "name": name, "description": description, "parameters": parameters } })
}
