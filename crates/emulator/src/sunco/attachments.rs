//! Files: uploading, linking to conversations, removing, and the signed addresses behind private ones.

use crate::answer::{Answer, Refusal};
use crate::ids::{AttachmentId, ConversationId};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::conversations;
use crate::sunco::filetype;
use crate::sunco::messages::Message;
use aws_lc_rs::hmac;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) id: AttachmentId,
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Bytes,
    /// The conversation it belongs to, from its upload or its first use on.
    pub(crate) conversation: Option<ConversationId>,
    /// Goes when its message, conversation or user goes.
    pub(crate) for_message: bool,
}

/// Path under which a file is addressed, before its id.
pub(crate) const PATH: &str = "/sc/attachments/v2/";

pub(crate) fn upload(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    if call.query.get("access") != Some("public") {
        return Err(Refusal::bad("access must be public"));
    }
    let conversation = call.query.get("conversationId").map(ConversationId::from);
    if conversation.as_ref().is_some_and(|id| !state.conversations.contains_key(id)) {
        return Err(conversations::not_found());
    }
    let upload = call.upload.as_ref().ok_or_else(|| Refusal::bad("source is required"))?;
    if upload.bytes.len() > limits::UPLOAD {
        return Err(Refusal::too_large());
    }
    let for_message = call.query.get("for") == Some("message");
    let stored = store(state, &upload.name, upload.bytes.clone(), conversation, for_message)?;
    let (url, media_type) = (url_of(state, &stored), stored.media_type.clone());
    Ok(Answer::created(json!({ "attachment": { "mediaUrl": url, "mediaType": media_type } })))
}

/// Checks and keeps a file.
pub(crate) fn store(
    state: &mut State,
    name: &str,
    bytes: Bytes,
    conversation: Option<ConversationId>,
    for_message: bool,
) -> Result<Attachment, Refusal> {
    let media_type = filetype::check(name, &bytes)?.to_owned();
    let id = AttachmentId(state.mint.ulid(state.now_ms));
    let attachment = Attachment { id, name: name.to_owned(), media_type, bytes, conversation, for_message };
    state.attachments.insert(attachment.id.clone(), attachment.clone());
    Ok(attachment)
}

/// The address of a file as messages carry it.
pub(crate) fn url_of(state: &State, attachment: &Attachment) -> String {
    format!("{}{PATH}{}/{}", state.origins.api, attachment.id, encode_name(&attachment.name))
}

pub(crate) fn encode_name(name: &str) -> String {
    // Form encoding writes a space as a plus sign, which a path does not know.
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The file an address names, if it is one of ours.
pub(crate) fn of_url(state: &State, url: &str) -> Option<AttachmentId> {
    let rest = url.strip_prefix(state.origins.api.as_str())?.strip_prefix(PATH)?;
    let id = AttachmentId::from(rest.split_once('/')?.0);
    state.attachments.contains_key(&id).then_some(id)
}

/// A file as a message shows it.
pub(crate) struct Attached {
    pub(crate) id: Option<AttachmentId>,
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) size: Option<u64>,
}

/// Puts the file behind an address into a conversation. Another conversation's file is refused (FACTS 1.4).
///
/// Files of other hosts are not fetched: the emulator calls nobody it was not told to. Their type follows their name.
pub(crate) fn attach(state: &mut State, conversation: &ConversationId, url: &str) -> Result<Attached, Refusal> {
    let own = url.strip_prefix(state.origins.api.as_str()).is_some_and(|rest| rest.starts_with(PATH));
    if !own {
        let path = url::Url::parse(url).map(|parsed| parsed.path().to_owned()).unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let media_type = filetype::of_name(&name).unwrap_or("application/octet-stream").to_owned();
        return Ok(Attached { id: None, name, media_type, size: None });
    }
    let id = of_url(state, url).ok_or_else(|| Refusal::bad("mediaUrl could not be fetched"))?;
    let file = state.attachments.get_mut(&id).ok_or_else(|| Refusal::bad("mediaUrl could not be fetched"))?;
    if file.conversation.as_ref().is_some_and(|owner| owner != conversation) {
        return Err(Refusal::bad("mediaUrl belongs to another conversation"));
    }
    file.conversation = Some(conversation.clone());
    Ok(Attached {
        id: Some(file.id.clone()),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: u64::try_from(file.bytes.len()).ok(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemoveBody {
    media_url: String,
}

pub(crate) fn remove(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: RemoveBody = call.body()?;
    let url = &body.media_url;
    if !url.strip_prefix(state.origins.api.as_str()).is_some_and(|rest| rest.starts_with(PATH)) {
        return Err(Refusal::bad(format!("Unsupported media URL for attachment deletion: {url}")));
    }
    let id = of_url(state, url).ok_or_else(|| Refusal::missing("not_found", "Attachment not found"))?;
    state.attachments.remove(&id);
    Ok(Answer::empty())
}

/// Files of a conversation that is going.
pub(crate) fn forget_conversation(state: &mut State, id: &ConversationId) {
    state.attachments.retain(|_, file| !(file.for_message && file.conversation.as_ref() == Some(id)));
}

/// Files of messages that are going.
pub(crate) fn forget_messages(state: &mut State, messages: &[Message]) {
    for message in messages {
        let url = message.content.get("mediaUrl").and_then(Value::as_str);
        if let Some(id) = url.and_then(|url| of_url(state, url))
            && state.attachments.get(&id).is_some_and(|file| file.for_message)
        {
            state.attachments.remove(&id);
        }
    }
}

/// A short-lived address on the media origin.
pub(crate) fn signed_url(state: &State, file: &Attachment) -> String {
    let expires = state.now_ms + limits::SIGNED_URL_MS;
    let signature = hex::encode(hmac::sign(&state.signing, signed_text(&file.id, expires).as_bytes()));
    format!(
        "{}/files/{}/{}?expires={expires}&signature={signature}",
        state.origins.media,
        file.id,
        encode_name(&file.name)
    )
}

/// Whether an address of the media origin was signed by us and still lives.
pub(crate) fn is_signed(state: &State, id: &AttachmentId, expires: &str, signature: &str) -> bool {
    let timely = expires.parse::<i64>().is_ok_and(|expires| state.now_ms < expires);
    let Ok(signature) = hex::decode(signature) else { return false };
    let text = format!("{id}.{expires}");
    timely && hmac::verify(&state.signing, text.as_bytes(), &signature).is_ok()
}

fn signed_text(id: &AttachmentId, expires: i64) -> String {
    format!("{id}.{expires}")
}
