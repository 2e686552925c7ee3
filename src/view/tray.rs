//! The files that go with the next message.

use super::icon::{AGAIN, CLOSE, FILE, Icon};
use crate::app::{App, js_time};
use crate::core::{Input, Upload, UploadState};
use crate::host::boot;
use crate::i18n::{self, Text};
use leptos::prelude::*;

/// The tray; nothing where it is empty.
#[component]
pub(super) fn Tray(app: App) -> impl IntoView {
    let board = app.board;
    let keys = Memo::new(move |_| {
        board.of(board.foot, |scene| scene.uploads.iter().map(|upload| upload.key).collect::<Vec<u32>>())
    });
    view! {
        <ul class="baton-tray" aria-label=Text::Tray.say() hidden=move || keys.with(Vec::is_empty)>
            <For each=move || keys.get() key=|key| *key let:key>
                <File app key />
            </For>
        </ul>
    }
}

#[component]
fn File(app: App, key: u32) -> impl IntoView {
    let board = app.board;
    let upload = Memo::new(move |_| {
        board.of(board.foot, |scene| scene.uploads.iter().find(|upload| upload.key == key).cloned())
    });
    let name = upload.get_untracked().map(|upload| upload.name).unwrap_or_default();
    let label = Text::Remove.with(&name);
    let can_retry = Memo::new(move |_| upload.with(|upload| upload.as_ref().is_some_and(Upload::can_retry)));
    let drop = move |_| {
        app.input(Input::UploadDropped(key));
        boot::focus();
    };
    view! {
        <li class="baton-file">
            <Icon path=FILE />
            <span class="baton-file-name">
                <span dir="auto">{name}</span>
                {move || upload.get().as_ref().map(state)}
            </span>
            {move || can_retry.get().then(|| view! {
                <button class="baton-button baton-button--icon" type="button" aria-label=Text::Retry.say()
                    on:click=move |_| app.input(Input::UploadRetried(key))>
                    <Icon path=AGAIN />
                </button>
            })}
            <button class="baton-button baton-button--icon" type="button" aria-label=label on:click=drop>
                <Icon path=CLOSE />
            </button>
        </li>
    }
}

fn state(upload: &Upload) -> AnyView {
    match &upload.state {
        UploadState::Waiting => progress(0, upload.bytes),
        UploadState::Sending(sent) => progress(*sent, upload.bytes),
        UploadState::Done(_) => view! { <span>{boot::size(js_time(upload.bytes.cast_signed()))}</span> }.into_any(),
        UploadState::Failed(code) => {
            let text = code.map_or(Text::Interrupted.say(), i18n::error);
            view! { <span class="baton-error" role="alert">{text}</span> }.into_any()
        }
    }
}

fn progress(sent: u64, bytes: u64) -> AnyView {
    let max = bytes.max(1).to_string();
    view! { <progress class="baton-progress" max=max value=sent.to_string() aria-label=Text::Sending.say()></progress> }
        .into_any()
}
