//! The form that asks who the visitor is.

use crate::app::App;
use crate::core::{Input, Row, check_field};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{Form, FormField, FormId, FormReply, FormValue};
use leptos::html;
use leptos::prelude::*;

/// A field on the screen.
#[derive(Clone)]
struct Field {
    kind: FormField,
    node: NodeRef<html::Input>,
    error: RwSignal<Option<Text>>,
}

/// The form, as long as it waits for an answer.
pub(super) fn form(app: App, asked: Form, row: RwSignal<Row>) -> impl IntoView {
    let live = Memo::new(move |_| row.with(|row| row.live));
    move || live.get().then(|| fields(app, &asked))
}

fn fields(app: App, asked: &Form) -> impl IntoView + use<> {
    let fields: Vec<Field> = asked
        .fields
        .iter()
        .map(|kind| Field { kind: kind.clone(), node: NodeRef::new(), error: RwSignal::new(None) })
        .collect();
    let shown: Vec<_> = fields.iter().map(|field| input(app, field)).collect();
    let id = asked.id.clone();
    let skipped = asked.id.clone();
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(values) = values(&fields) {
            answer(app, id.clone(), values);
        }
    };
    view! {
        <form class="baton-form" novalidate on:submit=on_submit>
            <p>{Text::FormLead.say()}</p>
            {shown}
            <div class="baton-actions">
                <button class="baton-button baton-button--main" type="submit">{Text::FormSend.say()}</button>
                {asked.optional.then(|| view! {
                    <button class="baton-button" type="button" on:click=move |_| answer(app, skipped.clone(), Vec::new())>
                        {Text::FormSkip.say()}
                    </button>
                })}
            </div>
        </form>
    }
}

fn answer(app: App, form: FormId, values: Vec<FormValue>) {
    app.input(Input::Answer { id: boot::client_id(), reply: FormReply { form, values } });
    boot::focus();
}

fn input(app: App, field: &Field) -> impl IntoView + use<> {
    let (label, autocomplete, kind, required) = match field.kind {
        FormField::Name { required } => (Text::Name, "name", "text", required),
        FormField::Email { required } => (Text::Email, "email", "email", required),
        _ => return None,
    };
    let user = app.read(|state| state.user().clone());
    let value = if autocomplete == "name" { user.name } else { user.email }.unwrap_or_default();
    let error = field.error;
    let id = ["baton-field-", autocomplete].concat();
    let error_id = ["baton-error-", autocomplete].concat();
    Some(view! {
        <div class="baton-field">
            <label for=id.clone()>
                {label.say()}
                {(!required).then(|| [" ", Text::Optional.say()].concat())}
            </label>
            <input id=id node_ref=field.node type=kind autocomplete=autocomplete value=value dir="auto"
                required=required aria-invalid=move || error.get().map(|_| "true") aria-describedby=error_id.clone() />
            <p class="baton-error" id=error_id>{move || error.get().map(Text::say)}</p>
        </div>
    })
}

/// What was filled in; none where something must be mended first, which is shown, and the focus put there.
fn values(fields: &[Field]) -> Option<Vec<FormValue>> {
    let mut values = Vec::new();
    let mut first_wrong = None;
    for field in fields {
        let node = field.node.get_untracked();
        let text = node.as_ref().map(|node| node.value()).unwrap_or_default();
        let checked = check_field(&field.kind, text.trim());
        field.error.set(checked.as_ref().err().copied());
        match checked {
            Ok(value) => values.extend(value),
            Err(_) => first_wrong = first_wrong.or(node),
        }
    }
    match first_wrong {
        Some(node) => {
            let _ = node.focus();
            None
        }
        None => Some(values),
    }
}
