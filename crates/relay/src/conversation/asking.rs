//! What a bot asks by a form, and what of the answers is its own.

use super::{Plan, fresh_id};
use crate::bot::Ask;
use crate::markdown;
use crate::refusal::Refusal;
use baton_protocol::{
    ErrorCode, EventBody, Form, FormField, FormId, FormReply, FormValue, TextField, TextKind, VisitorMessage, limits,
};
use std::collections::BTreeMap;

/// How the ids of forms begin that a bot asks for.
const OWN: &str = "ask-";

/// The variable that says that the visitor has agreed to what a form asked.
pub const AGREED: &str = "agreed";

/// Asks upon an open plan. A form that waits already gives way.
pub fn ask(plan: &mut Plan, ask: &Ask) {
    let id = FormId::new([OWN, &fresh_id(plan.now())].concat());
    let form = Form { id, lead: markdown::tree(&ask.lead), fields: ask.fields.clone(), optional: ask.optional };
    plan.append(&EventBody::Form(form.clone()));
    plan.state().form = Some(form);
}

/// The same in words, for those who see no forms.
pub fn in_words(ask: &Ask) -> String {
    let labels = ask.fields.iter().filter_map(|field| match field {
        FormField::Text(field) if field.options.is_empty() => Some(field.label.clone()),
        FormField::Text(field) => Some(format!("{} ({})", field.label, field.options.join(", "))),
        _ => None,
    });
    std::iter::once(ask.lead.clone()).filter(|lead| !lead.is_empty()).chain(labels).collect::<Vec<_>>().join("\n\n")
}

/// Whether a form is a bot's.
pub fn is_bots(form: &FormId) -> bool {
    form.as_str().starts_with(OWN)
}

/// Whether a message only answers a form that was not the bot's.
pub fn is_for_desk(message: &VisitorMessage) -> bool {
    message.text.trim().is_empty() && message.form.as_ref().is_some_and(|reply| !is_bots(&reply.form))
}

/// What was filled into the named fields of a form, checked; nothing where it was skipped and may be.
pub fn filled(form: &Form, reply: &FormReply) -> Result<BTreeMap<String, String>, Refusal> {
    let mut filled = BTreeMap::new();
    if reply.values.is_empty() && form.optional {
        return Ok(filled);
    }
    for field in &form.fields {
        match field {
            FormField::Text(field) => {
                let given = reply.values.iter().find_map(|value| match value {
                    FormValue::Text { name, value } if *name == field.name => Some(value.trim()),
                    _ => None,
                });
                if let Some(value) = checked(field, given.filter(|text| !text.is_empty()))? {
                    filled.insert(field.name.clone(), value);
                }
            }
            FormField::Agree { .. } if reply.values.contains(&FormValue::Agree(true)) => {
                filled.insert(AGREED.to_owned(), "yes".to_owned());
            }
            FormField::Agree { required: true, .. } => return Err(Refusal::new(ErrorCode::FormInvalid, "agree")),
            _ => {}
        }
    }
    Ok(filled)
}

fn checked(field: &TextField, given: Option<&str>) -> Result<Option<String>, Refusal> {
    let refusal = || Refusal::new(ErrorCode::FormInvalid, field.name.clone());
    let Some(text) = given else { return if field.required { Err(refusal()) } else { Ok(None) } };
    let is_control = |letter: char| letter.is_control() && !(field.kind == TextKind::Long && letter == '\n');
    let fits = text.chars().count() <= limits::FORM_VALUE_CHARS
        && !text.chars().any(is_control)
        && (field.options.is_empty() || field.options.iter().any(|option| option == text))
        && match field.kind {
            TextKind::Email => crate::identity::said::is_email(text),
            TextKind::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
            TextKind::Phone => text.chars().filter(char::is_ascii_digit).count() >= 3,
            _ => true,
        };
    if fits { Ok(Some(text.to_owned())) } else { Err(refusal()) }
}
