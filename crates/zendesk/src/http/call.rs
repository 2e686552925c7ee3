use bytes::Bytes;
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
}

/// What a request carries.
pub(crate) enum Payload {
    Nothing,
    Json(Bytes),
    File(Upload),
    /// A file that was already sent and cannot be sent twice.
    Spent,
}

impl Call {
    pub(crate) fn get(operation: &'static str, url: Url) -> Self {
        Self { operation, method: Method::GET, url, payload: Payload::Nothing }
    }

    pub(crate) fn delete(operation: &'static str, url: Url) -> Self {
        Self { operation, method: Method::DELETE, url, payload: Payload::Nothing }
    }

    pub(crate) fn post(operation: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { operation, method: Method::POST, url, payload: Payload::json(body)? })
    }

    pub(crate) fn patch(operation: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { operation, method: Method::PATCH, url, payload: Payload::json(body)? })
    }

    pub(crate) fn upload(operation: &'static str, url: Url, file: Upload) -> Self {
        Self { operation, method: Method::POST, url, payload: Payload::File(file) }
    }

    pub(crate) fn effect(&self) -> Effect {
        Effect::of(&self.method)
    }

    pub(crate) fn is_transfer(&self) -> bool {
        matches!(self.payload, Payload::File(_) | Payload::Spent)
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
                Ok(request.header(reqwest::header::CONTENT_TYPE, "application/json").body(json))
            }
            Self::File(upload) => {
                if let Some(again) = upload.again() {
                    *self = Self::File(again);
                }
                Ok(request.multipart(form(upload)?))
            }
            Self::Spent => Err(Error::Invalid(Problems::ours("the file was already sent"))),
        }
    }
}

fn form(upload: Upload) -> Result<Form, Error> {
    let Upload { name, content_type, length, body } = upload;
    let part = Part::stream_with_length(body.into_body(), length)
        .file_name(name)
        .mime_str(&content_type)
        .map_err(|_| Error::UnsupportedMedia(Problems::ours("the content type of the file is not one")))?;
    // The name stays as it is, in UTF-8, as browsers send it: the `filename*` form is ruled out for form data.
    Ok(Form::new().percent_encode_noop().part("source", part))
}
