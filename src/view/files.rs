//! Files in the conversation: pictures in place, all else as a row to download.

use super::dom::{add, add_button, add_icon, add_text, clear, set};
use super::icons::FILE;
use super::large;
use crate::app::{App, js_time};
use crate::host::boot;
use crate::i18n::Text;
use crate::net;
use baton_protocol::FileRef;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// Draws the files of a message.
pub(super) fn put_files(app: App, parent: &Element, files: Vec<FileRef>) {
    for file in files {
        if file.is_picture() {
            put_picture(app, parent, file);
        } else {
            put_row(app, parent, file);
        }
    }
}

/// A picture in a box of its own size from the start, so that nothing jumps when it arrives. Fetched once: a press shows
/// it large, or tries again where it could not be fetched.
fn put_picture(app: App, parent: &Element, file: FileRef) {
    let address: Rc<RefCell<Option<String>>> = Rc::default();
    let frame: Rc<RefCell<Option<Element>>> = Rc::default();
    let fetch = {
        let (address, frame, file) = (address.clone(), frame.clone(), file.clone());
        move || {
            let (address, frame, file) = (address.clone(), frame.clone(), file.clone());
            spawn_local(async move {
                let found = net::fetch(app, &file.id).await;
                let Some(frame) = frame.borrow().clone() else { return };
                clear(&frame);
                match &found {
                    Some(found) => {
                        let image = add(&frame, "img", "");
                        set(&image, "alt", &file.name);
                        set(&image, "src", found);
                    }
                    None => frame.set_text_content(Some(Text::FileFailed.say())),
                }
                *address.borrow_mut() = found;
            });
        }
    };
    fetch();
    let name = file.name;
    let label = Text::Picture.with(&name);
    let button = add_button(parent, "baton-picture", Text::PictureLoading.say(), move || {
        let found = address.borrow().clone();
        match found {
            Some(found) => large::show(&found, &name),
            None => fetch(),
        }
    });
    set(&button, "aria-label", &label);
    *frame.borrow_mut() = Some(button);
}

/// Any other file: its name and size, and a press downloads it.
fn put_row(app: App, parent: &Element, file: FileRef) {
    let size = if file.bytes == 0 { String::new() } else { boot::size(js_time(file.bytes.cast_signed())) };
    let (name, label) = (file.name.clone(), Text::Download.with(&file.name));
    let under: Rc<RefCell<Option<Element>>> = Rc::default();
    let row = {
        let (under, size) = (under.clone(), size.clone());
        add_button(parent, "baton-file", "", move || {
            let (under, size, file) = (under.clone(), size.clone(), file.clone());
            spawn_local(async move {
                let is_here = net::download(app, &file).await;
                if let Some(under) = &*under.borrow() {
                    under.set_text_content(Some(if is_here { &size } else { Text::FileFailed.say() }));
                    set(under, "aria-hidden", if is_here { "true" } else { "false" });
                }
            });
        })
    };
    set(&row, "aria-label", &label);
    let below = put_file(&row, &name, &size);
    // The row is called by what it does and the file's name; its size is for the eye.
    set(&below, "aria-hidden", "true");
    *under.borrow_mut() = Some(below);
}

/// An icon, a name and a line below it, which is given back.
pub(super) fn put_file(parent: &Element, name: &str, below: &str) -> Element {
    add_icon(parent, FILE);
    let names = add(parent, "span", "baton-file-name");
    set(&add_text(&names, "span", "", name), "dir", "auto");
    add_text(&names, "span", "", below)
}
