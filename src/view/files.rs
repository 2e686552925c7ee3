//! Files in the conversation: pictures in place, all else as a row to download; sounds and films are played where they
//! stand.

use super::dom::{add, add_button, add_icon, add_text, clear, focus, on, set};
use super::icons::FILE;
use super::large;
use crate::app::{App, js_time};
use crate::host::boot;
use crate::i18n::Text;
use crate::net;
use baton_protocol::FileRef;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// Draws the files of a message.
pub(super) fn put_files(app: App, parent: &Element, files: Vec<FileRef>) {
    for file in files {
        if file.is_picture() {
            put_picture(app, parent, file);
        } else {
            put_player(app, parent, &file);
            put_row(app, parent, file);
        }
    }
}

/// The way to hear a sound or see a film. It is fetched when somebody wants that: films are large.
fn put_player(app: App, parent: &Element, file: &FileRef) {
    let kind = match file.media_type.split('/').next() {
        Some("audio") => "audio",
        Some("video") => "video",
        _ => return,
    };
    let place = add(parent, "div", "baton-player");
    let (id, name, player) = (file.id.clone(), file.name.clone(), place.clone());
    add_button(&place, "baton-button", &Text::Play.with(&file.name), move || {
        let (name, player) = (name.clone(), player.clone());
        let show = move |address: Option<&str>| {
            let Some(address) = address else {
                // The button stays, for another try.
                add_text(&player, "p", "baton-error", Text::FileFailed.say());
                return;
            };
            clear(&player);
            let media = add(&player, kind, "");
            for (key, value) in [
                ("controls", ""),
                ("autoplay", ""),
                ("playsinline", ""),
                ("aria-label", name.as_str()),
                ("src", address),
            ] {
                set(&media, key, value);
            }
            focus(&media);
        };
        net::fetch(app, &id, Box::new(show));
    });
}

/// A picture in a box of its own size from the start, so that nothing jumps when it arrives. Fetched once: a press shows
/// it large, or tries again where it could not be fetched.
fn put_picture(app: App, parent: &Element, file: FileRef) {
    let frame = add_text(parent, "button", "baton-picture", Text::PictureLoading.say());
    set(&frame, "type", "button");
    let picture = Rc::new(Picture { app, file, frame: frame.clone(), address: RefCell::default() });
    picture.clone().fetch();
    on(&frame, "click", move |_| {
        let found = picture.address.borrow().clone();
        match found {
            Some(found) => large::show(&found, &picture.file.name),
            None => picture.clone().fetch(),
        }
    });
}

/// A picture on the screen.
struct Picture {
    app: App,
    file: FileRef,
    frame: Element,
    /// Its object address, once it is there.
    address: RefCell<Option<String>>,
}

impl Picture {
    fn fetch(self: Rc<Self>) {
        let id = self.file.id.clone();
        net::fetch(self.app, &id, Box::new(move |address| self.show(address)));
    }

    fn show(&self, address: Option<&str>) {
        clear(&self.frame);
        match address {
            Some(address) => {
                let image = add(&self.frame, "img", "");
                set(&image, "alt", &self.file.name);
                set(&image, "src", address);
                set(&self.frame, "aria-label", &Text::Picture.with(&self.file.name));
            }
            None => self.frame.set_text_content(Some(Text::FileFailed.say())),
        }
        *self.address.borrow_mut() = address.map(str::to_owned);
    }
}

/// Any other file: its name and size, and a press downloads it. The button is its name, stretched over the whole row.
fn put_row(app: App, parent: &Element, file: FileRef) {
    let size = if file.bytes == 0 { String::new() } else { boot::size(js_time(file.bytes.cast_signed())) };
    let row = add(parent, "div", "baton-file");
    add_icon(&row, FILE);
    let names = add(&row, "span", "baton-file-name");
    let button = add_text(&names, "button", "baton-file-button", "");
    set(&button, "type", "button");
    add_text(&button, "span", "baton-hidden", Text::Download.say());
    set(&add_text(&button, "span", "", &file.name), "dir", "auto");
    let below = add_text(&names, "span", "", &size);
    set(&below, "role", "status");
    on(&button, "click", move |_| {
        let (below, size) = (below.clone(), size.clone());
        let tell = move |is_there| below.set_text_content(Some(if is_there { &size } else { Text::FileFailed.say() }));
        net::download(app, &file, tell);
    });
}

/// A name and a line below it, which is given back.
pub(super) fn put_names(parent: &Element, name: &str, below: &str) -> Element {
    let names = add(parent, "span", "baton-file-name");
    set(&add_text(&names, "span", "", name), "dir", "auto");
    add_text(&names, "span", "", below)
}
