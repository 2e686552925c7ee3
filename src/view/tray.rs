//! The files that go with the next message.

use super::dom::{add, add_icon, add_icon_button, add_text, clear, focus, has_focus, set, show};
use super::files::put_names;
use super::icons::{AGAIN, CLOSE, FILE};
use crate::app::{App, js_time};
use crate::core::{Input, Upload, UploadState};
use crate::host::boot;
use crate::i18n::{self, Text};
use crate::net;
use web_sys::Element;

/// The tray on the screen.
pub(super) struct Tray {
    app: App,
    parent: Element,
    shown: Vec<Item>,
}

/// A file on the screen.
struct Item {
    upload: Upload,
    element: Element,
    /// The line below its name.
    below: Element,
}

impl Tray {
    /// An empty tray.
    pub(super) fn new(app: App, parent: Element) -> Self {
        Self { app, parent, shown: Vec::new() }
    }

    /// Shows these files. Each keeps its place on the screen, so that nothing is read out again, and no button comes to
    /// stand under the finger that has pressed another.
    pub(super) fn show(&mut self, uploads: Vec<Upload>) {
        show(&self.parent, !uploads.is_empty());
        let mut had_focus = false;
        self.shown.retain(|item| {
            let stays = uploads.iter().any(|upload| upload.key == item.upload.key);
            if !stays {
                had_focus |= has_focus(&item.element);
                item.element.remove();
            }
            stays
        });
        for upload in uploads {
            match self.shown.iter_mut().find(|item| item.upload.key == upload.key) {
                Some(item) => item.update(self.app, upload),
                None => {
                    let element = add(&self.parent, "li", "baton-file");
                    let below = put(self.app, &element, &upload);
                    self.shown.push(Item { upload, element, below });
                }
            }
        }
        if had_focus {
            boot::focus();
        }
    }
}

impl Item {
    /// While only bytes pass, only the bar moves.
    fn update(&mut self, app: App, upload: Upload) {
        if self.upload.state == upload.state {
            return;
        }
        if is_under_way(&self.upload) && is_under_way(&upload) {
            set_progress(&self.below, &upload);
        } else {
            let had_focus = has_focus(&self.element);
            clear(&self.element);
            self.below = put(app, &self.element, &upload);
            if let Some(button) = self.element.last_element_child().filter(|_| had_focus) {
                focus(&button);
            }
        }
        self.upload = upload;
    }
}

/// Draws a file, and gives the line below its name.
fn put(app: App, item: &Element, upload: &Upload) -> Element {
    let key = upload.key;
    match net::face(app, key) {
        Some(address) => {
            let face = add(item, "img", "baton-thumb");
            set(&face, "alt", "");
            set(&face, "src", &address);
        }
        None => add_icon(item, FILE),
    }
    let below = put_names(item, &upload.name, "");
    if upload.can_retry() {
        add_icon_button(item, AGAIN, Text::Retry.say(), move || app.input(Input::UploadRetried(key)));
    }
    let label = Text::Remove.with(&upload.name);
    add_icon_button(item, CLOSE, &label, move || app.input(Input::UploadDropped(key)));
    match &upload.state {
        UploadState::Waiting | UploadState::Sending(_) => {
            let bar = add(&below, "progress", "baton-progress");
            set(&bar, "aria-label", Text::Sending.say());
            set(&bar, "max", &upload.bytes.max(1).to_string());
            set_progress(&below, upload);
        }
        UploadState::Done(_) => below.set_text_content(Some(&boot::size(js_time(upload.bytes.cast_signed())))),
        UploadState::Failed(code) => {
            let error = add_text(&below, "span", "baton-error", code.map_or(Text::Interrupted.say(), i18n::error));
            set(&error, "role", "alert");
        }
    }
    below
}

fn is_under_way(upload: &Upload) -> bool {
    matches!(upload.state, UploadState::Waiting | UploadState::Sending(_))
}

fn set_progress(below: &Element, upload: &Upload) {
    if let (UploadState::Sending(sent), Some(bar)) = (&upload.state, below.first_element_child()) {
        set(&bar, "value", &sent.to_string());
    }
}
