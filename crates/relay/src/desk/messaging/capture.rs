//! What goes where at Zendesk: the user's profile, the ticket's fields. Trust decides; see `docs/identity.md`.

use super::mark;
use super::settings::Settings;
use super::state::Handoff;
use super::transcript::one_line;
use crate::desk::Job;
use crate::provenance::Sourced;
use crate::visitor::Profile;
use baton_zendesk::Metadata;
use baton_zendesk::limits::{METADATA_MAX, PROFILE_TEXT_MAX};
use baton_zendesk::users;
use sha2::{Digest, Sha256};

/// What Zendesk reads as instructions for the ticket.
const CAPTURE: &str = "dataCapture.";
const TAGS: &str = "dataCapture.systemField.tags";
const GROUP: &str = "dataCapture.systemField.group_id";
const REQUESTER_NAME: &str = "dataCapture.systemField.requester.name";
const REQUESTER_EMAIL: &str = "dataCapture.systemField.requester.email";
const TICKET_FIELD: &str = "dataCapture.ticketField.";
/// Kept free for the key, quotes and id of the first message, which is known only later.
const FIRST_MESSAGE_ROOM: usize = 96;
/// Longest locale of a profile.
const LOCALE_MAX: usize = 64;

/// The values for a ticket, and the keys that did not fit any more.
pub(super) struct Capture {
    /// As it goes to Zendesk: texts alone, never null.
    pub(super) metadata: Metadata,
    /// What the agent has to be told by the summary instead.
    pub(super) left_out: Vec<(String, String)>,
}

/// Gathers what fills the ticket's fields. What decides on routing and identity goes first, so that a page full of data
/// cannot push it out.
pub(super) fn of(settings: &Settings, handoff: Option<&Handoff>, job: &Job) -> Capture {
    let mut capture = Capture { metadata: Metadata::new(), left_out: Vec::new() };
    let skill = handoff.and_then(|handoff| handoff.skill.as_ref()).and_then(|skill| settings.skills.get(skill));
    if let Some(group) = skill.filter(|group| !group.is_empty()) {
        capture.metadata.insert(GROUP, group.as_str());
    }
    for (key, value) in [(REQUESTER_NAME, &job.profile.name), (REQUESTER_EMAIL, &job.profile.email)] {
        if let Some(value) = value.as_ref().filter(|value| value.from.identifies()) {
            capture.metadata.insert(key, value.value.as_str());
        }
    }
    if let (Some(field), Some(phone)) = (&settings.phone_field, &job.profile.phone) {
        capture.add(&format!("{TICKET_FIELD}{field}"), &phone.value);
    }
    for (key, value) in job.ticket_data.iter().filter(|(key, _)| key.starts_with(CAPTURE)) {
        match key.as_str() {
            TAGS => capture.add(key, &distinct(value)),
            _ => capture.add(key, value),
        }
    }
    capture
}

/// The metadata of the pass to the agents.
pub(super) fn of_pass(settings: &Settings, handoff: &Handoff, job: &Job) -> Metadata {
    let mut metadata = if handoff.plain { Metadata::new() } else { of(settings, Some(handoff), job).metadata };
    metadata.insert(mark::HANDOFF, handoff.id.as_str());
    if let Some(first) = &handoff.first {
        metadata.insert(mark::FIRST_MESSAGE, first.as_str());
    }
    metadata
}

/// The metadata of a conversation whose ticket cannot get its values by a pass.
pub(super) fn of_conversation(settings: &Settings, handoff: &Handoff, job: &Job) -> Metadata {
    let mut metadata = if handoff.plain { Metadata::new() } else { of(settings, Some(handoff), job).metadata };
    metadata.insert(mark::HANDOFF, handoff.id.as_str());
    metadata.insert(mark::CONVERSATION, job.conversation.as_str());
    metadata
}

impl Capture {
    fn add(&mut self, key: &str, value: &str) {
        if value.is_empty() || self.metadata.get(key).is_some() {
            return;
        }
        let grown = self.metadata.clone().with(key, value);
        // Two marks of ours, with ids of 36 characters, come on top.
        let ours = Metadata::new().with(mark::HANDOFF, "x".repeat(36)).with(mark::CONVERSATION, "x".repeat(36)).size();
        if grown.size() + ours + FIRST_MESSAGE_ROOM > METADATA_MAX {
            self.left_out.push((key.to_owned(), value.to_owned()));
        } else {
            self.metadata = grown;
        }
    }
}

/// A comma string with each tag once.
fn distinct(tags: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    for tag in tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !known.iter().any(|other| other.eq_ignore_ascii_case(tag)) {
            known.push(tag);
        }
    }
    known.join(",")
}

/// The user's profile at Zendesk. It identifies nobody: the link to a person is the external id alone, and that is
/// random until somebody signs one. The picture's address is text for the agent; in the profile Zendesk would fetch it.
pub(super) fn profile(profile: &Profile) -> users::Profile {
    users::Profile {
        given_name: text(profile.name.as_ref()),
        surname: None,
        email: text(profile.email.as_ref()),
        avatar_url: None,
        locale: profile.locale.clone().filter(|locale| locale.len() <= LOCALE_MAX),
    }
}

fn text(value: Option<&Sourced<String>>) -> Option<String> {
    let value = one_line(value?.value.trim());
    (!value.is_empty()).then(|| value.chars().take(PROFILE_TEXT_MAX).collect())
}

/// What is kept beside the user.
pub(super) fn user_metadata(profile: &Profile) -> Metadata {
    let values = [("phone", &profile.phone), ("avatar", &profile.avatar)];
    let known = values.into_iter().filter_map(|(key, value)| Some((key, one_line(&value.as_ref()?.value))));
    known.collect()
}

/// A hash of what Zendesk has of a profile, to see when it changes.
pub(super) fn fingerprint(known: &Profile) -> String {
    let both = (profile(known), user_metadata(known));
    let json = serde_json::to_vec(&both).unwrap_or_default();
    let mut hash = hex::encode(Sha256::digest(json));
    hash.truncate(16);
    hash
}
