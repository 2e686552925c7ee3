//! What goes where at Zendesk: the user's profile, the ticket's fields. Trust decides; see `docs/identity.md`.

use super::mark;
use super::settings::Settings;
use super::state::Handoff;
use crate::conversation::context::{ASSIGNEE, BRAND, ORGANIZATION, PRIORITY};
use crate::desk::Job;
use crate::desk::groups::GROUP;
use crate::desk::transcript::one_line;
use crate::provenance::Sourced;
use crate::visitor::Profile;
use baton_zendesk::Metadata;
use baton_zendesk::limits::{METADATA_MAX, PROFILE_TEXT_MAX};
use baton_zendesk::users;
use sha2::{Digest, Sha256};

/// What Zendesk reads as instructions for the ticket.
const CAPTURE: &str = "dataCapture.";
const TAGS: &str = "dataCapture.systemField.tags";
/// The tag of tickets whose visitor a token has proved to be who they are. A page may not set it.
const VERIFIED_TAG: &str = "baton_verified";
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
/// cannot push it out. What an earlier handoff `described` on the conversation and this one does not want is emptied:
/// Zendesk merges, and the ticket would go where the earlier one went.
pub(super) fn of(settings: &Settings, handoff: Option<&Handoff>, described: &[String], job: &Job) -> Capture {
    let metadata = described.iter().map(|key| (key.as_str(), "")).collect();
    let mut capture = Capture { metadata, left_out: Vec::new() };
    let skill = handoff.and_then(|handoff| handoff.skill.as_ref()).and_then(|skill| settings.skills.get(skill));
    // What was found out just now goes before what is configured: empty where the group is gone.
    let group = job.ticket_data.get(GROUP).or(skill);
    if let Some(group) = group.filter(|group| !group.is_empty()) {
        capture.metadata.insert(GROUP, group.as_str());
    }
    for key in [PRIORITY, BRAND, ASSIGNEE, ORGANIZATION] {
        if let Some(value) = job.ticket_data.get(key) {
            capture.metadata.insert(key, value.as_str());
        }
    }
    for (key, value) in [(REQUESTER_NAME, &job.requester.name), (REQUESTER_EMAIL, &job.requester.email)] {
        if let Some(value) = value {
            capture.metadata.insert(key, one_line(&value.value));
        }
    }
    let verified = job.profile.proved_id().map(|_| VERIFIED_TAG);
    let tags = verified.into_iter().chain(job.ticket_data.get(TAGS).map(String::as_str));
    if let (Some(field), Some(phone)) = (&settings.phone_field, &job.profile.phone) {
        capture.add(&format!("{TICKET_FIELD}{field}"), &phone.value);
    }
    capture.add_tags(&tags.collect::<Vec<_>>().join(","));
    for (key, value) in job.ticket_data.iter().filter(|(key, _)| key.starts_with(CAPTURE) && *key != TAGS) {
        capture.add(key, value);
    }
    capture
}

/// The metadata of the pass to the agents.
pub(super) fn of_pass(settings: &Settings, handoff: &Handoff, described: &[String], job: &Job) -> Metadata {
    let mut metadata = of_ticket(settings, handoff, described, job);
    metadata.insert(mark::HANDOFF, handoff.id.as_str());
    if let Some(first) = &handoff.first {
        metadata.insert(mark::FIRST_MESSAGE, first.as_str());
    }
    metadata
}

/// The metadata of a conversation whose ticket cannot get its values by a pass.
pub(super) fn of_conversation(settings: &Settings, handoff: &Handoff, described: &[String], job: &Job) -> Metadata {
    let mut metadata = of_ticket(settings, handoff, described, job);
    metadata.insert(mark::HANDOFF, handoff.id.as_str());
    metadata.insert(mark::CONVERSATION, job.conversation.as_str());
    metadata
}

/// The keys that such metadata says something under.
pub(super) fn described(metadata: &Metadata) -> Vec<String> {
    let said = metadata.iter().map(|(key, _)| key).filter(|key| key.starts_with(CAPTURE));
    said.filter(|key| metadata.text(key) != Some("")).map(str::to_owned).collect()
}

fn of_ticket(settings: &Settings, handoff: &Handoff, described: &[String], job: &Job) -> Metadata {
    if handoff.plain { Metadata::new() } else { of(settings, Some(handoff), described, job).metadata }
}

impl Capture {
    fn add(&mut self, key: &str, value: &str) {
        if value.is_empty() || self.metadata.text(key).is_some_and(|known| !known.is_empty()) {
            return;
        }
        if encoded(value) <= self.room(key) {
            self.metadata.insert(key, value);
        } else {
            self.left_out.push((key.to_owned(), value.to_owned()));
        }
    }

    /// Tags in their order, each as long as there is room: that the page has many of them costs none of the site's,
    /// which come first.
    fn add_tags(&mut self, tags: &str) {
        let mut room = self.room(TAGS);
        let (mut kept, mut over) = (Vec::new(), Vec::new());
        for tag in distinct(tags) {
            // With the comma before it.
            let size = encoded(tag) + usize::from(!kept.is_empty());
            if size <= room {
                room -= size;
                kept.push(tag);
            } else {
                over.push(tag);
            }
        }
        if !kept.is_empty() {
            self.metadata.insert(TAGS, kept.join(","));
        }
        if !over.is_empty() {
            self.left_out.push((TAGS.to_owned(), over.join(",")));
        }
    }

    /// How long the value of one more key may be, as JSON, in bytes.
    fn room(&self, key: &str) -> usize {
        // Two marks of ours, with ids of 36 characters, come on top.
        let ours = Metadata::new().with(mark::HANDOFF, "x".repeat(36)).with(mark::CONVERSATION, "x".repeat(36)).size();
        let taken = self.metadata.clone().with(key, "").size() + ours + FIRST_MESSAGE_ROOM;
        METADATA_MAX.saturating_sub(taken)
    }
}

/// The length of a text as JSON without its quotes, in bytes.
fn encoded(text: &str) -> usize {
    serde_json::to_string(text).map_or(usize::MAX, |json| json.len() - 2)
}

/// Each tag of a comma string once.
fn distinct(tags: &str) -> Vec<&str> {
    let mut known: Vec<&str> = Vec::new();
    for tag in tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !known.iter().any(|other| other.eq_ignore_ascii_case(tag)) {
            known.push(tag);
        }
    }
    known
}

/// The user's profile at Zendesk. It identifies nobody: the link to a person is the external id alone, and that is
/// random unless a token proved one. The picture's address is text for the agent; in the profile Zendesk would fetch it.
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

/// What is kept beside the user. The summary says it too, so a value that does not fit is left out: were it not, Zendesk
/// would refuse the whole profile for it.
pub(super) fn user_metadata(profile: &Profile) -> Metadata {
    let mut metadata = Metadata::new();
    for (key, value) in [("phone", &profile.phone), ("avatar", &profile.avatar)] {
        let Some(value) = value else { continue };
        let grown = metadata.clone().with(key, one_line(&value.value));
        if grown.fits() {
            metadata = grown;
        }
    }
    metadata
}

/// A hash of what Zendesk has of a profile, to see when it changes.
pub(super) fn fingerprint(known: &Profile) -> String {
    let both = (profile(known), user_metadata(known));
    let json = serde_json::to_vec(&both).unwrap_or_default();
    let mut hash = hex::encode(Sha256::digest(json));
    hash.truncate(16);
    hash
}
