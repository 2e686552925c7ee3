//! Uploads: files that wait under a token for the comment they belong to.

use super::{allow, invalid, not_found};
use crate::answer::{Answer, Refusal};
use crate::ids::{AttachmentId, FileId, UploadToken, random_hex};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::attachments::{Attachment, encode_name};
use crate::sunco::filetype;
use bytes::Bytes;
use serde_json::{Value, json};

/// A file of Support. Its bytes are with all others.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) attachment: AttachmentId,
    /// Names it in its address.
    pub(crate) key: String,
}

/// Files under one token.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) files: Vec<FileId>,
    pub(crate) expires_ms: i64,
}

/// Path under which a file is addressed, before its key.
pub(crate) const PATH: &str = "/attachments/token/";

/// Keeps a file and returns its number. Without a media type its name decides.
pub(crate) fn keep(state: &mut State, name: &str, bytes: Bytes, media_type: Option<&str>) -> FileId {
    let media_type = media_type.or_else(|| filetype::of_name(name)).unwrap_or("application/octet-stream").to_owned();
    let attachment = AttachmentId(state.mint.ulid(state.now_ms));
    let stored = Attachment {
        id: attachment.clone(),
        name: name.to_owned(),
        media_type,
        bytes,
        conversation: None,
        for_message: false,
    };
    state.attachments.insert(attachment.clone(), stored);
    let id = FileId(state.mint.number());
    state.desk.files.insert(id, File { attachment, key: random_hex(12) });
    id
}

/// A file as comments and uploads show it.
pub(crate) fn render(state: &State, id: FileId) -> Value {
    let file = state.desk.files.get(&id);
    let Some((file, stored)) = file.and_then(|file| Some((file, state.attachments.get(&file.attachment)?))) else {
        return json!({ "id": id, "deleted": true });
    };
    let address = url_of(state, file, stored);
    json!({
        "id": id,
        "url": format!("{}/api/v2/attachments/{id}.json", state.origins.api),
        "file_name": stored.name,
        "content_url": address,
        "mapped_content_url": address,
        "content_type": stored.media_type,
        "size": stored.bytes.len(),
        "inline": false,
        "deleted": false,
        "malware_scan_result": "malware_not_found",
        "malware_access_override": false,
        "thumbnails": [],
    })
}

/// On the account's own host; it leads to a signed address elsewhere.
fn url_of(state: &State, file: &File, stored: &Attachment) -> String {
    format!("{}{PATH}{}/?name={}", state.origins.api, file.key, encode_name(&stored.name))
}

/// The bytes behind the key of an address.
pub(crate) fn by_key<'a>(state: &'a State, key: &str) -> Option<&'a Attachment> {
    let file = state.desk.files.values().find(|file| file.key == key)?;
    state.attachments.get(&file.attachment)
}

pub(crate) fn upload(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    let name = call.query.get("filename").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| invalid("Filename: cannot be blank"))?;
    if call.body.is_empty() {
        return Err(invalid("Uploaded data: cannot be blank"));
    }
    if call.body.len() > limits::UPLOAD {
        return Err(Refusal::too_large());
    }
    let media_type = call.content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    check_extension(name, &media_type)?;
    let now_ms = state.now_ms;
    let token = match call.query.get("token") {
        Some(token) => {
            let token = UploadToken::from(token);
            let upload = state.desk.uploads.get(&token).filter(|upload| now_ms < upload.expires_ms);
            upload.map(|_| token).ok_or_else(|| invalid("Token: is invalid or has expired"))?
        }
        None => UploadToken(random_hex(12)),
    };
    let id = keep(state, name, call.body.clone(), Some(media_type.as_str()).filter(|kind| !kind.is_empty()));
    let fresh = Upload { files: Vec::new(), expires_ms: now_ms + limits::UPLOAD_TOKEN_MS };
    let upload = state.desk.uploads.entry(token.clone()).or_insert(fresh);
    upload.files.push(id);
    let all: Vec<Value> = upload.files.clone().into_iter().map(|file| render(state, file)).collect();
    Ok(Answer::created(json!({
        "upload": { "token": token, "attachment": render(state, id), "attachments": all }
    })))
}

/// The name's extension must be of the type that was sent: else nobody can open the file.
fn check_extension(name: &str, media_type: &str) -> Result<(), Refusal> {
    let vague = ["", "application/octet-stream", "application/binary"].contains(&media_type);
    match filetype::of_name(name) {
        Some(promised) if !vague && promised != media_type => {
            Err(invalid(&format!("Filename: its extension does not match {media_type}")))
        }
        _ => Ok(()),
    }
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "tickets", true)?;
    let token = UploadToken::from(super::bare(call.param("token")));
    let upload = state.desk.uploads.remove(&token).ok_or_else(not_found)?;
    for id in upload.files {
        if let Some(file) = state.desk.files.remove(&id) {
            state.attachments.remove(&file.attachment);
        }
    }
    Ok(Answer::no_content())
}

/// Takes the files of a comment's tokens. A token that is unknown, spent or too old spoils the whole request.
pub(crate) fn consume(state: &mut State, tokens: &[UploadToken]) -> Result<Vec<FileId>, Refusal> {
    let now_ms = state.now_ms;
    let lives = |token: &UploadToken| state.desk.uploads.get(token).is_some_and(|upload| now_ms < upload.expires_ms);
    if !tokens.iter().all(lives) {
        return Err(invalid("Uploads: token is invalid or has expired"));
    }
    Ok(tokens.iter().filter_map(|token| state.desk.uploads.remove(token)).flat_map(|upload| upload.files).collect())
}
