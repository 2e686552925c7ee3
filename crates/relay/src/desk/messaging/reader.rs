//! What Zendesk says by itself: webhooks, and the messages of a listing, which are read alike.

use super::content;
use super::mark;
use super::settings::Settings;
use crate::clock::Moment;
use crate::desk::{Ending, Incoming, Received, RemoteAgent, Said, What};
use baton_protocol::{ConversationId, EventId};
use baton_zendesk::Timestamp;
use baton_zendesk::conversations::Conversation;
use baton_zendesk::messages::{ActivityKind, Message, Speaker, speaker};
use baton_zendesk::webhooks::{BadEvent, Envelope, Event, EventKind, ReleaseReason, SwitchboardEvent, SwitchboardStep};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// Reads the body of a delivery. An envelope of another app or webhook is refused whole: its secret was right and its
/// place is wrong, which somebody has to look at.
pub(super) fn read(settings: &Settings, body: &[u8]) -> Result<Vec<Received>, String> {
    let envelope = Envelope::parse(body).map_err(|error| error.to_string())?;
    if envelope.app != settings.app {
        return Err(format!("it is from the app {}, which is not this account's", envelope.app));
    }
    if settings.webhook.as_ref().is_some_and(|known| *known != envelope.webhook) {
        return Err(format!("it is from the webhook {}, which is not the configured one", envelope.webhook));
    }
    Ok(envelope.events.into_iter().map(|event| received(settings, event)).collect())
}

/// Whether a body is an envelope that names this account's app.
pub(super) fn addresses(settings: &Settings, body: &[u8]) -> bool {
    Envelope::parse(body).is_ok_and(|envelope| envelope.app == settings.app)
}

/// Reads one event as it was kept.
pub(super) fn read_one(settings: &Settings, raw: &str) -> Result<Incoming, String> {
    let raw = RawValue::from_string(raw.to_owned()).map_err(|_| "it is not JSON".to_owned())?;
    Event::parse(raw).map(|event| of_event(settings, &event)).map_err(|bad| bad.to_string())
}

fn received(settings: &Settings, event: Result<Event, BadEvent>) -> Received {
    match event {
        Ok(event) => Received {
            key: settings.event_key(event.id.as_str()),
            remote: event.conversation().map(|conversation| conversation.as_str().to_owned()),
            incoming: Ok(of_event(settings, &event)),
            raw: event.raw.get().to_owned(),
        },
        Err(bad) => {
            let id = bad.id.as_ref().map(|id| id.as_str().to_owned());
            let id = id.unwrap_or_else(|| hex::encode(Sha256::digest(bad.raw.get())));
            Received {
                key: settings.event_key(&id),
                remote: None,
                incoming: Err(bad.to_string()),
                raw: bad.raw.get().to_owned(),
            }
        }
    }
}

fn of_event(settings: &Settings, event: &Event) -> Incoming {
    let at = moment(event.created_at);
    // What has no identity beyond the event: delivered again, it is the same end.
    let key = Some(settings.event_key(event.id.as_str()));
    match &event.kind {
        EventKind::Message { conversation, message: said } => message(settings, conversation, said, event.created_at),
        EventKind::Switchboard(switchboard) => {
            Incoming { key, ..about(&switchboard.conversation, at, of_switchboard(settings, switchboard)) }
        }
        // Nobody can answer there any more; the next handoff makes a new one.
        EventKind::Removed { conversation } => {
            Incoming { key, ..about(conversation, at, What::Ended(Ending::Session)) }
        }
        other => match other.conversation() {
            Some(conversation) => about(conversation, at, What::Nothing),
            None => Incoming { remote: String::new(), conversation: None, key: None, at, what: What::Nothing },
        },
    }
}

/// Reads a message, from an event or a listing: the same message is the same word, by the same key.
pub(super) fn message(
    settings: &Settings,
    conversation: &Conversation,
    message: &Message,
    created_at: Option<Timestamp>,
) -> Incoming {
    let at = moment(message.received.or(created_at));
    let key = Some(settings.message_key(message.id.as_str()));
    Incoming { key, ..about(conversation, at, of_message(message)) }
}

fn of_message(message: &Message) -> What {
    if message.metadata.text(mark::POST).is_some() {
        return What::Echo;
    }
    if message.deleted {
        return What::Nothing;
    }
    match speaker(message) {
        Speaker::Agent { id, name, avatar } => {
            let name = name.unwrap_or("Agent").to_owned();
            let agent = RemoteAgent {
                id: id.map_or_else(|| name.clone(), str::to_owned),
                name,
                avatar: avatar.map(str::to_owned),
            };
            What::Said(said(message, Some(agent)))
        }
        Speaker::Trigger | Speaker::Bot | Speaker::Survey => What::Said(said(message, None)),
        Speaker::Activity(ActivityKind::TicketClosed) => What::Ended(Ending::TicketClosed),
        Speaker::Activity(ActivityKind::TransferToEmail) => What::Ended(Ending::MovedToEmail),
        Speaker::Activity(ActivityKind::EndedByUser) => What::Ended(Ending::Session),
        Speaker::User => {
            let content::Said { text, files, .. } = content::of(&message.content);
            What::VisitorSaid { text, files }
        }
        Speaker::Activity(ActivityKind::Other(_)) | Speaker::OtherBusiness => What::Nothing,
    }
}

fn said(message: &Message, agent: Option<RemoteAgent>) -> Said {
    let content::Said { text, html, files } = content::of(&message.content);
    Said { agent, text, html, files, id: message.id.as_str().to_owned() }
}

fn of_switchboard(settings: &Settings, event: &SwitchboardEvent) -> What {
    let own_act = event.metadata.text(mark::PASS).is_some();
    if let Some(failure) = &event.failure {
        let is_handoff = event.step == SwitchboardStep::Pass && !own_act;
        return if is_handoff { What::PassFailed { code: failure.code.clone() } } else { What::Nothing };
    }
    let active = event.conversation.active_switchboard_integration.as_ref();
    let is_theirs = active.is_some_and(|seat| settings.is_workspace(seat));
    let handoff = event.metadata.text(mark::HANDOFF);
    match event.step {
        _ if own_act => What::Nothing,
        SwitchboardStep::Pass => match (handoff, is_theirs, &event.reason) {
            (Some(handoff), true, _) => What::Confirmed { handoff: EventId::new(handoff) },
            // To the agents by somebody else, or ours by the time it was not true any more.
            (None, true, None) | (Some(_), false, None) => What::Nothing,
            (_, _, reason) => What::Ended(ending(reason.as_ref())),
        },
        SwitchboardStep::Release => What::Ended(ending(event.reason.as_ref())),
        SwitchboardStep::Accept | SwitchboardStep::Offer | SwitchboardStep::Other(_) => What::Nothing,
    }
}

fn ending(reason: Option<&ReleaseReason>) -> Ending {
    match reason {
        Some(ReleaseReason::TicketClosed) => Ending::TicketClosed,
        Some(ReleaseReason::TransferToEmail) => Ending::MovedToEmail,
        Some(ReleaseReason::Other(_)) | None => Ending::Session,
    }
}

fn about(conversation: &Conversation, at: Moment, what: What) -> Incoming {
    Incoming {
        remote: conversation.id.as_str().to_owned(),
        conversation: conversation.metadata.text(mark::CONVERSATION).map(ConversationId::new),
        key: None,
        at,
        what,
    }
}

/// Zendesk's time; 0 where it told none.
fn moment(time: Option<Timestamp>) -> Moment {
    Moment(time.map_or(0, Timestamp::as_millis))
}
