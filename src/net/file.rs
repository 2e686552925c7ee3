//! Fetching a file of the conversation, with the session's header and never by a bare address.

use super::address;
use crate::app::{App, Edges};
use baton_protocol::{FileId, FileRef};
use gloo_net::http::Request;
use js_sys::Promise;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// The object address of a file, fetched once however many want it.
pub(crate) async fn fetch(app: App, id: &FileId) -> Option<String> {
    if let Some(address) = app.edges(|edges| edges.blob(id)) {
        return Some(address);
    }
    let under_way = |edges: &mut Edges| {
        edges.fetching.iter().find(|(fetching, _)| fetching == id).map(|(_, promise)| promise.clone())
    };
    let promise = match app.edges(under_way) {
        Some(promise) => promise,
        None => begin(app, id.clone()),
    };
    JsFuture::from(promise).await.ok()?.as_string()
}

/// Begins to fetch a file; what does not come leaves room for another try.
fn begin(app: App, id: FileId) -> Promise {
    let wanted = id.clone();
    let promise = future_to_promise(async move {
        let found = ask(app, &wanted).await;
        app.edges(|edges| edges.fetching.retain(|(fetching, _)| *fetching != wanted));
        Ok(found.map_or(JsValue::UNDEFINED, JsValue::from))
    });
    // The promise runs after this, so it finds itself here.
    app.edges(|edges| edges.fetching.push((id, promise.clone())));
    promise
}

async fn ask(app: App, id: &FileId) -> Option<String> {
    let session = app.read(|state| state.session().cloned())?;
    let response = Request::get(&address::of(&["v1/files/", id.as_str()].concat()))
        .header("Authorization", &["Bearer ", session.reveal()].concat())
        .send()
        .await
        .ok()?;
    if !response.ok() {
        return None;
    }
    // As a blob from first to last: the bytes never enter the module's memory.
    let response = web_sys::Response::from(response);
    let blob: web_sys::Blob = JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()?;
    let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    app.edges(|edges| edges.blobs.push((id.clone(), address.clone())));
    Some(address)
}

/// Downloads a file under its name; false where it cannot be fetched.
pub(crate) async fn download(app: App, file: &FileRef) -> bool {
    let Some(address) = fetch(app, &file.id).await else { return false };
    let Some(link) =
        document().create_element("a").ok().and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok())
    else {
        return false;
    };
    link.set_href(&address);
    link.set_download(&file.name);
    link.click();
    true
}
