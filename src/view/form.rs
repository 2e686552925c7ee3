//! The forms: who the visitor is, a message for people who are not there, how it was.

use super::dom::{add, add_button, add_text, focus, on, put_text, set, show, value_of};
use super::rating::Rating;
use super::rich::put_blocks;
use crate::app::App;
use crate::core::{Input, check_field, is_address};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{Block, Form, FormField, FormId, FormReply, FormValue, TextKind};
use web_sys::Element;

/// A field on the screen.
struct Field {
    kind: FormField,
    input: Element,
    error: Element,
}

/// The wish for an answer by e-mail, which is there where an address is.
struct ByEmail {
    wish: Element,
    input: Element,
}

/// Draws a form, and gives the line for what the relay says of an answer.
pub(super) fn put_form(app: App, parent: &Element, asked: &Form) -> Element {
    let form = add(parent, "form", "baton-form");
    set(&form, "novalidate", "");
    let (lead, send, skip) = words(asked);
    if !asked.lead.is_empty() {
        put_blocks(&add(&form, "div", ""), &asked.lead);
    } else if let Some(lead) = lead {
        add_text(&form, "p", "", lead.say());
    }
    let rating = asked.is_for_a_rating().then(|| Rating::put(&form, asked));
    let fields: Vec<Field> = asked.fields.iter().filter_map(|kind| put_field(app, &form, asked, kind)).collect();
    let by_email = asked.fields.iter().find_map(|kind| match kind {
        FormField::AnswerByEmail { address } => Some(put_by_email(&form, asked, address.as_deref(), &fields)),
        _ => None,
    });
    let refused = add(&form, "p", "baton-error");
    set(&refused, "role", "alert");
    let actions = add(&form, "div", "baton-actions");
    add_text(&actions, "button", "baton-button baton-button--main", send.say());
    if asked.optional || asked.is_for_a_message() {
        let id = asked.id.clone();
        add_button(&actions, "baton-button", skip.say(), move || answer(app, &id, Vec::new()));
    }
    let id = asked.id.clone();
    on(&form, "submit", move |event| {
        event.prevent_default();
        let given = values(&fields);
        if !rating.as_ref().is_none_or(Rating::is_given) {
            return;
        }
        if let Some(mut values) = given {
            values.extend(by_email.as_ref().map(ByEmail::value));
            values.extend(rating.as_ref().map(Rating::value));
            answer(app, &id, values);
        }
    });
    refused
}

/// The lead, and the words on the buttons that answer and that do not.
fn words(asked: &Form) -> (Option<Text>, Text, Text) {
    if asked.is_for_a_message() {
        (Some(Text::MessageLead), Text::MessageSend, Text::BackToBot)
    } else if asked.is_for_a_rating() {
        (Some(Text::RatingLead), Text::RatingSend, Text::FormSkip)
    } else {
        // What a bot asks by a form of its own it says itself.
        let is_known =
            asked.fields.iter().any(|field| matches!(field, FormField::Name { .. } | FormField::Email { .. }));
        (is_known.then_some(Text::FormLead), Text::FormSend, Text::FormSkip)
    }
}

fn answer(app: App, form: &FormId, values: Vec<FormValue>) {
    app.input(Input::Answer { id: boot::client_id(), reply: FormReply { form: form.clone(), values } });
    boot::focus();
}

fn put_field(app: App, form: &Element, asked: &Form, kind: &FormField) -> Option<Field> {
    let is_required = kind.is_required();
    let mut options: &[String] = &[];
    let (text, name, input_type) = match kind {
        FormField::Name { .. } => (Text::Name.say(), "name", "text"),
        FormField::Email { .. } => (Text::Email.say(), "email", "email"),
        FormField::Message { .. } => (Text::Message.say(), "message", ""),
        FormField::Comment {} => (Text::Comment.say(), "comment", ""),
        FormField::Text(field) => {
            options = &field.options;
            let input_type = match field.kind {
                TextKind::Long => "",
                TextKind::Email => "email",
                TextKind::Phone => "tel",
                TextKind::Number => "number",
                TextKind::Date => "date",
                _ => "text",
            };
            (field.label.as_str(), field.name.as_str(), input_type)
        }
        FormField::Agree { text, .. } => return Some(put_agree(form, kind, text)),
        _ => return None,
    };
    // What a browser may know; the names of others' fields mean nothing to it.
    let completed_by = match input_type {
        "email" | "tel" => input_type,
        _ if name == "name" => name,
        _ => "off",
    };
    let is_long = input_type.is_empty();
    let known = app.read(|state| match name {
        "name" => state.user().name.clone(),
        "email" => state.user().email.clone(),
        _ => None,
    });
    // Two forms may stand in the document for the moment in which one takes the other's place.
    let of = |part: &str| [part, name, "-", asked.id.as_str()].concat();
    let (id, error_id) = (of("baton-field-"), of("baton-error-"));
    let field = add(form, "div", "baton-field");
    let label = add_text(&field, "label", "", text);
    set(&label, "for", &id);
    if !is_required {
        put_text(&label, &[" ", Text::Optional.say()].concat());
    }
    let element = match (is_long, options.is_empty()) {
        (_, false) => "select",
        (true, _) => "textarea",
        _ => "input",
    };
    let input = add(&field, element, "");
    if !options.is_empty() {
        set(&add_text(&input, "option", "", Text::Choose.say()), "value", "");
        for option in options {
            add_text(&input, "option", "", option);
        }
    } else if is_long {
        set(&input, "rows", "3");
    } else {
        for (attribute, value) in
            [("type", input_type), ("autocomplete", completed_by), ("value", known.as_deref().unwrap_or_default())]
        {
            set(&input, attribute, value);
        }
    }
    for (attribute, value) in [
        ("id", id.as_str()),
        ("aria-describedby", &error_id),
        ("aria-required", if is_required { "true" } else { "false" }),
    ] {
        set(&input, attribute, value);
    }
    let error = add(&field, "p", "baton-error");
    set(&error, "id", &error_id);
    follow_text(&input, &error);
    Some(Field { kind: kind.clone(), input, error })
}

/// A box to be ticked, with what that means.
fn put_agree(form: &Element, kind: &FormField, text: &[Block]) -> Field {
    let field = add(form, "div", "baton-field");
    let wish = add(&field, "label", "baton-choice");
    let input = add(&wish, "input", "");
    set(&input, "type", "checkbox");
    put_blocks(&add(&wish, "span", ""), text);
    let error = add(&field, "p", "baton-error");
    set(&error, "role", "alert");
    let id = ["baton-agree-", &boot::new_id()].concat();
    set(&error, "id", &id);
    set(&input, "aria-describedby", &id);
    let (said, ticked) = (error.clone(), input.clone());
    on(&input, "change", move |_| tell(&ticked, &said, None));
    Field { kind: kind.clone(), input, error }
}

fn is_ticked(input: &Element) -> bool {
    js_sys::Reflect::get(input, &"checked".into()).is_ok_and(|checked| checked.is_truthy())
}

/// The box for it. Without a known address it shows once one is typed.
fn put_by_email(form: &Element, asked: &Form, address: Option<&str>, fields: &[Field]) -> ByEmail {
    let id = ["baton-by-email-", asked.id.as_str()].concat();
    let wish = add(form, "div", "baton-choice");
    let input = add(&wish, "input", "");
    set(&input, "type", "checkbox");
    set(&input, "id", &id);
    let text =
        address.map_or_else(|| Text::AnswerByEmail.say().to_owned(), |address| Text::AnswerByEmailTo.with(address));
    set(&add_text(&wish, "label", "", &text), "for", &id);
    let typed = fields.iter().find(|field| matches!(field.kind, FormField::Email { .. }));
    if let (None, Some(field)) = (address, typed) {
        show(&wish, is_address(&value_of(&field.input)));
        let (email, shown) = (field.input.clone(), wish.clone());
        on(&field.input, "input", move |_| show(&shown, is_address(&value_of(&email))));
    }
    ByEmail { wish, input }
}

impl ByEmail {
    fn value(&self) -> FormValue {
        FormValue::AnswerByEmail(is_ticked(&self.input) && !self.wish.has_attribute("hidden"))
    }
}

/// A value runs in the direction of its own first letter, an empty field in that of the page. What was said of an earlier
/// value goes as soon as there is another.
fn follow_text(input: &Element, error: &Element) {
    let follow = |input: &Element| {
        set(input, "dir", if value_of(input).is_empty() { "" } else { "auto" });
    };
    follow(input);
    let (typed, error) = (input.clone(), error.clone());
    on(input, "input", move |_| {
        follow(&typed);
        tell(&typed, &error, None);
    });
}

/// Says what is wrong with a value, if something is.
fn tell(input: &Element, error: &Element, wrong: Option<&Text>) {
    set(input, "aria-invalid", if wrong.is_some() { "true" } else { "false" });
    error.set_text_content(wrong.map(|text| text.say()));
}

/// What was filled in; none where something must be mended first, which is shown, and the focus put there.
fn values(fields: &[Field]) -> Option<Vec<FormValue>> {
    let mut values = Vec::new();
    let mut wrong = None;
    for field in fields {
        let checked = match &field.kind {
            FormField::Agree { required, .. } => match is_ticked(&field.input) {
                false if *required => Err(Text::AgreeMissing),
                ticked => Ok(Some(FormValue::Agree(ticked))),
            },
            kind => check_field(kind, value_of(&field.input).trim()),
        };
        tell(&field.input, &field.error, checked.as_ref().err());
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
