//! Sending a file, by the one browser call that tells how far it is.

use super::{call, problem};
use crate::app::App;
use crate::core::{Input, short_name};
use crate::host;
use baton_protocol::{FileId, FileRef, Uploaded};
use wasm_bindgen::prelude::*;
use web_sys::{ProgressEvent, XmlHttpRequest};

/// An upload under way. Dropping it stops it.
pub(crate) struct Sending(XmlHttpRequest);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.set_onloadend(None);
        // Stopping what has ended already is no news.
        let _ = self.0.abort();
    }
}

/// Uploads the file of this number.
pub(crate) fn upload(app: App, key: u32) {
    match begin(app, key) {
        Ok(sending) => app.edges(|edges| edges.sending.push((key, sending))),
        Err(_) => call::tell_later(app, Input::UploadFailed(key, None)),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "byte counts are whole and not negative")]
fn begin(app: App, key: u32) -> Result<Sending, JsValue> {
    let file = app.edges(|edges| edges.picked(key).cloned()).ok_or(JsValue::UNDEFINED)?;
    let mut path = String::from("v1/uploads?name=");
    path.push_str(&String::from(js_sys::encode_uri_component(&short_name(&file.name()))));
    let media_type = file.type_();
    let media_type = if media_type.is_empty() { "application/octet-stream" } else { &media_type };
    let request = call::open_as_visitor(app, "POST", &path, Some(media_type))?;
    let progress = host::function(move |event| {
        if let Some(event) = event.dyn_ref::<ProgressEvent>() {
            app.input(Input::UploadProgress(key, event.loaded() as u64));
        }
    });
    request.upload()?.set_onprogress(Some(&progress));
    call::on_end(&request, move |request| end(app, key, request));
    request.send_with_opt_blob(Some(&file))?;
    Ok(Sending(request))
}

fn end(app: App, key: u32, request: &XmlHttpRequest) {
    let body = call::body(request);
    let outcome = match host::parse::<Uploaded>(&body) {
        Some(uploaded) if call::status(request) == 201 => Input::Uploaded(key, uploaded.file),
        _ => Input::UploadFailed(key, problem(call::status(request), &body).0),
    };
    app.edges(|edges| edges.sending.retain(|(under_way, _)| *under_way != key));
    app.input(outcome);
}

/// The object address of a chosen file.
fn address_of(app: App, key: u32) -> Option<String> {
    app.edges(|edges| {
        if let Some((_, known)) = edges.faces.iter().find(|(face, _)| *face == key) {
            return Some(known.clone());
        }
        let made = web_sys::Url::create_object_url_with_blob(edges.picked(key)?).ok()?;
        edges.faces.push((key, made.clone()));
        Some(made)
    })
}

/// The object address of a chosen file that is a picture.
pub(crate) fn face(app: App, key: u32) -> Option<String> {
    let media_type = app.edges(|edges| edges.picked(key).map(|file| file.type_()))?;
    let file = FileRef { id: FileId::new(""), name: String::new(), media_type, bytes: 0 };
    if file.is_picture() { address_of(app, key) } else { None }
}

/// A file that was just sent need not be fetched to be shown.
pub(crate) fn keep_upload(app: App, key: u32, file: FileId) {
    let address = address_of(app, key);
    app.edges(|edges| {
        edges.picked.retain(|(picked, _)| *picked != key);
        edges.faces.retain(|(face, _)| *face != key);
        edges.blobs.extend(address.map(|address| (file, address)));
    });
}

/// Stops an upload and lets its bytes go.
pub(crate) fn drop_upload(app: App, key: u32) {
    stop_upload(app, key);
    app.edges(|edges| {
        edges.picked.retain(|(picked, _)| *picked != key);
        edges.faces.retain(|(face, address)| {
            if *face == key {
                // An address that is gone already is gone.
                let _ = web_sys::Url::revoke_object_url(address);
            }
            *face != key
        });
    });
}

/// Stops an upload.
pub(crate) fn stop_upload(app: App, key: u32) {
    let dropped = app.edges(|edges| {
        let place = edges.sending.iter().position(|(under_way, _)| *under_way == key)?;
        Some(edges.sending.swap_remove(place))
    });
    // Stopping it calls back into the chat: outside of the edges' borrow.
    drop(dropped);
}
