//! Fetching a file of the conversation, with the session's header and never by a bare address.

use super::call;
use crate::app::App;
use baton_protocol::{FileId, FileRef};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, XmlHttpRequest, XmlHttpRequestResponseType};

/// What is done with a file's object address once it is there; none where it could not be fetched.
pub(crate) type Arrival = Box<dyn FnOnce(Option<&str>)>;

/// Gives the object address of a file, fetched once however many want it.
pub(crate) fn fetch(app: App, id: &FileId, then: Arrival) {
    if let Some(address) = app.edges(|edges| edges.blob(id)) {
        return then(Some(&address));
    }
    let is_under_way = app.edges(|edges| {
        let under_way = edges.fetching.iter_mut().find(|(fetching, _)| fetching == id);
        let is_under_way = under_way.is_some();
        match under_way {
            Some((_, waiting)) => waiting.push(then),
            None => edges.fetching.push((id.clone(), vec![then])),
        }
        is_under_way
    });
    if !is_under_way && ask(app, id.clone()).is_err() {
        arrive(app, id, None);
    }
}

fn ask(app: App, id: FileId) -> Result<(), JsValue> {
    let request = call::open_as_visitor(app, "GET", &["v1/files/", id.as_str()].concat(), None)?;
    // As a blob from first to last: the bytes never enter the module's memory.
    request.set_response_type(XmlHttpRequestResponseType::Blob);
    call::on_end(&request, move |request| {
        let address = address_of(request);
        if let Some(address) = &address {
            app.edges(|edges| edges.blobs.push((id.clone(), address.clone())));
        }
        arrive(app, &id, address.as_deref());
    });
    request.send()
}

fn address_of(request: &XmlHttpRequest) -> Option<String> {
    let blob: Blob = request.response().ok().filter(|_| call::is_good(request))?.dyn_into().ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Gives the address to all who want it; what did not come leaves room for another try.
fn arrive(app: App, id: &FileId, address: Option<&str>) {
    let waiting = app.edges(|edges| {
        let place = edges.fetching.iter().position(|(fetching, _)| fetching == id)?;
        Some(edges.fetching.swap_remove(place).1)
    });
    for then in waiting.into_iter().flatten() {
        then(address);
    }
}

/// Downloads a file under its name, and says whether it could be fetched.
pub(crate) fn download(app: App, file: &FileRef, then: impl FnOnce(bool) + 'static) {
    let name = file.name.clone();
    fetch(app, &file.id, Box::new(move |address| then(address.is_some_and(|address| save(address, &name)))));
}

/// Saves what is behind an object address; whether that was begun.
pub(crate) fn save(address: &str, name: &str) -> bool {
    let made = document().create_element("a").ok();
    let Some(link) = made.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) else {
        return false;
    };
    link.set_href(address);
    link.set_download(name);
    link.click();
    true
}

/// Gives the object address of what is kept of the visitor; none where it could not be fetched.
pub(crate) fn export(app: App, then: impl Fn(Option<&str>) + 'static) {
    let ask = || -> Result<(), JsValue> {
        let request = call::open_as_visitor(app, "GET", "v1/export", None)?;
        request.set_response_type(XmlHttpRequestResponseType::Blob);
        call::on_end(&request, move |request| then(address_of(request).as_deref()));
        request.send()
    };
    // Without a session there is nothing, and the menu does not offer it.
    let _ = ask();
}

/// Gives the whole conversation, as the relay tells it; none where it could not be fetched.
pub(crate) fn transcript(app: App, then: impl Fn(Option<&str>) + 'static) {
    let ask = || -> Result<(), JsValue> {
        let request = call::open_as_visitor(app, "GET", "v1/transcript", None)?;
        call::on_end(&request, move |request| {
            let text = call::is_good(request).then(|| call::body(request));
            then(text.as_deref());
        });
        request.send()
    };
    // As above.
    let _ = ask();
}

/// Has what is kept of the visitor erased; whether that was done.
pub(crate) fn erase(app: App, then: impl Fn(bool) + 'static) {
    let ask = || -> Result<(), JsValue> {
        let request = call::open_as_visitor(app, "DELETE", "v1/visitor", None)?;
        call::on_end(&request, move |request| then(call::is_good(request)));
        request.send()
    };
    let _ = ask();
}
