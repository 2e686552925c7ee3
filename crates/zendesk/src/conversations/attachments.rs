use bytes::Bytes;
use futures_util::Stream;
use serde::Deserialize;

use super::Conversations;
use crate::error::{Error, Problems};
use crate::http::Call;
use crate::ids::ConversationId;
use crate::limits::UPLOAD_MAX;

/// A file to be uploaded.
pub struct Upload {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) length: u64,
    pub(crate) body: UploadBody,
}

pub(crate) enum UploadBody {
    Whole(Bytes),
    Stream(reqwest::Body),
}

impl Upload {
    /// A file that is in memory.
    pub fn bytes(name: &str, content_type: impl Into<String>, bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self { name: safe(name), content_type: content_type.into(), length, body: UploadBody::Whole(bytes) }
    }

    /// A file that comes piece by piece and has `length` bytes in all. It can be sent once: where an OAuth token is
    /// refused, the call ends with [`Error::Unauthorized`] and a new upload finds a new token.
    pub fn stream<S, E>(name: &str, content_type: impl Into<String>, length: u64, pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Sync + 'static,
        E: std::error::Error + Send + Sync + 'static,
    {
        let body = UploadBody::Stream(reqwest::Body::wrap_stream(pieces));
        Self { name: safe(name), content_type: content_type.into(), length, body }
    }

    pub(crate) fn again(&self) -> Option<Self> {
        let UploadBody::Whole(bytes) = &self.body else { return None };
        Some(Self {
            name: self.name.clone(),
            content_type: self.content_type.clone(),
            length: self.length,
            body: UploadBody::Whole(bytes.clone()),
        })
    }
}

impl UploadBody {
    pub(crate) fn into_body(self) -> reqwest::Body {
        match self {
            Self::Whole(bytes) => bytes.into(),
            Self::Stream(body) => body,
        }
    }
}

/// A name that can stand in a header's quotes and in an address: quotes, backslashes, slashes and control characters
/// become underscores. The vendor judges a file by the ending of its name, so that is left alone.
fn safe(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_control() || matches!(c, '"' | '\\' | '/') { '_' } else { c }).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

/// A file the vendor has taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Where it is, to be named in a message of the same conversation.
    pub media_url: String,
    /// What the vendor takes it for.
    #[serde(default)]
    pub media_type: Option<String>,
}

#[derive(Deserialize)]
struct One {
    attachment: Attachment,
}

impl Conversations {
    /// Uploads a file for a message of this conversation; the vendor deletes it together with the message. A file of a
    /// kind it does not take is [`Error::UnsupportedMedia`]. Uploading again after an unknown outcome leaves at worst
    /// an unused file behind.
    pub async fn upload_attachment(&self, conversation: &ConversationId, file: Upload) -> Result<Attachment, Error> {
        if file.length > UPLOAD_MAX {
            let detail = format!("a file of {} bytes, at most {UPLOAD_MAX} are taken", file.length);
            return Err(Error::TooLarge(Problems::ours(detail)));
        }
        let mut url = self.url(&["attachments"])?;
        url.query_pairs_mut()
            // The only value taken, also where the account keeps attachments private.
            .append_pair("access", "public")
            .append_pair("for", "message")
            .append_pair("conversationId", conversation.as_str());
        Ok(self.endpoint.ask::<One>(Call::upload("UploadAttachment", url, file)).await?.attachment)
    }
}
