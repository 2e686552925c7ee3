//! What stands on a ticket: who asks, what was said, and what only the agents may read.

use super::settings::Settings;
use super::state::{Opening, Purpose, State, Upload};
use crate::config::{TicketType, UnverifiedEmail};
use crate::conversation::context::{BRAND, PRIORITY};
use crate::desk::Job;
use crate::desk::groups::GROUP;
use crate::desk::messaging::summary;
use crate::desk::transcript::{self, one_line};
use crate::desk::words::{is_from_desk, text_of, visitors};
use crate::identity::Requester;
use crate::visitor::Profile;
use baton_protocol::{Event, FileRef};
use baton_zendesk::Metadata;
use baton_zendesk::ids::{FieldId, GroupId, SupportBrandId, SupportUserId, UploadToken};
use baton_zendesk::support::{NewComment, NewTicket, PersonWish, Priority, RequesterWish, TicketKind};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The key of our mark in a change's metadata.
const MARK: &str = "baton_id";
/// Shown where nobody said a name.
const NAMELESS: &str = "Website visitor";
/// Characters of a subject.
const SUBJECT: usize = 80;
/// Bytes of a comment; Zendesk takes 64 kB.
pub(super) const MOST_BYTES: usize = 60_000;
/// The tag of every ticket that began in a chat.
const CHAT: &str = "baton_chat";
/// The tag of tickets whose visitor a token has proved to be who they are.
const VERIFIED: &str = "baton_verified";
const TICKET_FIELD: &str = "dataCapture.ticketField.";
const TAGS: &str = "dataCapture.systemField.tags";

/// A ticket that is being made, with what it is made of.
#[derive(Clone, Copy)]
pub(super) struct Contents<'a> {
    pub(super) settings: &'a Settings,
    pub(super) opening: &'a Opening,
    pub(super) job: &'a Job,
}

/// Our mark on a change.
pub(super) fn mark(id: &str) -> Metadata {
    Metadata::new().with(MARK, id)
}

/// Whether a change or a comment carries a mark of ours.
pub(super) fn marked(custom: &Metadata) -> Option<&str> {
    custom.text(MARK)
}

/// What a ticket of a conversation is found by.
pub(super) fn external_id(job: &Job, number: u32) -> String {
    format!("{}/{number}", job.conversation)
}

/// A hash of what a requester is told to be, to see when it changes.
pub(super) fn fingerprint(person: &PersonWish) -> String {
    let json = serde_json::to_vec(person).unwrap_or_default();
    let mut hash = hex::encode(Sha256::digest(json));
    hash.truncate(16);
    hash
}

/// What a visitor's message says, with what could not be delivered of it.
pub(super) fn words(event: &Event, uploads: &[Upload]) -> String {
    let Some(message) = visitors(event) else { return String::new() };
    let mut lines = vec![text_of(message)];
    lines.retain(|line| !line.trim().is_empty());
    for (file, upload) in message.files.iter().zip(uploads) {
        lines.push(match upload {
            Upload::Up { .. } if message.text.trim().is_empty() => format!("[file: {}]", one_line(&file.name)),
            Upload::Up { .. } => continue,
            Upload::Refused(reason) => lost(file, reason),
        });
    }
    lines.join("\n")
}

fn lost(file: &FileRef, reason: &str) -> String {
    format!("[The visitor's file {} could not be delivered: {}]", one_line(&file.name), one_line(reason))
}

/// Whether a message has nothing in it for the agents.
pub(super) fn is_empty(event: &Event) -> bool {
    visitors(event).is_none_or(|message| message.files.is_empty() && text_of(message).trim().is_empty())
}

impl Contents<'_> {
    /// The events that are on the ticket from the beginning.
    fn events(&self) -> Vec<&Event> {
        let (after, through) = match &self.opening.purpose {
            Purpose::Handoff { after, through, .. } => (*after, *through),
            Purpose::Message { seq } => (seq - 1, *seq),
        };
        let range = self.job.events.iter().filter(|event| event.seq > after && event.seq <= through);
        range.filter(|event| !is_from_desk(event)).collect()
    }

    /// The visitor's files among them.
    pub(super) fn files(&self) -> Vec<&FileRef> {
        self.events().into_iter().filter_map(visitors).flat_map(|message| &message.files).collect()
    }

    /// The messages that have files.
    pub(super) fn seqs_with_files(&self) -> Vec<u64> {
        let has_files = |event: &&&Event| visitors(event).is_some_and(|message| !message.files.is_empty());
        self.events().iter().filter(has_files).map(|event| event.seq).collect()
    }

    /// The requester as a person of the account: whoever is proved, or whom the operator takes them for; else somebody made
    /// up for this visitor, since what was typed proves nothing. None where the operator wants an address to decide.
    pub(super) fn person(&self) -> Option<PersonWish> {
        if self.requester_by_address().is_some() {
            return None;
        }
        let Requester { name, email } = &self.job.requester;
        // What they are called among people proves nothing either, and need not.
        let shown = name.as_ref().or(self.job.profile.name.as_ref()).filter(|_| !self.opening.bare);
        let shown = shown.map(|name| one_line(&name.value)).filter(|name| !name.trim().is_empty());
        let email = email.as_ref().filter(|email| email.from.identifies() && !self.opening.bare);
        Some(PersonWish {
            name: shown.unwrap_or_else(|| NAMELESS.to_owned()),
            email: email.map(|email| email.value.clone()),
            external_id: Some(self.job.external_id.clone()),
            user_fields: if self.opening.bare { BTreeMap::new() } else { user_fields(&self.job.profile) },
            skip_verify_email: true,
            ..PersonWish::default()
        })
    }

    /// The person whom an address names that nobody proved to be the visitor's: one that was typed, where the operator
    /// trusts it, or the one that the site has for all whom it does not know.
    fn requester_by_address(&self) -> Option<RequesterWish> {
        let is_proved = self.job.profile.proved_id().is_some() || !user_fields(&self.job.profile).is_empty();
        if is_proved || self.opening.bare {
            return None;
        }
        let Requester { name, email } = &self.job.requester;
        let typed = self.job.profile.email.as_ref();
        let typed = typed.filter(|_| self.settings.unverified_email == UnverifiedEmail::Requester);
        let (email, name) = match (email, typed) {
            (Some(email), _) => (email, name.as_ref()),
            (None, Some(typed)) => (typed, self.job.profile.name.as_ref()),
            (None, None) => return None,
        };
        let name = name.map_or_else(|| NAMELESS.to_owned(), |name| one_line(&name.value));
        Some(RequesterWish::Person { name, email: email.value.clone(), locale_id: None })
    }

    /// See [`external_id`].
    pub(super) fn external_id(&self) -> String {
        external_id(self.job, self.opening.number)
    }

    /// The idempotency key: another one for other contents.
    pub(super) fn key(&self) -> String {
        match self.opening.variant {
            0 => self.external_id(),
            variant => format!("{}/{variant}", self.external_id()),
        }
    }

    /// The ticket. None while its requester is not known.
    pub(super) fn ticket(&self, state: &State, uploads: Vec<UploadToken>) -> Option<NewTicket> {
        // Where the address decides, whoever asked by another one before does not.
        let by_address = self.requester_by_address();
        let person = state.person.map(SupportUserId).filter(|_| by_address.is_none());
        let requester = by_address.or(person.map(RequesterWish::Id))?;
        let said = self.said(&state.uploads);
        let comment = NewComment::public(fitting(&said).0.into()).with(uploads);
        let comment = person.map_or_else(|| comment.clone(), |person| comment.clone().by(person));
        let mut ticket = NewTicket::new(self.subject(), comment, requester);
        ticket.external_id = Some(self.external_id());
        ticket.metadata = mark(&format!("{}/ticket", self.external_id()));
        ticket.via_followup_source_id = self.opening.follows.map(baton_zendesk::ids::TicketId);
        ticket.priority = self.job.ticket_data.get(PRIORITY).map(|word| Priority::from(word.as_str()));
        ticket.brand_id = self.job.ticket_data.get(BRAND).and_then(|id| id.parse().ok()).map(SupportBrandId);
        ticket.kind = self.settings.kind.map(kind);
        ticket.group_id = self.group().filter(|_| !self.opening.groupless);
        if !self.opening.plain {
            ticket.custom_fields = self.fields();
            ticket.tags = self.tags();
        }
        Some(ticket)
    }

    fn group(&self) -> Option<GroupId> {
        self.job.ticket_data.get(GROUP)?.parse().ok().map(GroupId)
    }

    fn fields(&self) -> Vec<(FieldId, String)> {
        let data = self.job.ticket_data.iter();
        let captured = data.filter_map(|(key, value)| Some((key.strip_prefix(TICKET_FIELD)?, value.as_str())));
        let phone = self.settings.phone_field.as_deref().zip(self.job.profile.phone.as_ref());
        let phone = phone.map(|(field, phone)| (field, phone.value.as_str()));
        let all = captured.chain(phone);
        all.filter_map(|(field, value)| Some((FieldId(field.parse().ok()?), value.to_owned()))).collect()
    }

    fn tags(&self) -> Vec<String> {
        let own = self.job.ticket_data.get(TAGS).map(String::as_str).unwrap_or_default();
        let mut tags = vec![CHAT.to_owned()];
        tags.extend(self.job.profile.proved_id().map(|_| VERIFIED.to_owned()));
        for tag in own.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    fn subject(&self) -> String {
        let last = self.events().into_iter().rev().find(|event| !is_empty(event)).map(|event| words(event, &[]));
        let text =
            last.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| "A visitor asks for a person".to_owned());
        let line = one_line(text.trim());
        match line.char_indices().nth(SUBJECT) {
            Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
            None => line,
        }
    }

    /// What the visitor said, as the first comment.
    fn said(&self, mut uploads: &[Upload]) -> String {
        let mut all = Vec::new();
        for event in self.events() {
            let count = visitors(event).map_or(0, |message| message.files.len()).min(uploads.len());
            let (own, rest) = uploads.split_at(count);
            uploads = rest;
            all.push(words(event, own));
        }
        all.retain(|text| !text.trim().is_empty());
        if all.is_empty() { "A visitor asks for a person.".to_owned() } else { all.join("\n\n") }
    }

    /// The id of the note.
    pub(super) fn note_mark(&self) -> String {
        format!("{}/note", self.external_id())
    }

    /// What only the agents may read: who this is, what of it nobody has proved, and what the bot said.
    pub(super) fn note(&self) -> NewComment {
        let Purpose::Handoff { skill, reason, .. } = &self.opening.purpose else {
            return NewComment::note("".into());
        };
        let mut lines = summary::facts(self.job, reason, skill.as_deref());
        if self.opening.plain {
            lines.push("Refused by the ticket:".to_owned());
            let data = self.job.ticket_data.iter();
            lines.extend(data.map(|(key, value)| format!("  {}: {}", one_line(key), one_line(value))));
        }
        let said = self.said(&[]);
        let rest = fitting(&said).1;
        if !rest.is_empty() {
            lines.push("What the visitor said on, beyond the room of the first comment:".to_owned());
            lines.push(rest.to_owned());
        }
        let said = transcript::of(&self.events());
        if !said.is_empty() {
            lines.push(String::new());
            lines.push(said);
        }
        let text = lines.join("\n");
        NewComment::note(fitting(&text).0.into())
    }
}

/// What of a text fits into a comment, and the rest.
fn fitting(text: &str) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(MOST_BYTES))
}

/// The person's own fields, as far as they are proven.
fn user_fields(profile: &Profile) -> BTreeMap<String, String> {
    let proven = profile.user_fields.iter().filter(|(_, value)| value.from.identifies());
    proven.map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

fn kind(name: TicketType) -> TicketKind {
    match name {
        TicketType::Problem => TicketKind::Problem,
        TicketType::Incident => TicketKind::Incident,
        TicketType::Question => TicketKind::Question,
        TicketType::Task => TicketKind::Task,
    }
}
