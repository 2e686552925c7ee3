//! Buttons below the greeting.

use super::problem::did_you_mean;
use super::settings::{Reading, Shape, Value};
use super::source::{Key, Node};
use baton_protocol::{Choice, ChoiceAction};

const FORM: &str = "must be a label in quotes, or { label = \"…\" } with one of `postback`, `link`, `handoff` = a skill or true, and `location` = true";

impl Value for Choice {
    fn shape() -> Shape {
        Shape::Leaf("button")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        if let Some(label) = node.text() {
            return Some(Self { label: label.to_owned(), action: ChoiceAction::Postback(label.to_owned()) });
        }
        let read = match node.to_toml() {
            toml::Value::Table(table) => from_table(&table),
            _ => Err(FORM.to_owned()),
        };
        read.map_err(|wrong| reading.error(node, key, wrong)).ok()
    }

    fn write(&self) -> Option<toml::Value> {
        let (name, value): (_, toml::Value) = match &self.action {
            ChoiceAction::Postback(payload) if *payload == self.label => return Some(payload.as_str().into()),
            ChoiceAction::Postback(payload) => ("postback", payload.as_str().into()),
            ChoiceAction::Link(address) => ("link", address.as_str().into()),
            ChoiceAction::Handoff { skill: Some(skill) } => ("handoff", skill.as_str().into()),
            ChoiceAction::Handoff { skill: None } => ("handoff", true.into()),
            ChoiceAction::Location {} => ("location", true.into()),
            _ => return None,
        };
        let entries = [("label".to_owned(), self.label.as_str().into()), (name.to_owned(), value)];
        Some(toml::Value::Table(entries.into_iter().collect()))
    }
}

fn from_table(table: &toml::Table) -> Result<Choice, String> {
    const KNOWN: [&str; 5] = ["label", "postback", "link", "handoff", "location"];
    if let Some(name) = table.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(format!("`{name}` is not known{}; {FORM}", did_you_mean(name, KNOWN)));
    }
    let text = |name: &str| table.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    let label = text("label").filter(|label| !label.is_empty()).ok_or(FORM)?;
    if let Some(location) = table.get("location") {
        let is_alone = table.len() == 2 && location.as_bool() == Some(true);
        return is_alone.then_some(Choice { label, action: ChoiceAction::Location {} }).ok_or_else(|| FORM.to_owned());
    }
    let action = match (table.get("postback"), table.get("link"), table.get("handoff")) {
        (None, None, None) => ChoiceAction::Postback(label.clone()),
        (Some(_), None, None) => ChoiceAction::Postback(text("postback").ok_or(FORM)?),
        (None, Some(_), None) => ChoiceAction::Link(text("link").ok_or(FORM)?),
        (None, None, Some(toml::Value::Boolean(true))) => ChoiceAction::Handoff { skill: None },
        (None, None, Some(_)) => ChoiceAction::Handoff { skill: Some(text("handoff").ok_or(FORM)?) },
        _ => return Err(format!("has more than one of `postback`, `link` and `handoff`; {FORM}")),
    };
    Ok(Choice { label, action })
}
