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
                        set(&frame, "aria-label", &Text::Picture.with(&file.name));
                    }
                    None => frame.set_text_content(Some(Text::FileFailed.say())),
                }
                *address.borrow_mut() = found;
            });
        }
    };
    fetch();
    let name = file.name;
    let button = add_button(parent, "baton-picture", Text::PictureLoading.say(), move || {
        let found = address.borrow().clone();
        match found {
            Some(found) => large::show(&found, &name),
            None => fetch(),
        }
    });
    *frame.borrow_mut() = Some(button);
}

/// Any other file: its name and size, and a press downloads it. The button is its name, stretched over the whole row.
fn put_row(app: App, parent: &Element, file: FileRef) {
    let size = if file.bytes == 0 { String::new() } else { boot::size(js_time(file.bytes.cast_signed())) };
    let row = add(parent, "div", "baton-file");
    add_icon(&row, FILE);
    let names = add(&row, "span", "baton-file-name");
    let name = file.name.clone();
    let under: Rc<RefCell<Option<Element>>> = Rc::default();
    let button = {
        let (under, size) = (under.clone(), size.clone());
        add_button(&names, "baton-file-button", "", move || {
            let (under, size, file) = (under.clone(), size.clone(), file.clone());
            spawn_local(async move {
                let text = if net::download(app, &file).await { &size } else { Text::FileFailed.say() };
                if let Some(under) = &*under.borrow() {
                    under.set_text_content(Some(text));
                }
            });
        })
    };
    add_text(&button, "span", "baton-hidden", Text::Download.say());
    set(&add_text(&button, "span", "", &name), "dir", "auto");
    let below = add_text(&names, "span", "", &size);
    set(&below, "role", "status");
    *under.borrow_mut() = Some(below);
}

/// A name and a line below it, which is given back.
pub(super) fn put_names(parent: &Element, name: &str, below: &str) -> Element {
    let names = add(parent, "span", "baton-file-name");
    set(&add_text(&names, "span", "", name), "dir", "auto");
    add_text(&names, "span", "", below)
}
