//! Files in the conversation: pictures in place, all else as a row to download.

use super::icon::{FILE, Icon};
use crate::app::{App, js_time};
use crate::host::boot;
use crate::i18n::Text;
use crate::net;
use baton_protocol::FileRef;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How a file that is fetched fares.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fetched {
    Loading,
    There(String),
    Failed,
}

/// The files of a message.
pub(super) fn files(app: App, files: Vec<FileRef>) -> Option<impl IntoView> {
    if files.is_empty() {
        return None;
    }
    let shown: Vec<AnyView> = files
        .into_iter()
        .map(|file| if file.is_picture() { picture(app, file).into_any() } else { row(app, file).into_any() })
        .collect();
    Some(view! { <div class="baton-files">{shown}</div> })
}

/// A picture in a box of its own size from the start, so that nothing jumps when it arrives.
fn picture(app: App, file: FileRef) -> impl IntoView {
    let fetched = RwSignal::new(Fetched::Loading);
    let id = file.id.clone();
    let fetch = move || {
        let id = id.clone();
        spawn_local(async move {
            let found = net::fetch(app, &id).await.map_or(Fetched::Failed, Fetched::There);
            // The line may be gone by now.
            let _ = fetched.try_set(found);
        });
    };
    fetch();
    let name = file.name;
    let alt = name.clone();
    let label = Text::Picture.with(&name);
    let on_click = move |_| match fetched.get_untracked() {
        Fetched::There(address) => app.board.large.set(Some((address, name.clone()))),
        Fetched::Failed => {
            fetched.set(Fetched::Loading);
            fetch();
        }
        Fetched::Loading => {}
    };
    view! {
        <button class="baton-picture" type="button" aria-label=label on:click=on_click>
            {move || match fetched.get() {
                Fetched::There(address) => view! { <img src=address alt=alt.clone() /> }.into_any(),
                Fetched::Loading => Text::PictureLoading.say().into_any(),
                Fetched::Failed => Text::FileFailed.say().into_any(),
            }}
        </button>
    }
}

/// Any other file: its name and size, and a click downloads it.
fn row(app: App, file: FileRef) -> impl IntoView {
    let failed = RwSignal::new(false);
    let size = if file.bytes == 0 { String::new() } else { boot::size(js_time(file.bytes.cast_signed())) };
    let name = file.name.clone();
    let label = Text::Download.with(&name);
    let on_click = move |_| {
        let file = file.clone();
        failed.set(false);
        spawn_local(async move {
            if !net::download(app, &file).await {
                let _ = failed.try_set(true);
            }
        });
    };
    view! {
        <button class="baton-file" type="button" aria-label=label on:click=on_click>
            <Icon path=FILE />
            <span class="baton-file-name">
                <span dir="auto">{name}</span>
                <span>{move || if failed.get() { Text::FileFailed.say().to_owned() } else { size.clone() }}</span>
            </span>
        </button>
    }
}
