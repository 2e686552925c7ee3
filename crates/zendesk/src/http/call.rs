use bytes::Bytes;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use url::Url;

use crate::conversations::Upload;
use crate::error::{Effect, Error, Problems};
use crate::limits::REQUEST_MAX;

/// One request, not yet signed.
pub(crate) struct Call {
    /// The vendor's name of the operation, for the log.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) payload: Payload,
    /// What goes along beside what every request has.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

/// What a request carries.
pub(crate) enum Payload {
    Nothing,
    Json(Bytes),
    /// A file as a part of a form.
    File(Upload),
    /// A file that is the whole body.
    Raw(Upload),
    /// A file that was already sent and cannot be sent twice.
    Spent,
}

impl Call {
    fn new(operation: &'static str, method: Method, url: Url, payload: Payload) -> Self {
        Self { operation, method, url, payload, headers: Vec::new() }
    }

    pub(crate) fn get(operation: &'static str, url: Url) -> Self {
        Self::new(operation, Method::GET, url, Payload::Nothing)
    }

    pub(crate) fn delete(operation: &'static str, url: Url) -> Self {
        Self::new(operation, Method::DELETE, url, Payload::Nothing)
    }

    pub(crate) fn post(operation: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self::new(operation, Method::POST, url, Payload::json(body)?))
    }

    pub(crate) fn put(operation: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self::new(operation, Method::PUT, url, Payload::json(body)?))
    }

    pub(crate) fn patch(operation: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self::new(operation, Method::PATCH, url, Payload::json(body)?))
    }

    pub(crate) fn upload(operation: &'static str, url: Url, file: Upload) -> Self {
        Self::new(operation, Method::POST, url, Payload::File(file))
    }

    pub(crate) fn upload_raw(operation: &'static str, url: Url, file: Upload) -> Self {
        Self::new(operation, Method::POST, url, Payload::Raw(file))
    }

    /// The same with one more header; a value that cannot stand in one is [`Error::Invalid`].
    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_str(value)
            .map_err(|_| Error::Invalid(Problems::ours(format!("a value that cannot stand in the header {name}"))))?;
        self.headers.push((HeaderName::from_static(name), value));
        Ok(self)
    }

    pub(crate) fn effect(&self) -> Effect {
        Effect::of(&self.method)
    }

    pub(crate) fn is_transfer(&self) -> bool {
        matches!(self.payload, Payload::File(_) | Payload::Raw(_) | Payload::Spent)
    }

    pub(crate) fn is_spent(&self) -> bool {
        matches!(self.payload, Payload::Spent)
    }
}

impl Payload {
    fn json(body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(body).map_err(|error| {
            Error::Invalid(Problems::ours(format!("the request {}", crate::tolerant::place(&error))))
        })?;
        if json.len() > REQUEST_MAX {
            let detail = format!("a request of {} bytes, at most {REQUEST_MAX} are taken", json.len());
            return Err(Error::TooLarge(Problems::ours(detail)));
        }
        Ok(Self::Json(json.into()))
    }

    /// Puts the payload into a request. What can be sent again stays here for another attempt.
    pub(crate) fn attach(&mut self, request: RequestBuilder) -> Result<RequestBuilder, Error> {
        match std::mem::replace(self, Self::Spent) {
            Self::Nothing => {
                *self = Self::Nothing;
                Ok(request)
            }
            Self::Json(json) => {
                *self = Self::Json(json.clone());
                Ok(request.header(CONTENT_TYPE, "application/json").body(json))
            }
            Self::File(upload) => {
                if let Some(again) = upload.again() {
                    *self = Self::File(again);
                }
                Ok(request.multipart(form(upload)?))
            }
            Self::Raw(upload) => {
                if let Some(again) = upload.again() {
                    *self = Self::Raw(again);
                }
                raw(request, upload)
            }
            Self::Spent => Err(Error::Invalid(Problems::ours("the file was already sent"))),
        }
    }
}

/// The length is told beforehand, so that a file that breaks off is not taken for a shorter one.
fn raw(request: RequestBuilder, upload: Upload) -> Result<RequestBuilder, Error> {
    let kind = HeaderValue::from_str(&upload.content_type).map_err(|_| no_content_type())?;
    Ok(request.header(CONTENT_TYPE, kind).header(CONTENT_LENGTH, upload.length).body(upload.body.into_body()))
}

fn no_content_type() -> Error {
    Error::UnsupportedMedia(Problems::ours("the content type of the file is not one"))
}

fn form(upload: Upload) -> Result<Form, Error> {
    let Upload { name, content_type, length, body } = upload;
    let part = Part::stream_with_length(body.into_body(), length)
        .file_name(name)
        .mime_str(&content_type)
        .map_err(|_| no_content_type())?;
    // The name stays as it is, in UTF-8, as browsers send it: the `filename*` form is ruled out for form data.
    Ok(Form::new().percent_encode_noop().part("source", part))
}
