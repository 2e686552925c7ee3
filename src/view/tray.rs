//! The files that go with the next message.

use super::dom::{add, add_icon_button, add_text, clear, focus, set, show};
use super::files::put_file;
use super::icons::{AGAIN, CLOSE};
use crate::app::{App, js_time};
use crate::core::{Input, Upload, UploadState};
use crate::host::boot;
use crate::i18n::{self, Text};
use web_sys::Element;

/// The tray on the screen.
pub(super) struct Tray {
    app: App,
    parent: Element,
    shown: Vec<(Upload, Element)>,
}

impl Tray {
    /// An empty tray.
    pub(super) fn new(app: App, parent: Element) -> Self {
        Self { app, parent, shown: Vec::new() }
    }

    /// Shows these files. While only bytes pass, only the bars move: whatever has the focus keeps it.
    pub(super) fn show(&mut self, uploads: Vec<Upload>) {
        show(&self.parent, !uploads.is_empty());
        let same = self.shown.len() == uploads.len()
            && self.shown.iter().zip(&uploads).all(|((old, _), new)| {
                old.key == new.key && (old.state == new.state || (is_under_way(old) && is_under_way(new)))
            });
        if same {
            for ((old, below), new) in self.shown.iter_mut().zip(uploads) {
                if *old != new {
                    set_progress(below, &new);
                    *old = new;
                }
            }
            return;
        }
        let had_focus = self.parent.query_selector(":focus").ok().flatten().is_some();
        clear(&self.parent);
        let shown: Vec<_> = uploads.into_iter().map(|upload| self.put(upload)).collect();
        self.shown = shown;
        if had_focus {
            match self.parent.query_selector("button").ok().flatten() {
                Some(button) => focus(&button),
                None => boot::focus(),
            }
        }
    }

    fn put(&self, upload: Upload) -> (Upload, Element) {
        let (app, key) = (self.app, upload.key);
        let item = add(&self.parent, "li", "baton-file");
        let below = put_file(&item, &upload.name, "");
        if upload.can_retry() {
            add_icon_button(&item, AGAIN, Text::Retry.say(), move || app.input(Input::UploadRetried(key)));
        }
        let label = Text::Remove.with(&upload.name);
        add_icon_button(&item, CLOSE, &label, move || app.input(Input::UploadDropped(key)));
        match &upload.state {
            UploadState::Waiting | UploadState::Sending(_) => {
                let bar = add(&below, "progress", "baton-progress");
                set(&bar, "aria-label", Text::Sending.say());
                set(&bar, "max", &upload.bytes.max(1).to_string());
                set_progress(&below, &upload);
            }
            UploadState::Done(_) => below.set_text_content(Some(&boot::size(js_time(upload.bytes.cast_signed())))),
            UploadState::Failed(code) => {
                let error = add_text(&below, "span", "baton-error", code.map_or(Text::Interrupted.say(), i18n::error));
                set(&error, "role", "alert");
            }
        }
        (upload, below)
    }
}

fn is_under_way(upload: &Upload) -> bool {
    matches!(upload.state, UploadState::Waiting | UploadState::Sending(_))
}

fn set_progress(below: &Element, upload: &Upload) {
    if let (UploadState::Sending(sent), Some(bar)) = (&upload.state, below.first_element_child()) {
        set(&bar, "value", &sent.to_string());
    }
}
