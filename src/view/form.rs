//! The form that asks who the visitor is.

use super::dom::{add, add_button, add_text, focus, on, put_text, set};
use crate::app::App;
use crate::core::{Input, check_field};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{Form, FormField, FormId, FormReply, FormValue};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// A field on the screen.
struct Field {
    kind: FormField,
    input: Element,
    error: Element,
}

/// Draws a form, and gives the line for what the relay says of an answer.
pub(super) fn put_form(app: App, parent: &Element, asked: &Form) -> Element {
    let form = add(parent, "form", "baton-form");
    set(&form, "novalidate", "");
    add_text(&form, "p", "", Text::FormLead.say());
    let fields: Vec<Field> = asked.fields.iter().filter_map(|kind| put_field(app, &form, asked, kind)).collect();
    let refused = add(&form, "p", "baton-error");
    set(&refused, "role", "alert");
    let actions = add(&form, "div", "baton-actions");
    add_text(&actions, "button", "baton-button baton-button--main", Text::FormSend.say());
    if asked.optional {
        let id = asked.id.clone();
        add_button(&actions, "baton-button", Text::FormSkip.say(), move || answer(app, &id, Vec::new()));
    }
    let id = asked.id.clone();
    on(&form, "submit", move |event| {
        event.prevent_default();
        if let Some(values) = values(&fields) {
            answer(app, &id, values);
        }
    });
    refused
}

fn answer(app: App, form: &FormId, values: Vec<FormValue>) {
    app.input(Input::Answer { id: boot::client_id(), reply: FormReply { form: form.clone(), values } });
    boot::focus();
}

fn put_field(app: App, form: &Element, asked: &Form, kind: &FormField) -> Option<Field> {
    let (text, name, input_type, is_required) = match kind {
        FormField::Name { required } => (Text::Name, "name", "text", *required),
        FormField::Email { required } => (Text::Email, "email", "email", *required),
        _ => return None,
    };
    let known = app.read(|state| if name == "name" { state.user().name.clone() } else { state.user().email.clone() });
    // Two forms may stand in the document for the moment in which one takes the other's place.
    let of = |part: &str| [part, name, "-", asked.id.as_str()].concat();
    let (id, error_id) = (of("baton-field-"), of("baton-error-"));
    let field = add(form, "div", "baton-field");
    let label = add_text(&field, "label", "", text.say());
    set(&label, "for", &id);
    if !is_required {
        put_text(&label, &[" ", Text::Optional.say()].concat());
    }
    let input = add(&field, "input", "");
    for (attribute, value) in [
        ("id", id.as_str()),
        ("type", input_type),
        ("autocomplete", name),
        ("value", known.as_deref().unwrap_or_default()),
        ("aria-describedby", &error_id),
        ("aria-required", if is_required { "true" } else { "false" }),
    ] {
        set(&input, attribute, value);
    }
    follow_text(&input);
    let error = add(&field, "p", "baton-error");
    set(&error, "id", &error_id);
    Some(Field { kind: kind.clone(), input, error })
}

/// A value runs in the direction of its own first letter, an empty field in that of the page.
fn follow_text(input: &Element) {
    let follow = |input: &Element| {
        let is_empty = input.dyn_ref::<HtmlInputElement>().is_none_or(|input| input.value().is_empty());
        set(input, "dir", if is_empty { "" } else { "auto" });
    };
    follow(input);
    let typed = input.clone();
    on(input, "input", move |_| follow(&typed));
}

/// What was filled in; none where something must be mended first, which is shown, and the focus put there.
fn values(fields: &[Field]) -> Option<Vec<FormValue>> {
    let mut values = Vec::new();
    let mut wrong = None;
    for field in fields {
        let text = field.input.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value).unwrap_or_default();
        let checked = check_field(&field.kind, text.trim());
        set(&field.input, "aria-invalid", if checked.is_err() { "true" } else { "false" });
        field.error.set_text_content(checked.as_ref().err().map(|text| text.say()));
        match checked {
            Ok(value) => values.extend(value),
            Err(_) => wrong = wrong.or(Some(&field.input)),
        }
    }
    match wrong {
        Some(input) => {
            focus(input);
            None
        }
        None => Some(values),
    }
}
