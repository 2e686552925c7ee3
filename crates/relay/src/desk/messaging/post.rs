//! What is posted, each with an id of ours by which it is known again.

use super::mark;
use super::state::{Handoff, Place, Sequel};
use crate::desk::words::{is_from_desk, text_of, visitors};
use crate::desk::{Job, transcript};
use baton_protocol::{Event, FileRef};
use baton_zendesk::Metadata;
use baton_zendesk::ids::UserId;
use baton_zendesk::messages::{MessagePost, PostAuthor, split_text};
use baton_zendesk::users::UserRef;

/// A message to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// Our id.
    pub(super) id: String,
    /// Its place in a handoff.
    pub(super) place: Place,
    /// Whether it is the visitor's word; else it is ours to the agent.
    pub(super) is_visitors: bool,
    /// What it says.
    pub(super) body: PostBody,
    /// The `seq` of the visitor's message it is from.
    pub(super) seq: Option<u64>,
}

/// What a post says. Always plain text: neither a visitor's nor a bot's word is ever read as Markdown or HTML there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PostBody {
    /// A text that fits.
    Text(String),
    /// A file of the visitor.
    File(FileRef),
}

/// The posts of a handoff in their order: the summary, what was said, the visitor's files.
pub(super) fn of_handoff(handoff: &Handoff, summary: &str, job: &Job) -> Vec<Post> {
    let said: Vec<&Event> = job
        .events
        .iter()
        .filter(|event| event.seq > handoff.after && event.seq <= handoff.through)
        .filter(|event| !is_from_desk(event))
        .collect();
    let mut posts = texts(handoff, 0, "summary", summary);
    let told = handoff.sequel.as_ref().map_or_else(|| transcript::of(&said), |sequel| recalled(sequel, job));
    posts.extend(texts(handoff, 1, "said", &told));
    let files = said.iter().flat_map(|event| {
        let files = visitors(event).map(|message| message.files.as_slice()).unwrap_or_default();
        files.iter().map(|file| (event.seq, file))
    });
    posts.extend(files.zip(0_u32..).map(|((seq, file), index)| Post {
        id: format!("{}/file/{index}", handoff.id),
        place: Place(2, index),
        is_visitors: true,
        body: PostBody::File(file.clone()),
        seq: Some(seq),
    }));
    posts
}

/// What was said last in a conversation that goes on in another: whoever gets its ticket may not know the old one.
fn recalled(sequel: &Sequel, job: &Job) -> String {
    let events: Vec<&Event> = job.events.iter().filter(|event| sequel.recalls(event.seq)).collect();
    let last = transcript::last(&events);
    if last.is_empty() { last } else { format!("Said last, there:\n{last}") }
}

fn texts(handoff: &Handoff, section: u8, name: &str, text: &str) -> Vec<Post> {
    let parts = split_text(text).into_iter().zip(0_u32..);
    let post = |(part, index): (&str, u32)| Post {
        id: format!("{}/{name}/{index}", handoff.id),
        place: Place(section, index),
        is_visitors: false,
        body: PostBody::Text(part.to_owned()),
        seq: None,
    };
    parts.map(post).collect()
}

/// The posts of one message of the visitor: its text in parts, then its files.
pub(super) fn of_message(event: &Event) -> Vec<Post> {
    let Some(message) = visitors(event).filter(|_| !is_from_desk(event)) else { return Vec::new() };
    let text = text_of(message);
    let texts = split_text(&text).into_iter().map(|part| PostBody::Text(part.to_owned()));
    let bodies = texts.chain(message.files.iter().cloned().map(PostBody::File));
    let post = |(body, index): (PostBody, u32)| Post {
        id: format!("{}/{index}", event.id),
        place: Place(0, index),
        is_visitors: true,
        body,
        seq: Some(event.seq),
    };
    bodies.zip(0_u32..).map(post).collect()
}

impl Post {
    /// The message, where its file, if it is one, is already up at this address.
    pub(super) fn message(&self, user: &UserId, uploaded: Option<&str>) -> Option<MessagePost> {
        let author =
            if self.is_visitors { PostAuthor::User(UserRef::Id(user.clone())) } else { PostAuthor::business() };
        let post = match (&self.body, uploaded) {
            (PostBody::Text(text), _) => MessagePost::text(author, text.clone()),
            (PostBody::File(file), Some(url)) if file.is_picture() => MessagePost::image(author, url, &file.name),
            (PostBody::File(file), Some(url)) => MessagePost::file(author, url, &file.name),
            (PostBody::File(_), None) => return None,
        };
        Some(post.with_metadata(self.metadata()))
    }

    /// What the agent is told instead of a file that Zendesk does not take.
    pub(super) fn excuse(&self, reason: &str) -> MessagePost {
        let name = match &self.body {
            PostBody::File(file) => transcript::one_line(&file.name),
            PostBody::Text(_) => String::new(),
        };
        let text = format!("[The visitor's file {name} could not be delivered: {reason}]");
        MessagePost::text(PostAuthor::business(), text).with_metadata(self.metadata())
    }

    fn metadata(&self) -> Metadata {
        Metadata::new().with(mark::POST, self.id.as_str())
    }
}

/// A line of ours to the agent.
pub(super) fn line(id: &str, text: &str) -> MessagePost {
    let metadata = Metadata::new().with(mark::POST, id);
    // Lines are ours and short; the cut only guards the limit.
    let text = split_text(text).first().copied().unwrap_or("The visitor has left.").to_owned();
    MessagePost::text(PostAuthor::business(), text).with_metadata(metadata)
}
